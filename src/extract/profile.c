/* What each rule costs and brings. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/report.h"
#include "extract/work.h"

/* One pattern of a rule. */
typedef struct counts {
  uint64_t steps, sentences, matches, made;
  uint64_t stood; /* mentions that were chosen, claims that were not dropped */
} counts;

struct ml_profile {
  const ml_rules *rules;
  counts *rows;       /* for each rule of the set */
  uint64_t all_steps; /* with those of follows, seeks and marks */
};

ml_status ml_profile_new(ml_profile **out, const ml_rules *rules) {
  *out = calloc(1, sizeof **out);
  if (*out == NULL)
    return ML_ERR_NOMEM;
  (*out)->rules = rules;
  (*out)->rows = calloc(rules->rules.n + 1, sizeof *(*out)->rows);
  if ((*out)->rows != NULL)
    return ML_OK;
  free(*out);
  *out = NULL;
  return ML_ERR_NOMEM;
}

void ml_profile_free(ml_profile *profile) {
  if (profile == NULL)
    return;
  free(profile->rows);
  free(profile);
}

static void ran(void *user, const ml_rule *rule, const ml_effort *effort) {
  counts *row = &((ml_profile *)user)->rows[rule->order];
  row->steps += effort->steps;
  row->sentences += effort->sentences;
  row->matches += effort->matches;
  row->made += effort->made;
}

/* Steps are counted by the matcher of the document. */
static void settled(void *user, ml_work *work, const ml_lattice *lattice) {
  ml_profile *profile = user;
  for (size_t i = 0; i < lattice->edges.n; i++)
    if (lattice->edges.v[i].chosen && lattice->edges.v[i].rule != NULL)
      profile->rows[lattice->edges.v[i].rule->order].stood++;
  for (size_t i = 0; i < work->candidates.n; i++)
    profile->rows[work->candidates.v[i].rule->order].stood += !work->candidates.v[i].dropped;
  profile->all_steps += work->matcher.n_steps + work->aside.n_steps;
  work->matcher.n_steps = work->aside.n_steps = 0;
}

ml_status ml_profile_add(ml_profile *profile, const ml_document *document, const ml_reporter *reporter) {
  ml_extraction *extraction = NULL;
  ml_status status = ml_extract_watched(&extraction, profile->rules, document,
                                        &(ml_watch){.user = profile, .ran = ran, .settled = settled});
  ml_extraction_free(extraction);
  if (status != ML_OK)
    return ml_fail(reporter, status, ml_document_id(document), "%s", ml_status_text(status));
  return ML_OK;
}

/* Most steps first, then as the rules stand. */
static int dearest_first(const void *a, const void *b) {
  const counts *x = *(const counts *const *)a, *y = *(const counts *const *)b;
  if (x->steps != y->steps)
    return x->steps > y->steps ? -1 : 1;
  return (x > y) - (x < y);
}

static void put_row(FILE *to, const counts *row, uint64_t all_steps) {
  double share = all_steps == 0 ? 0 : 100.0 * (double)row->steps / (double)all_steps;
  fprintf(to, "%12" PRIu64 " %5.1f %% %10" PRIu64 " %10" PRIu64 " %10" PRIu64 " %10" PRIu64 "  ", row->steps, share,
          row->sentences, row->matches, row->made, row->stood);
}

ml_status ml_profile_write(const ml_profile *profile, FILE *to) {
  size_t n = profile->rules->rules.n;
  const counts **order = calloc(n + 1, sizeof(const counts *));
  if (order == NULL)
    return ML_ERR_NOMEM;
  for (size_t i = 0; i < n; i++)
    order[i] = &profile->rows[i];
  qsort(order, n, sizeof(const counts *), dearest_first);
  fprintf(to, "%12s %7s %10s %10s %10s %10s  rule\n", "steps", "share", "sentences", "matches", "made", "stood");
  counts other = {.steps = profile->all_steps};
  for (size_t i = 0; i < n; i++) {
    const ml_rule *rule = &profile->rules->rules.v[order[i] - profile->rows];
    put_row(to, order[i], profile->all_steps);
    fprintf(to, "%s", rule->name);
    if (rule->program.places != NULL && rule->program.places[0]->file != NULL)
      fprintf(to, " (%s:%zu)", rule->program.places[0]->file->path, rule->program.places[0]->line);
    fputc('\n', to);
    other.steps -= order[i]->steps;
  }
  put_row(to, &other, profile->all_steps);
  fputs("follows, seeks and marks\n", to);
  free(order);
  return ferror(to) ? ML_ERR_IO : ML_OK;
}
