#include <stdlib.h>
#include <string.h>

#include "base/report.h"
#include "extract/work.h"

/* What one call of ml_extract works with. */
typedef struct job {
  ml_extraction *out;
  ml_work work;
} job;

static void add_mention(ml_work *work, const ml_lattice *lattice, ml_edge *edge) {
  const ml_type *type = &work->rules->schema.types[edge->type];
  if (!(edge->chosen || edge->refers_to_nothing) || type->silent ||
      ++work->n_in_sentence > work->document->limits.mentions)
    return;
  ml_mention mention = {.type = edge->type,
                        .sentence = lattice->sentence,
                        .begin = lattice->begin + edge->begin,
                        .end = lattice->begin + edge->end,
                        .id = edge->id,
                        .maker = edge->maker,
                        .weight = edge->weight,
                        .refers = edge->refers_to_nothing ||
                                  (edge->same.set && edge->rule != NULL && edge->rule->n_seeks > 0),
                        .same = ML_NO_INDEX};
  mention.name = ml_attribute_of(&work->matcher, lattice, edge, ML_ATTRIBUTE_NAME).text;
  mention.values = ML_NEW_ARRAY(work->keep, ml_value, type->n_attributes);
  for (size_t a = 0; a < type->n_attributes; a++)
    mention.values[a] = ml_attribute_of(&work->matcher, lattice, edge, type->attributes[a].number);
  edge->mention = (uint32_t)work->mentions.n;
  ml_vec_push(work->keep, &work->mentions, mention);
}

/* Numbers the chosen mentions in the order of the text. */
static void collect_mentions(ml_work *work) {
  for (size_t s = 0; s < work->document->n_sentences; s++) {
    const ml_lattice *lattice = work->lattices[s];
    work->n_in_sentence = 0;
    for (uint32_t p = 0; p < lattice->n; p++)
      for (uint32_t e = lattice->edges_at[p]; e != ML_NO_INDEX; e = lattice->edges.v[e].next)
        add_mention(work, lattice, &lattice->edges.v[e]);
    if (work->n_in_sentence > work->document->limits.mentions)
      work->n_cut_mentions += work->n_in_sentence - work->document->limits.mentions;
  }
  for (size_t s = 0; s < work->document->n_sentences; s++)
    for (size_t e = 0; e < work->lattices[s]->edges.n; e++) {
      const ml_edge *edge = &work->lattices[s]->edges.v[e];
      const ml_edge *same = ml_edge_of(work, &edge->same);
      if (edge->mention != ML_NO_INDEX && same != NULL)
        work->mentions.v[edge->mention].same = same->mention;
    }
}

static ml_status extract(void *argument) {
  ml_work *work = &((job *)argument)->work;
  size_t n = work->document->n_sentences;
  work->lattices = ML_NEW_ARRAY(work->keep, ml_lattice *, n);
  work->sought = ML_NEW_ARRAY(work->keep, ml_search, work->rules->n_seeks);
  work->marked = ML_NEW_ARRAY(work->keep, ml_search, work->rules->n_marks);
  ml_plan_batches(work);
  for (size_t b = 0; b < work->batches.n; b++)
    ml_work_batch(work, &work->batches.v[b], NULL);
  ml_remember(work);
  ml_refer(work);
  collect_mentions(work);
  for (size_t b = 0; b < work->batches.n; b++)
    ml_relate(work, &work->batches.v[b]);
  ml_extraction *out = ((job *)argument)->out;
  out->mentions = work->mentions.v;
  out->n_mentions = work->mentions.n;
  out->claims = work->claims.v;
  out->n_claims = work->claims.n < work->document->limits.claims ? work->claims.n : work->document->limits.claims;
  out->n_cut_claims = work->claims.n - out->n_claims;
  out->n_cut_mentions = work->n_cut_mentions;
  return ML_OK;
}

/* ---- memory ---- */

typedef struct guarded {
  ml_work *work;
  ml_status (*run)(void *argument);
  void *argument;
} guarded;

static ml_status guard_streams(void *argument) {
  const guarded *g = argument;
  return ml_arena_guard(g->work->matcher.streams.arena, g->run, g->argument);
}

static ml_status guard_aside(void *argument) {
  const guarded *g = argument;
  return ml_arena_guard(g->work->aside.streams.arena, guard_streams, argument);
}

static ml_status guard_temp(void *argument) {
  const guarded *g = argument;
  return ml_arena_guard(g->work->temp, guard_aside, argument);
}

/* A matcher with an arena for its streams. */
static ml_matcher matcher_for(const ml_work *work, ml_arena *streams) {
  ml_matcher matcher = {.rules = work->rules, .arena = work->keep, .tables = work->keep};
  matcher.streams = (ml_streams){.arena = streams, .rules = work->rules, .tables = work->keep};
  return matcher;
}

ml_status ml_work_run(ml_work *work, ml_status (*run)(void *argument), void *argument) {
  ml_arena temp = ML_ARENA_INIT, streams = ML_ARENA_INIT, aside = ML_ARENA_INIT;
  work->temp = &temp; /* while it runs */ // cppcheck-suppress autoVariables
  work->matcher = matcher_for(work, &streams);
  work->aside = matcher_for(work, &aside);
  ml_status status = ml_arena_guard(work->keep, guard_temp, &(guarded){work, run, argument});
  ml_arena_dispose(&aside);
  ml_arena_dispose(&streams);
  ml_arena_dispose(&temp);
  return status;
}

/* ---- the door ---- */

static ml_status run(ml_extraction **out, ml_work work) {
  *out = calloc(1, sizeof **out);
  if (*out == NULL)
    return ML_ERR_NOMEM;
  (*out)->schema = ml_rules_schema(work.rules);
  (*out)->document = work.document;
  job j = {.out = *out, .work = work};
  j.work.keep = &(*out)->arena;
  ml_status status = ml_work_run(&j.work, extract, &j);
  if (status != ML_OK) {
    ml_extraction_free(*out);
    *out = NULL;
  }
  return status;
}

ml_status ml_extract_pinned(ml_extraction **out, const ml_rules *rules, const ml_document *document, const ml_pin *pins,
                            size_t n_pins) {
  return run(out, (ml_work){.rules = rules, .document = document, .pins = pins, .n_pins = n_pins});
}

ml_status ml_extract_watched(ml_extraction **out, const ml_rules *rules, const ml_document *document,
                             const ml_watch *watch) {
  return run(out, (ml_work){.rules = rules, .document = document, .watch = *watch});
}

ml_status ml_extract(ml_extraction **out, const ml_rules *rules, const ml_document *document,
                     const ml_reporter *reporter) {
  ml_status status = ml_extract_pinned(out, rules, document, NULL, 0);
  if (status != ML_OK)
    return ml_fail(reporter, status, ml_document_id(document), "%s", ml_status_text(status));
  if ((*out)->n_cut_mentions + (*out)->n_cut_claims > 0)
    ml_warn(reporter, document->file, document->line,
            "%zu mentions and %zu claims are left out: the limits are %zu in a"
            " sentence and %zu in a document",
            (*out)->n_cut_mentions, (*out)->n_cut_claims, document->limits.mentions, document->limits.claims);
  return status;
}

void ml_extraction_cut(const ml_extraction *extraction, size_t *mentions, size_t *claims) {
  *mentions = extraction->n_cut_mentions;
  *claims = extraction->n_cut_claims;
}

void ml_extraction_free(ml_extraction *extraction) {
  if (extraction == NULL)
    return;
  ml_arena_dispose(&extraction->arena);
  free(extraction);
}
