#include "text/document.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/report.h"
#include "base/utf8.h"
#include "text/draft.h"
#include "text/fold.h"
#include "text/metadata.h"
#include "text/repair.h"
#include "text/sentences.h"
#include "text/spans.h"
#include "text/traditional.h"
#include "text/wrap.h"

enum {
  GLOSSES_AT_SCALE = 5,   /* from so many on, Pinyin without tone marks is a gloss, too */
  TRADITIONAL_SHARE = 10, /* one Han character in so many that only Traditional text has: it is Traditional */
};

/* ML_DOCUMENT_LIMIT keeps the products small. */
static void reserve_positions(ml_arena *arena, struct ml_document *document) {
  size_t room = document->source_chars;
  document->fold = ml_arena_take(arena, room * sizeof *document->fold);
  document->plain = ml_arena_take(arena, room * sizeof *document->plain);
  document->char_at = ml_arena_take(arena, room * sizeof *document->char_at);
  document->byte_at = ml_arena_take(arena, (room + 1) * sizeof *document->byte_at);
}

/* Folds all lines and splits them into sentences; what was there before is replaced. */
static void fold_lines(ml_fold *fold, ml_sentences *sentences) {
  struct ml_document *document = fold->document;
  uint32_t begin, end, paragraph = 0;
  fold->at = fold->chars = fold->han = fold->traditional = fold->marks.n = fold->first_mark = 0;
  document->n = 0;
  sentences->n = 0;
  memset(document->repairs, 0, sizeof document->repairs);
  while (ml_fold_line(fold, &begin, &end)) {
    if (end > begin)
      document->n_cut +=
          ml_split_line(&document->arena, sentences, document, begin, end, &fold->marks, fold->first_mark, paragraph++);
    fold->first_mark = fold->marks.n;
  }
}

static void simplify(struct ml_document *document) {
  uint32_t *originals = ml_arena_take(&document->arena, document->n * sizeof *originals);
  for (size_t i = 0; i < document->n; i++) {
    size_t at = document->byte_at[i];
    originals[i] = ml_utf8_next(document->source, &at);
  }
  ml_simplify_text(originals, document->fold, document->n);
  ml_simplify_text(originals, document->plain, document->n);
}

static void fold_document(struct ml_document *document, unsigned repairs_off) {
  ml_sentences sentences = {0};
  ml_fold fold = {.document = document, .arena = &document->arena, .off = repairs_off};
  if ((repairs_off >> ML_REPAIR_BREAKS & 1) == 0)
    fold.wrap = ml_find_wrap(document->source);
  fold_lines(&fold, &sentences);
  if (fold.toned >= GLOSSES_AT_SCALE && fold.bare > 0) {
    fold.bare_glosses = true;
    fold_lines(&fold, &sentences);
  }
  if (fold.traditional > 0 && fold.traditional >= fold.han / TRADITIONAL_SHARE)
    simplify(document);
  document->sentences = sentences.v;
  document->n_sentences = sentences.n;
  if (document->n > 0)
    document->byte_at[document->n] = ml_document_byte_end(document, (uint32_t)document->n);
  ml_find_spans(document, &fold.marks);
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

/* A text of one line, repaired as documents are. */
static const char *repaired_line(ml_arena *arena, const char *text, unsigned repairs_off) {
  ml_damage damage = ml_repair_survey(ml_str_of(text));
  struct ml_document line = {.source = ml_repair_bytes(arena, ml_str_of(text), damage.bad),
                             .source_chars = damage.chars};
  ml_fold fold = {.document = &line, .arena = arena, .off = repairs_off};
  uint32_t begin, end;
  reserve_positions(arena, &line);
  while (ml_fold_line(&fold, &begin, &end))
    ;
  return ml_document_written(&line, arena, 0, (uint32_t)line.n);
}

/* What the source knows comes before what the text says. */
static void fill_metadata(struct ml_document *document, const ml_draft *draft) {
  ml_header header = ml_read_header(document);
  ml_arena *arena = &document->arena;
  unsigned off = draft->repairs_off;
  document->title = draft->title != NULL ? repaired_line(arena, draft->title, off) : ml_find_title(document);
  document->author = draft->author != NULL ? repaired_line(arena, draft->author, off) : header.author;
  document->outlet = draft->outlet != NULL ? repaired_line(arena, draft->outlet, off) : header.outlet;
  document->site = draft->site != NULL ? repaired_line(arena, draft->site, off) : "";
  ml_date date = draft->published;
  if (date.year == 0)
    date = header.published;
  if (date.year == 0)
    date = ml_date_in(ml_str_of(document->id));
  if (date.year == 0)
    date = ml_find_date_in_body(document);
  document->published = date.year == 0 ? draft->default_date : date;
}

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
  document->file = ml_arena_copy(arena, draft->file, strlen(draft->file));
  document->line = draft->line;
  document->hash = ml_hash64(draft->raw);
  document->source = ml_repair_bytes(arena, draft->raw, damage.bad);
  document->source_chars = damage.chars;
  reserve_positions(arena, document);
  fold_document(document, draft->repairs_off);
  if (document->n == 0)
    ml_warn(job->reporter, draft->file, draft->line, "there is no text in it");
  fill_metadata(document, draft);
  return ML_OK;
}

static size_t settled(size_t limit, size_t most) {
  return limit == 0 || limit > most ? most : limit;
}

ml_limits ml_limits_settled(ml_limits limits) {
  return (ml_limits){.document_bytes = settled(limits.document_bytes, ML_DOCUMENT_LIMIT),
                     .sentence_chars = settled(limits.sentence_chars, ML_SENTENCE_LIMIT),
                     .mentions = limits.mentions == 0 ? ML_MENTION_LIMIT : limits.mentions,
                     .claims = limits.claims == 0 ? ML_CLAIM_LIMIT : limits.claims};
}

ml_status ml_document_make(ml_document **out, const ml_draft *draft, const ml_reporter *reporter) {
  *out = NULL;
  const ml_limits limits = ml_limits_settled(draft->limits);
  if (draft->raw.n > limits.document_bytes)
    return ml_fail(reporter, ML_ERR_LIMIT, draft->file, "the text is longer than %zu MiB; split it",
                   limits.document_bytes >> 20);
  work job = {.document = calloc(1, sizeof *job.document), .draft = draft, .reporter = reporter};
  if (job.document == NULL)
    return ML_ERR_NOMEM;
  job.document->limits = limits;
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

uint64_t ml_document_repairs(const ml_document *document, size_t index) {
  return index < ML_REPAIRS ? document->repairs[index] : 0;
}

size_t ml_document_cut(const ml_document *document) {
  return document->n_cut;
}

const char *ml_document_id(const ml_document *document) {
  return document->id;
}

size_t ml_document_line(const ml_document *document) {
  return document->line;
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
