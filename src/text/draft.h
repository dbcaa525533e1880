/* Draft: what a source knows about a document before its text has been looked at. */
#ifndef ML_TEXT_DRAFT_H
#define ML_TEXT_DRAFT_H

#include "text/document.h"

typedef struct ml_draft {
  const char *id, *uri;
  const char *title;           /* NULL: the text's first line; like the next ones, it is repaired */
  const char *author, *outlet; /* NULL: as the first lines say */
  const char *site;            /* NULL: not known */
  ml_date published;           /* year 0: as the first lines or the id say */
  ml_date default_date;        /* taken when nothing says when the text was published */
  unsigned repairs_off;        /* bit 1 << ml_repair: leave that damage as it is */
  ml_limits limits;            /* as they were asked for */
  ml_str raw;                  /* the text's bytes, not checked yet */
  const char *file;            /* where diagnostics point */
  size_t line;                 /* of the file, for a text that stands in one line of it; 0: the text is the file */
} ml_draft;

/* Makes a document of a draft, which is copied. Bad bytes and a text without characters are reported as warnings;
 * ML_ERR_LIMIT, reported, when the text is longer than the limit. */
ml_status ml_document_make(ml_document **out, const ml_draft *draft, const ml_reporter *reporter);

#endif
