/* What two rule sets find in one document, held against each other. */
#include <string.h>

#include "base/number.h"
#include "base/report.h"
#include "base/vec.h"
#include "extract/claim.h"

/* What a claim says, apart from where. */
typedef struct fact {
  const ml_claim *claim;
  const char *said;  /* the relation and its roles in the order of their declaration, as examples are written */
  const char *named; /* the relation and the roles that are filled, by name: what decides whether two facts are one */
} fact;

/* One document under two rule sets. */
typedef struct difference {
  ml_arena *arena;
  ml_extraction *extractions[2];
  ML_VEC(fact) facts[2];
  FILE *to;
  ml_difference *counts;
} difference;

/* A filler with the attributes of a value, as in 3亿元 (300000000 元). */
static const char *words_of(ml_arena *arena, const ml_schema *schema, const ml_filler *filler) {
  if (!filler->set)
    return "-";
  if (filler->kind != ML_ROLE_VALUE)
    return filler->text;
  const ml_type *type = &schema->types[filler->type];
  const char *words = filler->text, *separator = " (";
  for (size_t a = 0; a < type->n_attributes; a++) {
    const ml_value *value = &filler->values[a];
    if (!type->attributes[a].declared || value->kind == ML_UNSET)
      continue;
    char number[ML_NUMBER_SIZE];
    if (value->kind == ML_NUMBER)
      ml_number_text(value->number, number);
    words = ml_arena_format(arena, "%s%s%s", words, separator, value->kind == ML_NUMBER ? number : value->text);
    separator = " ";
  }
  return words == filler->text ? words : ml_arena_format(arena, "%s)", words);
}

static fact fact_of(ml_arena *arena, const ml_schema *schema, const ml_claim *claim) {
  const ml_relation *relation = &schema->relations[claim->relation];
  const char *said = ml_arena_format(arena, "%s: ", relation->name), *named = said;
  for (size_t r = 0; r < relation->n_roles; r++) {
    const char *words = words_of(arena, schema, &claim->fillers[r]);
    said = ml_arena_format(arena, "%s%s%s", said, r > 0 ? " / " : "", words);
    if (claim->fillers[r].set)
      named = ml_arena_format(arena, "%s\n%s=%s", named, relation->roles[r].name, words);
  }
  return (fact){claim, said, named};
}

static bool has(const difference *d, int side, const fact *wanted) {
  for (size_t i = 0; i < d->facts[side].n; i++)
    if (strcmp(d->facts[side].v[i].named, wanted->named) == 0)
      return true;
  return false;
}

/* Facts that are claimed several times count once. */
static void collect(difference *d, int side) {
  const ml_extraction *extraction = d->extractions[side];
  for (size_t i = 0; i < extraction->n_claims; i++) {
    fact found = fact_of(d->arena, extraction->schema, &extraction->claims[i]);
    if (!has(d, side, &found))
      ml_vec_push(d->arena, &d->facts[side], found);
  }
}

static void put_fact(const difference *d, char sign, const fact *f) {
  const ml_document *document = d->extractions[0]->document;
  size_t line = 1;
  for (uint32_t i = 0; i < document->byte_at[f->claim->begin]; i++)
    line += document->source.at[i] == '\n';
  fprintf(d->to, "%c %s:%zu  %s  (%s)\n", sign, document->id, line, f->said, f->claim->rule);
}

/* Writes fact `i` of one side unless the other side has it as well; whether it has. */
static bool compare_fact(const difference *d, int side, size_t i) {
  const fact *f = &d->facts[side].v[i];
  bool both = has(d, 1 - side, f);
  if (!both)
    put_fact(d, side == 0 ? '-' : '+', f);
  return both;
}

/* In the order of the text; what is lost comes before what is gained at the same place. */
static ml_status compare(void *argument) {
  difference *d = argument;
  collect(d, 0);
  collect(d, 1);
  size_t i = 0, k = 0, n = d->facts[0].n, m = d->facts[1].n;
  while (i < n || k < m) {
    if (i < n && (k == m || d->facts[0].v[i].claim->begin <= d->facts[1].v[k].claim->begin)) {
      bool kept = compare_fact(d, 0, i++);
      d->counts->kept += kept;
      d->counts->lost += !kept;
    } else {
      d->counts->gained += !compare_fact(d, 1, k++);
    }
  }
  return ferror(d->to) ? ML_ERR_IO : ML_OK;
}

ml_status ml_diff(const ml_rules *before, const ml_rules *after, const ml_document *document, FILE *to,
                  ml_difference *counts, const ml_reporter *reporter) {
  ml_arena arena = ML_ARENA_INIT;
  difference d = {.arena = &arena, .to = to, .counts = counts};
  ml_status status = ml_extract(&d.extractions[0], before, document, reporter);
  if (status == ML_OK)
    status = ml_extract(&d.extractions[1], after, document, reporter);
  if (status == ML_OK) {
    status = ml_arena_guard(&arena, compare, &d);
    if (status == ML_ERR_NOMEM)
      ml_fail(reporter, status, ml_document_id(document), "%s", ml_status_text(status));
  }
  ml_extraction_free(d.extractions[0]);
  ml_extraction_free(d.extractions[1]);
  ml_arena_dispose(&arena);
  return status;
}
