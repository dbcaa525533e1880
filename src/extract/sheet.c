#include "extract/sheet.h"

#include <inttypes.h>

#include "base/hash.h"
#include "base/script.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "extract/lattice.h"

/* ---- state ---- */

static void mix(uint64_t *sum, const void *bytes, size_t n) {
  const uint64_t pair[] = {*sum, ml_hash64((ml_str){bytes, n})};
  *sum = ml_hash64((ml_str){(const char *)pair, sizeof pair});
}

static void mix_text(uint64_t *sum, const char *text) {
  mix(sum, text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
}

void ml_sheet_state(const ml_document *document, const char *rule_set, char state[ML_STATE_SIZE]) {
  const int date[] = {document->published.year, document->published.month, document->published.day};
  const uint64_t limits[] = {document->limits.mentions, document->limits.claims}; /* the others show in the sentences */
  uint64_t sum = document->hash;
  mix_text(&sum, ml_fingerprint);
  mix_text(&sum, rule_set);
  mix_text(&sum, document->id);
  mix_text(&sum, document->uri);
  mix_text(&sum, document->title);
  mix_text(&sum, document->author);
  mix_text(&sum, document->outlet);
  mix_text(&sum, document->site);
  mix(&sum, date, sizeof date);
  mix(&sum, limits, sizeof limits);
  mix(&sum, document->source.at, document->source.n);
  mix(&sum, document->plain, document->n * sizeof *document->plain); /* repairs that were left off show here */
  mix(&sum, document->char_at, document->n * sizeof *document->char_at);
  mix(&sum, document->sentences, document->n_sentences * sizeof *document->sentences);
  snprintf(state, ML_STATE_SIZE, "%016" PRIx64, sum);
}

/* ---- mentions ---- */

/* As much of the date as is known: "2019", "2019-05" or "2019-05-20". */
static const char *date_text(ml_arena *arena, ml_date date) {
  if (date.year <= 0)
    return NULL;
  if (date.day > 0)
    return ml_arena_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
  return date.month > 0 ? ml_arena_format(arena, "%04d-%02d", date.year, date.month)
                        : ml_arena_format(arena, "%04d", date.year);
}

/* The mention's characters as the source has them, without what stands between them (white space, glosses). */
static ml_str surface_of(ml_arena *arena, const ml_document *document, const ml_mention *mention, const char **lang) {
  bool han = false, traditional = false;
  char *text = ml_arena_take(arena, (size_t)(mention->end - mention->begin) * 4 + 1);
  size_t n = 0;
  for (uint32_t i = mention->begin; i < mention->end; i++) {
    uint32_t code = ml_document_code(document, i);
    han |= ml_is_han(code);
    traditional |= code != document->plain[i];
    n += ml_utf8_put(code, text + n);
  }
  text[n] = '\0';
  *lang = traditional ? "zh-Hant" : han ? "zh-Hans" : "en";
  return (ml_str){text, n};
}

/* The mention that stands for this one at last. */
static const ml_mention *antecedent(const ml_extraction *extraction, const ml_mention *mention) {
  for (size_t steps = 0; mention->same != ML_NO_INDEX && steps < extraction->n_mentions; steps++)
    mention = &extraction->mentions[mention->same];
  return mention;
}

static ml_sheet_mention make_mention(ml_arena *arena, const ml_extraction *extraction, const ml_mention *mention) {
  const ml_document *document = extraction->document;
  ml_sheet_mention made = {.type = mention->type,
                           .start_char = document->char_at[mention->begin],
                           .end_char = ml_document_char_end(document, mention->end),
                           .text = ml_document_quote(document, mention->begin, mention->end)};
  if (extraction->schema->types[mention->type].kind != ML_ENTITY || mention->refers)
    return made;
  /* a short name that the text defines is a name of what it stands for */
  const ml_mention *named = antecedent(extraction, mention);
  made.name = named->name;
  made.id = named->id;
  const char *lang;
  ml_str surface = surface_of(arena, document, mention, &lang);
  if (!ml_str_is(surface, named->name)) {
    made.surface = surface.at;
    made.lang = lang;
  }
  return made;
}

/* ---- claims ---- */

static ml_sheet_filler make_filler(const ml_extraction *extraction, const ml_filler *filler) {
  ml_sheet_filler made = {.set = filler->set, .type = filler->type, .text = filler->text, .values = filler->values};
  if (!filler->set || filler->kind != ML_ROLE_ENTITY || filler->mention == ML_NO_INDEX)
    return made;
  const ml_mention *mention = antecedent(extraction, &extraction->mentions[filler->mention]);
  made.mentioned = true;
  made.type = mention->type;
  made.text = mention->name;
  made.id = mention->id;
  return made;
}

static ml_sheet_claim make_claim(ml_arena *arena, const ml_extraction *extraction, const ml_claim *claim) {
  const ml_document *document = extraction->document;
  size_t n_roles = extraction->schema->relations[claim->relation].n_roles;
  ml_sheet_claim made = {.relation = claim->relation,
                         .fillers = ML_NEW_ARRAY(arena, ml_sheet_filler, n_roles),
                         .sentence = claim->sentence,
                         .start_char = document->char_at[claim->begin],
                         .end_char = ml_document_char_end(document, claim->end),
                         .start_byte = document->byte_at[claim->begin],
                         .end_byte = ml_document_byte_end(document, claim->end),
                         .quote = ml_document_quote(document, claim->begin, claim->end),
                         .rule = claim->rule,
                         .confidence = claim->confidence};
  for (size_t r = 0; r < n_roles; r++)
    made.fillers[r] = make_filler(extraction, &claim->fillers[r]);
  return made;
}

/* ---- all of it ---- */

void ml_sheet_make(ml_arena *arena, const ml_extraction *extraction, ml_sheet *out) {
  const ml_document *document = extraction->document;
  *out = (ml_sheet){.document = document->id,
                    .uri = document->uri,
                    .title = document->title,
                    .author = document->author,
                    .outlet = document->outlet,
                    .site = document->site,
                    .published = date_text(arena, document->published),
                    .chars = document->source_chars,
                    .mentions = ML_NEW_ARRAY(arena, ml_sheet_mention, extraction->n_mentions),
                    .claims = ML_NEW_ARRAY(arena, ml_sheet_claim, extraction->n_claims),
                    .n_claims = extraction->n_claims};
  snprintf(out->hash, sizeof out->hash, "%016" PRIx64, document->hash);
  memcpy(out->rule_set, extraction->schema->hash, sizeof out->rule_set);
  ml_sheet_state(document, out->rule_set, out->state);
  for (size_t i = 0; i < extraction->n_mentions; i++) {
    const ml_type *type = &extraction->schema->types[extraction->mentions[i].type];
    if (!type->silent && type->kind != ML_PART)
      out->mentions[out->n_mentions++] = make_mention(arena, extraction, &extraction->mentions[i]);
  }
  for (size_t i = 0; i < extraction->n_claims; i++)
    out->claims[i] = make_claim(arena, extraction, &extraction->claims[i]);
}
