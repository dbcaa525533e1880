/* Page: the main text of an HTML page, without what stands around it, and what the page says of itself. */
#ifndef ML_TEXT_PAGE_H
#define ML_TEXT_PAGE_H

#include "text/document.h"

enum {
  ML_PAGE_LIMIT = 32 << 20, /* bytes; a longer page is refused */
  ML_PAGE_DEPTH = 1000,     /* elements in each other; what comes behind a deeper one is left out */
};

/* Strings live in the arena; "" where the page says nothing. */
typedef struct ml_page {
  ml_str text; /* lines: headings, paragraphs, items of lists, and rows of tables with " | " between their cells */
  const char *title, *author;
  const char *outlet; /* the medium that the text comes from (来源) */
  const char *site;   /* that shows it */
  ml_date published;
  bool too_deep; /* something was left out because of ML_PAGE_DEPTH */
} ml_page;

/* Does this text in UTF-8 begin like a page of HTML, by the marks browsers look for (https://mimesniff.spec.whatwg.org,
 * 7.1)? `named`: it was called a page, so any element suffices. */
bool ml_is_page(ml_str text, bool named);

/* What data the text is by its beginning, "XML" (or XHTML) or "Turtle"; else NULL. */
const char *ml_data_format(ml_str text);

/* Reads a page of at most ML_PAGE_LIMIT bytes of valid UTF-8. Works under a guard of its own: ML_OK or ML_ERR_NOMEM. */
ml_status ml_page_read(ml_arena *arena, ml_str html, ml_page *page);

#endif
