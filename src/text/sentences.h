/* Sentences: where they end, and what kind of line they stand in. */
#ifndef ML_TEXT_SENTENCES_H
#define ML_TEXT_SENTENCES_H

#include "base/vec.h"
#include "text/document.h"

typedef ML_VEC(ml_sentence) ml_sentences;

/* Folded positions of characters that splitting has to look at, in order; noted while folding, which knows a
 * character's kind anyway, so that most characters are looked at once only. */
typedef ML_VEC(uint32_t) ml_marks;

/* Ends of sentences, commas, straight quotes, and brackets that open. */
static inline bool ml_is_mark(uint32_t code) {
  if (code < 0x80)
    return code == ',' || code == '(' || code == '!' || code == '?' || code == ';' || code == '"' || code == '[';
  return code == U'。' || code == U'…' || code == U'《' || code == U'〈' || code == U'【' || code == U'〔';
}

/* Appends the sentences of the line at the folded positions [begin, end), which is not empty and has these marks. */
void ml_split_line(ml_arena *arena, ml_sentences *sentences, const struct ml_document *document, uint32_t begin,
                   uint32_t end, const ml_marks *marks, uint32_t paragraph);

#endif
