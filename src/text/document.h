/* Document: a text made ready for matching, with the way back to its source.
 *
 * The text floor repairs (pinyin glosses go, white space folds) and folds (Traditional to Simplified, full width to
 * half width, upper to lower case). Every folded position stands for exactly one code point of the source; source
 * characters may be left out, none is ever invented. So for a run [begin, end) of folded positions the source's
 * characters are [char_at[begin], char_at[end - 1] + 1), and likewise for bytes.
 *
 * `plain` is what people read (repaired, Simplified, the source's case and width), `fold` is what rules match. */
#ifndef ML_TEXT_DOCUMENT_H
#define ML_TEXT_DOCUMENT_H

#include "base/arena.h"
#include "base/str.h"

typedef enum ml_segment { ML_SEGMENT_TEXT, ML_SEGMENT_HEADING, ML_SEGMENT_CAPTION } ml_segment;

typedef struct ml_sentence {
  uint32_t begin, end; /* folded positions, end exclusive, without the white space around */
  uint32_t paragraph;  /* number of the source line that is not blank, from 0 */
  ml_segment segment;
} ml_sentence;

typedef struct ml_date {
  int year, month, day; /* 0: not known */
} ml_date;

struct ml_document {
  ml_arena arena;      /* owns everything below */
  const char *id;      /* file name, path below the folder named, or the JSON member id */
  const char *uri;     /* where it came from; "" when unknown */
  const char *title;   /* first line of the text or the JSON member title; "" when there is none */
  ml_date published;   /* as the text's first lines, the JSON member or the file name state it */
  uint64_t hash;       /* of the source's bytes */
  ml_str source;       /* the decoded text, valid UTF-8 */
  size_t source_chars; /* code points of the source */
  uint32_t *fold;      /* n code points to match */
  uint32_t *plain;     /* n code points to show */
  uint32_t *char_at;   /* n source offsets in code points */
  uint32_t *byte_at;   /* n + 1 source offsets in bytes; the last is one behind the source's last byte used */
  size_t n;            /* folded positions */
  ml_sentence *sentences;
  size_t n_sentences;
};

/* One behind the last source character / byte of the folded run that ends at `end` (> 0). */
static inline uint32_t ml_document_char_end(const struct ml_document *document, uint32_t end) {
  return document->char_at[end - 1] + 1;
}
uint32_t ml_document_byte_end(const struct ml_document *document, uint32_t end);

/* The source text of a folded run, exactly as it stands in the source. */
ml_str ml_document_quote(const struct ml_document *document, uint32_t begin, uint32_t end);

/* Folds a word as documents are folded (case, width, Traditional), for rules and lexicons: code points in the arena.
 * White space beside Han characters goes; other runs of white space become one space. */
uint32_t *ml_fold_word(ml_arena *arena, ml_str word, size_t *n);

#endif
