/* Blocks: a page as the sequence of its runs of text between elements that begin or end a line. */
#ifndef ML_TEXT_PAGE_BLOCKS_H
#define ML_TEXT_PAGE_BLOCKS_H

#include "base/vec.h"
#include "text/page.h"

typedef enum ml_block_kind {
  ML_BLOCK_TEXT,
  ML_BLOCK_HEADING,
  ML_BLOCK_ITEM, /* of a list, a row of a table, a caption: short by nature */
} ml_block_kind;

typedef struct ml_block {
  size_t begin, end;     /* bytes of ml_blocks.text */
  uint32_t size, linked; /* half words: one a Han character, two a Latin word or a number; those in links */
  uint32_t row, cell;    /* of a table, numbered through the page; 0: it stands in none */
  ml_block_kind kind;
  bool suspect; /* a class or id around it says menu, comment, advertisement or the like */
  bool article; /* it stands in what the page marks as its article */
  bool kept;    /* it belongs to the main text */
} ml_block;

/* What a page says of itself, from the most to the least trustworthy place. */
typedef enum ml_page_field {
  ML_FIELD_TITLE_META,
  ML_FIELD_TITLE_H1,
  ML_FIELD_TITLE_HEAD,
  ML_FIELD_DATE_META,
  ML_FIELD_DATE_TIME, /* <time datetime> */
  ML_FIELD_DATE_TEXT,
  ML_FIELD_AUTHOR_META,
  ML_FIELD_AUTHOR_TEXT,
  ML_FIELD_OUTLET_META,
  ML_FIELD_OUTLET_TEXT,
  ML_FIELD_SITE_META,
  ML_FIELD_SITE_TEXT,
  ML_FIELD_LINKED_DATA, /* the first script of JSON-LD that names a headline or a date */
  ML_PAGE_FIELDS
} ml_page_field;

typedef ML_VEC(char) ml_bytes;

typedef struct ml_blocks {
  ml_bytes text;
  ML_VEC(ml_block) list;
  ml_bytes fields[ML_PAGE_FIELDS]; /* white space collapsed */
  bool too_deep;
} ml_blocks;

/* Splits a page. Under a guard of the arena. ML_OK or ML_ERR_NOMEM. */
ml_status ml_page_parse(ml_arena *arena, ml_str html, ml_blocks *blocks);

/* Makes one block of each row of a table whose cells are short. */
void ml_page_join_rows(ml_arena *arena, ml_blocks *blocks);

/* Marks what belongs to the main text. `title`: NUL-terminated, perhaps that of a block. */
void ml_page_choose(ml_blocks *blocks, const char *title);

/* Fills title, author, outlet, site and date out of the fields. Under a guard of the arena. ML_OK or ML_ERR_NOMEM. */
ml_status ml_page_describe(ml_arena *arena, const ml_blocks *blocks, ml_page *page);

#endif
