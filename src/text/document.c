#include "text/document.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/report.h"
#include "text/draft.h"
#include "text/fold.h"
#include "text/metadata.h"
#include "text/repair.h"
#include "text/sentences.h"
#include "text/traditional.h"

enum {
  GLOSSES_AT_SCALE = 5,   /* from so many on, Pinyin without tone marks is a gloss, too */
  TRADITIONAL_SHARE = 10, /* one Han character in so many that only Traditional text has: it is Traditional */
};

static void reserve_positions(struct ml_document *document) {
  size_t room = document->source_chars;
  document->fold = ML_NEW_ARRAY(&document->arena, uint32_t, room);
  document->plain = ML_NEW_ARRAY(&document->arena, uint32_t, room);
  document->char_at = ML_NEW_ARRAY(&document->arena, uint32_t, room);
  document->byte_at = ML_NEW_ARRAY(&document->arena, uint32_t, room + 1);
}

/* Folds all lines and splits them into sentences; what was there before is replaced. */
static ml_fold fold_lines(struct ml_document *document, ml_sentences *sentences, bool bare_glosses) {
  ml_fold fold = {.document = document, .bare_glosses = bare_glosses};
  uint32_t begin, end, paragraph = 0;
  document->n = 0;
  sentences->n = 0;
  while (ml_fold_line(&fold, &begin, &end))
    if (end > begin)
      ml_split_line(&document->arena, sentences, document, begin, end, &fold.marks, paragraph++);
  return fold;
}

static void fold_document(struct ml_document *document) {
  ml_sentences sentences = {0};
  ml_fold fold = fold_lines(document, &sentences, false);
  if (fold.toned >= GLOSSES_AT_SCALE && fold.bare > 0)
    fold = fold_lines(document, &sentences, true);
  if (fold.traditional > 0 && fold.traditional >= fold.han / TRADITIONAL_SHARE) {
    ml_simplify_shared(document->fold, document->n);
    ml_simplify_shared(document->plain, document->n);
  }
  document->sentences = sentences.v;
  document->n_sentences = sentences.n;
  if (document->n > 0)
    document->byte_at[document->n] = ml_document_byte_end(document, (uint32_t)document->n);
}

static void warn_of_damage(const ml_draft *draft, ml_damage damage, const ml_reporter *reporter) {
  size_t line = draft->line != 0 ? draft->line : damage.first_line;
  ml_warn(reporter, draft->file, line, "%zu byte%s no text in UTF-8 (the first is here); U+FFFD is read instead",
          damage.bad, damage.bad == 1 ? " is" : "s are");
}

typedef struct work {
  struct ml_document *document;
  const ml_draft *draft;
  const ml_reporter *reporter;
} work;

static ml_status fill(void *argument) {
  const work *job = argument;
  const ml_draft *draft = job->draft;
  struct ml_document *document = job->document;
  ml_arena *arena = &document->arena;
  ml_damage damage = ml_repair_survey(draft->raw);
  if (damage.bad > 0)
    warn_of_damage(draft, damage, job->reporter);
  document->id = ml_arena_copy(arena, draft->id, strlen(draft->id));
  document->uri = ml_arena_copy(arena, draft->uri, strlen(draft->uri));
  document->hash = ml_hash64(draft->raw);
  document->source = ml_repair_bytes(arena, draft->raw, damage.bad);
  document->source_chars = damage.chars;
  reserve_positions(document);
  fold_document(document);
  if (document->n == 0)
    ml_warn(job->reporter, draft->file, draft->line, "there is no text in it");
  document->title =
      draft->title != NULL ? ml_arena_copy(arena, draft->title, strlen(draft->title)) : ml_find_title(document);
  document->published = draft->published;
  if (document->published.year == 0)
    document->published = ml_find_date(document);
  if (document->published.year == 0)
    document->published = ml_date_in(ml_str_of(document->id));
  return ML_OK;
}

ml_status ml_document_make(ml_document **out, const ml_draft *draft, const ml_reporter *reporter) {
  *out = NULL;
  if (draft->raw.n > ML_DOCUMENT_LIMIT)
    return ml_fail(reporter, ML_ERR_LIMIT, draft->file, "the text is longer than %d MiB; split it",
                   ML_DOCUMENT_LIMIT >> 20);
  work job = {.document = calloc(1, sizeof *job.document), .draft = draft, .reporter = reporter};
  if (job.document == NULL)
    return ML_ERR_NOMEM;
  ml_status status = ml_arena_guard(&job.document->arena, fill, &job);
  if (status == ML_OK)
    *out = job.document;
  else
    ml_document_free(job.document);
  return status;
}

ml_status ml_document_new(ml_document **out, const char *id, const char *text, size_t n_bytes,
                          const ml_reporter *reporter) {
  ml_draft draft = {.id = id, .uri = "", .raw = {text, n_bytes}, .file = id};
  return ml_document_make(out, &draft, reporter);
}

const char *ml_document_id(const ml_document *document) {
  return document->id;
}

void ml_document_free(ml_document *document) {
  if (document == NULL)
    return;
  ml_arena_dispose(&document->arena);
  free(document);
}

uint32_t ml_document_byte_end(const struct ml_document *document, uint32_t end) {
  size_t at = document->byte_at[end - 1] + 1;
  while (at < document->source.n && ((unsigned char)document->source.at[at] & 0xC0) == 0x80)
    at++;
  return (uint32_t)at;
}

ml_str ml_document_quote(const struct ml_document *document, uint32_t begin, uint32_t end) {
  if (begin >= end)
    return (ml_str){"", 0};
  uint32_t from = document->byte_at[begin];
  return (ml_str){document->source.at + from, ml_document_byte_end(document, end) - from};
}
