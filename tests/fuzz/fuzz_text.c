/* Any bytes become a document whose positions, sentences and spans hold, with any of the repairs switched off. */
#include <stdlib.h>

#include "base/utf8.h"
#include "text/draft.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
  if (!holds)
    abort();
}

static void check_positions(const ml_document *document) {
  size_t at = 0, chars = 0;
  for (size_t i = 0; i < document->n; i++) {
    for (; at < document->byte_at[i]; chars++)
      demand(ml_utf8_next(document->source, &at) != ML_UTF8_BAD);
    demand(at == document->byte_at[i] && chars == document->char_at[i]);
    demand(i == 0 || chars > document->char_at[i - 1]);
  }
  demand(document->n == 0 || document->byte_at[document->n] <= document->source.n);
}

static void check_sentences(const ml_document *document) {
  uint32_t before = 0;
  for (size_t i = 0; i < document->n_sentences; i++) {
    ml_sentence sentence = document->sentences[i];
    demand(sentence.begin >= before && sentence.end > sentence.begin && sentence.end <= document->n);
    demand(sentence.end - sentence.begin <= ML_SENTENCE_LIMIT);
    before = sentence.end;
  }
}

static void check_spans(const ml_document *document) {
  for (size_t type = 0; type < ML_SPAN_TYPES; type++) {
    const ml_spans *spans = &document->spans[type];
    for (size_t i = 0; i < spans->n; i++) {
      demand(spans->v[i].end > spans->v[i].begin && spans->v[i].end <= document->n);
      demand(i == 0 || spans->v[i].begin >= spans->v[i - 1].begin);
    }
  }
}

/* The first byte switches repairs off; the rest is the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ml_document *document = NULL;
  if (size == 0)
    return 0;
  ml_draft draft = {
      .id = "fuzz", .uri = "", .repairs_off = data[0], .raw = {(const char *)data + 1, size - 1}, .file = "fuzz"};
  demand(ml_document_make(&document, &draft, NULL) == ML_OK);
  check_positions(document);
  check_sentences(document);
  check_spans(document);
  ml_arena arena = ML_ARENA_INIT;
  size_t n;
  ml_fold_word(&arena, draft.raw, &n);
  ml_arena_dispose(&arena);
  ml_document_free(document);
  return 0;
}
