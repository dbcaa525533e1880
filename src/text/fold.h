/* Folding: from the source's characters to the positions that rules match. */
#ifndef ML_TEXT_FOLD_H
#define ML_TEXT_FOLD_H

#include "text/document.h"
#include "text/sentences.h"

/* How far the folding of a document is, and what it saw. Starts zeroed but for the first members. */
typedef struct ml_fold {
  struct ml_document *document; /* its source is set; its arrays have room for every code point of the source */
  ml_arena *arena;              /* of the marks */
  bool bare_glosses;            /* leave out Pinyin without tone marks, too */
  unsigned off;                 /* bit 1 << ml_repair: do not make it */
  unsigned wrap;                /* the width at which the text was cut, or 0 */
  size_t at, chars;             /* the place in the source, in bytes and code points */
  size_t han, traditional;      /* Han characters, and those that only Traditional text has */
  ml_marks marks;               /* of the document */
  size_t first_mark;            /* of the line that comes next: whoever goes on to it sets this to marks.n */
  size_t toned, bare;           /* glosses with a tone mark, and what may be one without */
} ml_fold;

/* Folds the next line of the source behind what is there: positions [*begin, *end), none for a blank line. White space
 * at its ends goes, and line ends have no position, but where a line goes on in the next one. Its marks are those from
 * first_mark on. false: the source is at its end. */
bool ml_fold_line(ml_fold *fold, uint32_t *begin, uint32_t *end);

#endif
