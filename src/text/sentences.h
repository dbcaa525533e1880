/* Sentences: where they end, and what kind of line they stand in. */
#ifndef ML_TEXT_SENTENCES_H
#define ML_TEXT_SENTENCES_H

#include "base/vec.h"
#include "text/document.h"

typedef ML_VEC(ml_sentence) ml_sentences;

/* Folded positions of characters that splitting has to look at, in order; noted while folding, which knows a
 * character's kind anyway, so that most characters are looked at once only. */
typedef ML_VEC(uint32_t) ml_marks;

/* Ends of sentences and clauses, quotes, and brackets that open. */
static inline bool ml_is_mark(uint32_t code) {
  if (code < 0x80)
    return code == ',' || code == ':' || code == '(' || code == '!' || code == '?' || code == ';' || code == '"' ||
           code == '[';
  if (code < 0x3000)
    return code == U'…' || (code >= U'‘' && code <= U'”');
  return code == U'。' || code == U'《' || code == U'〈' || code == U'【' || code == U'〔';
}

/* Does the mark at fold[at], of n positions, end a clause? A comma, semicolon or colon, or what ends a sentence, but
 * not between digits: 1,234. */
bool ml_ends_clause(const uint32_t *fold, size_t n, size_t at);

/* Appends the sentences of the line at the folded positions [begin, end), which is not empty and has the marks from
 * first_mark on. Returns how many sentences were cut in pieces, since they were longer than the document's limit. */
size_t ml_split_line(ml_arena *arena, ml_sentences *sentences, const struct ml_document *document, uint32_t begin,
                     uint32_t end, const ml_marks *marks, size_t first_mark, uint32_t paragraph);

#endif
