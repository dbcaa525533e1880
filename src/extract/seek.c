/* Seeks: what a pattern cannot reach is looked for in named scopes, nearest first. */
#include <stdlib.h>

#include "extract/work.h"

enum { FARTHEST = 1000 }; /* sentences looked through in each direction: a long document costs no more for each claim */

/* One question. */
typedef struct search {
  ml_work *work;
  const ml_seek *seek;
  const ml_lattice *lattice; /* where it starts from */
  uint32_t begin, end;
  ml_scene *scene;
  ml_bound *out; /* not set yet */
  bool only;     /* the scope at hand must not hold two things */
  bool torn;     /* and it does */
} search;

static int by_begin(const void *a, const void *b) {
  const ml_match *x = a, *y = b;
  return (x->begin > y->begin) - (x->begin < y->begin);
}

/* What a match holds: its capture, or the first mention it read, or its text. */
static ml_bound sought(ml_matcher *matcher, const ml_lattice *lattice, const ml_match *match, uint32_t capture) {
  ml_bound bound = {.set = true, .lattice = lattice, .begin = match->begin, .end = match->end};
  const ml_step *steps = matcher->steps.v;
  for (uint32_t s = match->steps; s != ML_NO_INDEX && capture == ML_NO_INDEX; s = steps[s].previous) {
    if (steps[s].kind != ML_STEP_EDGE)
      continue;
    bound.edge = &lattice->edges.v[steps[s].what];
    bound.begin = bound.edge->begin;
    bound.end = bound.edge->end;
  }
  if (capture == ML_NO_INDEX)
    return bound;
  ml_captured captured;
  ml_unwind(matcher, lattice, NULL, match, &captured);
  for (size_t i = 0; i < captured.items.n; i++)
    if (captured.items.v[i].slot == capture)
      bound = captured.items.v[i].bound;
  return bound;
}

/* All that the run finds in one sentence. */
static void find_in(ml_work *work, ml_run *run, const ml_lattice *lattice, uint32_t capture, ml_findings *findings) {
  ml_matches matches = {0};
  ml_run_all(run, lattice, &matches);
  ml_matches_settle(&matches);
  if (matches.n > 1)
    qsort(matches.v, matches.n, sizeof *matches.v, by_begin);
  findings->found = ML_NEW_ARRAY(work->keep, ml_found, matches.n);
  findings->n = matches.n;
  for (size_t i = 0; i < matches.n; i++)
    findings->found[i] =
        (ml_found){matches.v[i].begin, matches.v[i].end, sought(run->matcher, lattice, &matches.v[i], capture)};
  findings->ready = true;
}

/* For claims the batch at work is prepared as a whole, when one of its sentences is asked for the first time. */
const ml_findings *ml_findings_in(ml_work *work, ml_search *asked, const ml_program *program, uint32_t capture,
                                  uint32_t index) {
  const ml_lattice *lattice = work->lattices[index];
  ml_run alone;
  if (asked->in == NULL)
    asked->in = ML_NEW_ARRAY(work->keep, ml_findings, work->document->n_sentences);
  ml_findings *findings = &asked->in[index];
  if (findings->ready)
    return findings;
  if (lattice->batch == work->relating) {
    if (!ml_run_lasts(&asked->run, lattice->batch))
      ml_run_start_lasting(&asked->run, &work->matcher, program, lattice->batch);
    find_in(work, &asked->run, lattice, capture, findings);
  } else {
    ml_run_start_alone(&alone, &work->aside, program, lattice, true);
    find_in(work, &alone, lattice, capture, findings);
  }
  return findings;
}

static bool is_wanted(const search *s, const ml_found *found) {
  if (s->seek->where == NULL)
    return true;
  s->scene->same = found->bound.edge;
  s->scene->same_lattice = found->bound.lattice;
  return ml_holds(s->scene, s->seek->where);
}

/* Whether it is a mention that should stand for another, which has not been found (yet). */
static bool is_open(const ml_edge *edge) {
  return edge != NULL && edge->rule != NULL && edge->rule->n_seeks > 0 && !edge->same.set;
}

/* Takes what is found; false while the search goes on for a second thing. */
static bool take(search *s, const ml_bound *found) {
  if (s->only && is_open(found->edge))
    return false;
  if (!s->out->set)
    *s->out = *found;
  if (!s->only)
    return true;
  ml_bound first = ml_meant_by(s->work, *s->out), other = ml_meant_by(s->work, *found);
  s->torn = !ml_is_same(s->scene, &first, &other);
  return s->torn;
}

