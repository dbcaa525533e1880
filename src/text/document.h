/* Document: a text made ready for matching, with the way back to its source.
 *
 * The text floor repairs (pinyin glosses go, white space folds) and folds (Traditional to Simplified, full width to
 * half width, upper to lower case). Every folded position stands for exactly one code point of the source; source
 * characters may be left out, none is ever invented. So for a run [begin, end) of folded positions the source's
 * characters are [char_at[begin], char_at[end - 1] + 1), and likewise for bytes.
 *
 * The source is a file's text if that is UTF-8; what it was decoded to, if it was in another charset; and of a page of
 * HTML its main text. Bytes are those of the source, so UTF-8 in every case.
 *
 * `plain` is what people read (repaired, Simplified, the source's case and width), `fold` is what rules match.
 *
 * Line ends and white space at the ends of lines have no position; no sentence goes across a line end. White space
 * beside Han characters and their punctuation has none either; any other run of it is one space, at its first
 * character. A byte order mark stays in the source, so that offsets count from the file's first byte, and has no
 * position. What only Traditional text writes is always Simplified; characters that both scripts have are when the
 * text is Traditional. */
#ifndef ML_TEXT_DOCUMENT_H
#define ML_TEXT_DOCUMENT_H

#include "base/arena.h"
#include "base/str.h"

enum {
  ML_SENTENCE_LIMIT = 2000,      /* folded positions; a longer sentence is cut, at a comma where there is one */
  ML_DOCUMENT_LIMIT = 256 << 20, /* bytes; a longer document is refused */
  ML_MENTION_LIMIT = 1000,       /* mentions of a sentence; more are left out */
  ML_CLAIM_LIMIT = 1000000,      /* claims of a document; more are left out */
};

typedef enum ml_segment { ML_SEGMENT_TEXT, ML_SEGMENT_HEADING, ML_SEGMENT_CAPTION } ml_segment;

typedef struct ml_sentence {
  uint32_t begin, end; /* folded positions, end exclusive, without the white space around */
  uint32_t paragraph;  /* number of the source line that is not blank, from 0 */
  ml_segment segment;
} ml_sentence;

typedef struct ml_date {
  int year, month, day; /* 0: not known */
} ml_date;

/* What is set right in a text, by name; ml_repair_name and ml_repair_text tell about them. */
typedef enum ml_repair {
  ML_REPAIR_GLOSSES,
  ML_REPAIR_REMAINS,
  ML_REPAIR_INVISIBLE,
  ML_REPAIR_PRIVATE,
  ML_REPAIR_BLANKS,
  ML_REPAIR_SPACES,
  ML_REPAIR_BREAKS,
  ML_REPAIRS
} ml_repair;

/* Runs of a document by what they are. Sentences have their own list; a heading, caption or item is no paragraph. */
typedef enum ml_span_type {
  ML_SPAN_HEADING,
  ML_SPAN_PARAGRAPH,
  ML_SPAN_CAPTION,
  ML_SPAN_ITEM,      /* a line of a list */
  ML_SPAN_LIST,      /* items that follow each other */
  ML_SPAN_CLAUSE,    /* between the commas, colons and ends of a sentence, without them */
  ML_SPAN_QUOTATION, /* with its marks */
  ML_SPAN_TYPES
} ml_span_type;

typedef struct ml_span {
  uint32_t begin, end; /* folded positions, end exclusive */
  uint16_t depth;      /* of a quotation: how many it stands in */
  bool open;           /* a quotation without a closing mark: it goes to the end of its paragraph */
} ml_span;

/* By begin; of two that begin together the outer one comes first. */
typedef struct ml_spans {
  ml_span *v;
  size_t n, cap;
} ml_spans;

struct ml_document {
  ml_arena arena;      /* owns everything below */
  const char *id;      /* docs/formats.md says how it is made */
  const char *uri;     /* where it came from: the file's path, or the JSON member uri; "" when unknown */
  const char *file;    /* where it was read, for diagnostics: the path, in archives with that within */
  size_t line;         /* of the file, for a text that stands in one line of it; 0: the text is the file */
  const char *title;   /* as the source's members name it, or the first line if it is short enough; "": there is none.
                        * Title, author, outlet and site are written as in the source, but repaired */
  const char *author;  /* as the source's members or the text's first lines name them; "" when they do not */
  const char *outlet;  /* the medium that the text comes from (来源), likewise */
  const char *site;    /* the web site that shows the text, as its page or the source's members name it; "": unknown */
  ml_date published;   /* as the source's members, the first lines or the file name state it, else the default */
  uint64_t hash;       /* of the text's bytes as they came, before bad ones were replaced */
  ml_str source;       /* the decoded text, valid UTF-8 */
  size_t source_chars; /* code points of the source */
  uint32_t *fold;      /* n code points to match */
  uint32_t *plain;     /* n code points to show */
  uint32_t *char_at;   /* n source offsets in code points */
  uint32_t *byte_at;   /* n + 1 source offsets in bytes; the last is one behind the source's last byte used */
  size_t n;            /* folded positions */
  ml_sentence *sentences;
  size_t n_sentences;
  ml_limits limits; /* none is 0 */
  size_t n_cut;     /* sentences that were cut in pieces */
  ml_spans spans[ML_SPAN_TYPES];
  uint32_t repairs[ML_REPAIRS]; /* how often each repair was made */
};

/* One behind the last source character of the folded run that ends at `end` (> 0). */
static inline uint32_t ml_document_char_end(const struct ml_document *document, uint32_t end) {
  return document->char_at[end - 1] + 1;
}

/* The same in bytes. */
uint32_t ml_document_byte_end(const struct ml_document *document, uint32_t end);

/* The character of a position as the source writes it, repaired but not folded: in its own script, case and width. */
uint32_t ml_document_code(const struct ml_document *document, uint32_t at);

/* A folded run so, with a space where white space stands between two positions. In the arena, under whose guard this
 * runs. */
const char *ml_document_written(const struct ml_document *document, ml_arena *arena, uint32_t begin, uint32_t end);

/* The limits with the defaults where there are none, and at most as much as there may be. */
ml_limits ml_limits_settled(ml_limits limits);

/* The source text of a folded run, exactly as it stands in the source, which owns it. */
ml_str ml_document_quote(const struct ml_document *document, uint32_t begin, uint32_t end);

/* Folds a word as documents are folded (case, width, Traditional), for rules and lexicons: n code points in the arena,
 * under whose guard this runs. White space beside Han characters goes; other runs of white space, also at the ends,
 * become one space. Bad bytes become U+FFFD. Characters that both scripts have (乾, 於) are Simplified when the word
 * has one that only Traditional text writes. */
uint32_t *ml_fold_word(ml_arena *arena, ml_str word, size_t *n);

#endif
