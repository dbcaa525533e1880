/* Looks on while a document is worked on, and gathers what became of each sentence that is asked about. */
#include "extract/explained.h"

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/report.h"

enum { NEAR = 300 }; /* hundredths: a mention that lost by more is not shown unasked */

typedef struct explaining {
  const ml_explain_options *options;
  FILE *to;
  ml_explained *sentences; /* of the document, made with the first */
  ml_reasons *reasons;     /* for each sentence, until it has its mentions */
  size_t shown;
  size_t line; /* the number of the line that byte `byte` of the source stands in */
  uint32_t byte;
} explaining;

/* ---- mentions ---- */

static bool overlap(const ml_edge *a, const ml_edge *b) {
  return a->begin < b->end && b->begin < a->end;
}

static void find_losers(const ml_work *work, ml_explained *e) {
  e->losers.n = 0;
  for (size_t i = 0; i < e->edges.n; i++) {
    const ml_edge *edge = &e->edges.v[i];
    if (edge->chosen || work->rules->schema.types[edge->type].silent)
      continue;
    ml_loser loser = {.edge = edge, .behind = -edge->weight - edge->learned};
    loser.winners = ML_NEW_ARRAY(work->keep, const ml_edge *, edge->end - edge->begin);
    for (size_t k = 0; k < e->edges.n; k++) {
      if (!e->edges.v[k].chosen || !overlap(edge, &e->edges.v[k]))
        continue;
      loser.behind += e->edges.v[k].weight + e->edges.v[k].learned + e->edges.v[k].joined;
      loser.winners[loser.n_winners++] = &e->edges.v[k];
    }
    loser.near = loser.behind <= NEAR;
    if (loser.n_winners > 0)
      ml_vec_push(work->keep, &e->losers, loser);
  }
}

/* What was proposed, in the order of the text. */
static void copy_edges(ml_work *work, const ml_lattice *full, ml_explained *e) {
  e->edges.n = e->indices.n = 0;
  for (uint32_t p = 0; p < full->n; p++)
    for (uint32_t i = full->edges_at[p]; i != ML_NO_INDEX; i = full->edges.v[i].next) {
      ml_edge edge = full->edges.v[i];
      edge.values = NULL; /* they do not outlive the sentence */
      if (work->rules->schema.types[edge.type].kind == ML_PART)
        continue;
      ml_vec_push(work->keep, &e->edges, edge);
      ml_vec_push(work->keep, &e->indices, i);
    }
}

/* ---- looking on ---- */

/* The line of the source, counted on from where it was asked for last. */
static size_t line_of(explaining *x, const ml_document *document, uint32_t position) {
  if (x->line == 0 || document->byte_at[position] < x->byte) {
    x->line = 1;
    x->byte = 0;
  }
  for (; x->byte < document->byte_at[position]; x->byte++)
    x->line += document->source.at[x->byte] == '\n';
  return x->line;
}

static void start(explaining *x, ml_work *work) {
  if (x->sentences != NULL)
    return;
  x->sentences = ML_NEW_ARRAY(work->keep, ml_explained, work->document->n_sentences);
  x->reasons = ML_NEW_ARRAY(work->keep, ml_reasons, work->document->n_sentences);
}

static void weighed(void *user, ml_work *work, const ml_lattice *lattice, uint32_t edge, const char *name, int points,
                    bool learned) {
  explaining *x = user;
  ml_reason reason = {edge, ml_arena_copy(work->keep, name, strlen(name)), points, learned};
  start(x, work);
  ml_vec_push(work->keep, &x->reasons[lattice->sentence], reason);
}

static int heaviest_first(const void *a, const void *b) {
  const ml_reason *left = a, *right = b;
  int order = abs(right->points) - abs(left->points);
  return order != 0 ? order : strcmp(left->name, right->name);
}

