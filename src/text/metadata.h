/* Metadata: what a text says about itself in its first lines. */
#ifndef ML_TEXT_METADATA_H
#define ML_TEXT_METADATA_H

#include "text/document.h"

/* The title: the first line when it is as short as one and ends like one, else "". In the arena of the document, whose
 * sentences are there. */
const char *ml_find_title(struct ml_document *document);

/* What the lines above the body name; "" and year 0 when they do not. */
typedef struct ml_header {
  const char *author, *outlet; /* in the document's arena */
  ml_date published;           /* 2018-09-30 19:34, 2017年11月13日, 2019年第4期 */
} ml_header;

ml_header ml_read_header(struct ml_document *document);

/* The date of publication as the body lets it be known: a year that stands in one sentence with 日前 or 近日, and the
 * latest month of that year up to which (截至) the text counts. */
ml_date ml_find_date_in_body(const struct ml_document *document);

/* The first full date in a name (2018-09-30, 20180930) or, when the whole of it is one, a year or a month, too.
 * Unknown parts are 0. */
ml_date ml_date_in(ml_str name);

#endif