/* Looks within [low, high) of sentence `index`, from the end that is nearer to the place asked from. */
static bool look_within(search *s, uint32_t index, uint32_t low, uint32_t high, bool from_end) {
  const ml_findings *all =
      ml_findings_in(s->work, &s->work->sought[s->seek->index], &s->seek->program, s->seek->capture, index);
  for (size_t i = 0; i < all->n; i++) {
    const ml_found *found = &all->found[from_end ? all->n - 1 - i : i];
    if (found->begin < low || found->end > high || !is_wanted(s, found))
      continue;
    if (take(s, &found->bound))
      return true;
  }
  return false;
}

/* Inside the place asked from, then before it, then behind it, between the bounds of a clause or sentence. */
static bool look_around(search *s, uint32_t low, uint32_t high, bool first) {
  uint32_t index = s->lattice->sentence;
  if (s->seek->side == ML_SIDE_ANY && look_within(s, index, s->begin, s->end, false))
    return true;
  if (s->seek->side != ML_SIDE_AFTER && low <= s->begin && look_within(s, index, low, s->begin, !first))
    return true;
  return s->seek->side != ML_SIDE_BEFORE && s->end <= high && look_within(s, index, s->end, high, first);
}

static bool look_in_clause(search *s, bool first) {
  uint32_t low = s->begin;
  while (low > 0 && s->lattice->clause_end[low - 1] != low - 1)
    low--;
  return look_around(s, low, s->lattice->clause_end[s->begin], first);
}

static bool look_in_whole(search *s, uint32_t index, bool first) {
  return look_within(s, index, 0, s->work->lattices[index]->n, !first);
}

/* The sentences before, nearest first. */
static bool look_back(search *s, uint32_t distance, bool within_paragraph, bool first) {
  const ml_sentence *sentences = s->work->document->sentences;
  uint32_t here = s->lattice->sentence;
  for (uint32_t d = 1; d <= distance && d <= here; d++) {
    if (within_paragraph && sentences[here - d].paragraph != sentences[here].paragraph)
      return false;
    if (look_in_whole(s, here - d, first))
      return true;
  }
  return false;
}

static bool look_in_heading(search *s, bool first) {
  uint32_t here = s->lattice->sentence;
  for (uint32_t d = 1; d <= FARTHEST && d <= here; d++)
    if (s->work->document->sentences[here - d].segment == ML_SEGMENT_HEADING)
      return look_in_whole(s, here - d, first);
  return false;
}

static bool look_in_document(search *s, bool first) {
  uint32_t n = (uint32_t)s->work->document->n_sentences, here = s->lattice->sentence;
  if (first) {
    for (uint32_t i = 0; i < n && i < FARTHEST; i++)
      if (look_in_whole(s, i, true))
        return true;
    return false;
  }
  if (look_back(s, FARTHEST, false, false))
    return true;
  for (uint32_t i = here + 1; i < n && i <= here + FARTHEST; i++)
    if (look_in_whole(s, i, true))
      return true;
  return false;
}

static bool look_in(search *s, const ml_scope *scope) {
  switch (scope->kind) {
  case ML_SCOPE_CLAUSE:
    return look_in_clause(s, scope->first);
  case ML_SCOPE_SENTENCE:
    return look_around(s, 0, s->lattice->n, scope->first);
  case ML_SCOPE_PREVIOUS:
    return look_back(s, scope->distance == 0 ? 1 : scope->distance, false, scope->first);
  case ML_SCOPE_PARAGRAPH:
    return look_back(s, FARTHEST, true, scope->first);
  case ML_SCOPE_HEADING:
    return look_in_heading(s, scope->first);
  case ML_SCOPE_TITLE:
    return s->lattice->sentence > 0 && look_in_whole(s, 0, scope->first);
  case ML_SCOPE_DOCUMENT:
    return look_in_document(s, scope->first);
  case ML_SCOPE_CLAIMED: /* settle.c knows the claims */
    return false;
  }
  return false;
}

const ml_scope *ml_find(ml_work *work, const ml_seek *seek, const ml_lattice *lattice, uint32_t begin, uint32_t end,
                        ml_scene *scene, ml_bound *out) {
  search s = {work, seek, lattice, begin, end, scene, out, false, false};
  for (size_t i = 0; i < seek->n_scopes; i++) {
    s.only = seek->scopes[i].only;
    look_in(&s, &seek->scopes[i]);
    if (s.torn)
      return NULL;
    if (out->set)
      return &seek->scopes[i];
  }
  return NULL;
}