static void look_at(explaining *x, ml_work *work, const ml_lattice *full, size_t line) {
  ml_explained *e = &x->sentences[full->sentence];
  e->line = line;
  e->rule = x->options->rule;
  copy_edges(work, full, e);
  e->reasons = x->reasons[full->sentence];
  if (e->reasons.n > 0)
    qsort(e->reasons.v, e->reasons.n, sizeof *e->reasons.v, heaviest_first);
  if (e->rule != NULL)
    ml_try_rule(work, full, e, e->rule, false);
}

static void chose(void *user, ml_work *work, const ml_lattice *full) {
  explaining *x = user;
  start(x, work);
  size_t line = line_of(x, work->document, full->begin);
  if (x->options->line == 0 || x->options->line == line)
    look_at(x, work, full, line);
  x->reasons[full->sentence] = (ml_reasons){0}; /* it may be worked on again */
}

/* A referring mention that stands for nothing is no mention in the end. */
static void apply_references(const ml_lattice *lattice, ml_explained *e) {
  for (size_t i = 0; i < lattice->edges.n; i++) {
    const ml_edge *edge = &lattice->edges.v[i];
    for (size_t k = 0; k < e->edges.n; k++)
      if (e->edges.v[k].begin == edge->begin && e->edges.v[k].end == edge->end && e->edges.v[k].type == edge->type) {
        e->edges.v[k].chosen = edge->chosen;
        e->edges.v[k].same = edge->same;
      }
  }
}

static bool is_triggered(const ml_explained *e) {
  for (size_t i = 0; i < e->attempts.n; i++)
    if (e->attempts.v[i].triggered)
      return true;
  return false;
}

static void settled(void *user, ml_work *work, const ml_lattice *lattice) {
  explaining *x = user;
  ml_explained *e = &x->sentences[lattice->sentence];
  if (e->line == 0)
    return;
  e->work = work;
  e->lattice = lattice;
  apply_references(lattice, e);
  find_losers(work, e);
  if (e->rule != NULL && e->attempts.n == 0)
    ml_try_rule(work, lattice, e, e->rule, true);
  for (size_t i = 0; i < e->attempts.n; i++)
    if (e->attempts.v[i].matches.n == 0 && e->attempts.v[i].triggered)
      e->attempts.v[i].outvoted = ml_outvoted(work->rules, e, &e->attempts.v[i]);
  if (x->options->line == 0 && e->rule != NULL && !is_triggered(e))
    return;
  if (x->options->json) {
    ml_explain_json(e, x->to);
  } else {
    fputs(x->shown > 0 ? "\n" : "", x->to);
    ml_explain_text(e, x->to);
  }
  x->shown++;
}

/* ---- the door ---- */

static ml_status check_rule(const ml_rules *rules, const char *name, const ml_reporter *reporter) {
  ml_nearest nearest = ml_nearest_start(name);
  for (size_t i = 0; i < rules->rules.n; i++) {
    if (strcmp(rules->rules.v[i].name, name) == 0)
      return ML_OK;
    ml_nearest_try(&nearest, rules->rules.v[i].name);
  }
  bool near = nearest.best != NULL;
  return ml_fail(reporter, ML_ERR_ARGUMENT, NULL, "no rule is called %s%s%s%s", name, near ? "; did you mean " : "",
                 near ? nearest.best : "", near ? "?" : "");
}

ml_status ml_explain(const ml_rules *rules, const ml_document *document, const ml_explain_options *options, FILE *to,
                     const ml_reporter *reporter) {
  if (options->rule != NULL)
    ML_TRY(check_rule(rules, options->rule, reporter));
  explaining x = {.options = options, .to = to};
  ml_watch watch = {.user = &x, .weighed = weighed, .chose = chose, .settled = settled};
  ml_extraction *extraction = NULL;
  ml_status status = ml_extract_watched(&extraction, rules, document, &watch);
  ml_extraction_free(extraction);
  if (status != ML_OK)
    return ml_fail(reporter, status, ml_document_id(document), "%s", ml_status_text(status));
  if (options->line != 0 && x.shown == 0)
    ml_warn(reporter, ml_document_id(document), options->line, "there is no sentence in this line");
  return ferror(to) ? ML_ERR_IO : ML_OK;
}
