/* Names of the document: what was found with certainty once is found again where the evidence is weak. */
#include <string.h>

#include "extract/work.h"

_Static_assert(ML_MAX_SPAN <= 64, "lengths of names are bits of a word");

enum { FIRSTS = 4096 }; /* first characters that are told apart */

static ml_str bytes_of(const uint32_t *codes, uint32_t n) {
  return (ml_str){(const char *)codes, n * sizeof *codes};
}

/* The first name that is just these characters, or ML_NO_INDEX. */
static uint32_t first_known(const ml_work *work, const uint32_t *codes, uint32_t n) {
  return ml_map_get(&work->known_by_text, bytes_of(codes, n));
}

/* The lengths of the names that begin with a character, as bits. Some characters share them: whoever finds one here
 * still has to look for the name. */
static uint64_t *lengths_of(const ml_work *work, uint32_t first) {
  return &work->lengths[first % FIRSTS];
}

/* The name of this type, or NULL. */
static ml_known *find_known(const ml_work *work, uint32_t type, const uint32_t *codes, uint32_t n) {
  for (uint32_t k = first_known(work, codes, n); k != ML_NO_INDEX; k = work->known.v[k].next)
    if (work->known.v[k].edge.type == type)
      return &work->known.v[k];
  return NULL;
}

static void add_known(ml_work *work, ml_known known) {
  uint32_t added = (uint32_t)work->known.n;
  uint32_t last = ml_map_put(work->keep, &work->known_by_text, bytes_of(known.codes, known.n), added);
  known.next = ML_NO_INDEX;
  ml_vec_push(work->keep, &work->known, known);
  if (work->lengths == NULL)
    work->lengths = ML_NEW_ARRAY(work->keep, uint64_t, FIRSTS);
  *lengths_of(work, known.codes[0]) |= UINT64_C(1) << (known.n - 1);
  if (last == added)
    return;
  while (work->known.v[last].next != ML_NO_INDEX)
    last = work->known.v[last].next;
  work->known.v[last].next = added;
}

static void remember_edge(ml_work *work, const ml_lattice *lattice, const ml_edge *edge) {
  const ml_type *type = &work->rules->schema.types[edge->type];
  bool certain = type->memory > 0 && edge->weight >= type->memory;
  const uint32_t *codes = lattice->codes + edge->begin;
  uint32_t n = edge->end - edge->begin;
  if (!edge->chosen || edge->rule == NULL || edge->rule->n_seeks > 0 || !(certain || edge->same.set))
    return; /* names of lexicons are found everywhere as it is; what only refers is never remembered */
  ml_known *before = find_known(work, edge->type, codes, n);
  if (before != NULL) {
    if (!before->edge.same.set)
      before->edge.same = edge->same;
    return;
  }
  ml_known known = {.codes = codes, .n = n, .edge = *edge};
  known.edge.weight = type->memory > 0 ? type->memory : edge->weight;
  known.edge.learned = 0;
  known.edge.remembered = true;
  known.edge.chosen = false; /* elsewhere it competes */
  add_known(work, known);
}

/* Calls visit for each name that stands at `begin`, until it says true; whether it did. */
static bool visit_known(ml_work *work, ml_lattice *lattice, uint32_t begin,
                        bool (*visit)(ml_work *work, ml_lattice *lattice, uint32_t begin, const ml_known *known)) {
  const uint32_t *codes = lattice->codes + begin;
  for (uint64_t lengths = *lengths_of(work, *codes); lengths != 0; lengths &= lengths - 1) {
    uint32_t n = (uint32_t)__builtin_ctzll(lengths) + 1;
    if (n > lattice->n - begin)
      return false;
    for (uint32_t k = first_known(work, codes, n); k != ML_NO_INDEX; k = work->known.v[k].next)
      if (visit(work, lattice, begin, &work->known.v[k]))
        return true;
  }
  return false;
}

/* The chosen mention of the name's type in its place, or NULL. */
static ml_edge *chosen_as(ml_lattice *lattice, uint32_t begin, const ml_known *known) {
  for (uint32_t e = lattice->edges_at[begin]; e != ML_NO_INDEX; e = lattice->edges.v[e].next) {
    ml_edge *edge = &lattice->edges.v[e];
    if (edge->chosen && edge->type == known->edge.type && edge->end == begin + known->n)
      return edge;
  }
  return NULL;
}

static bool is_missed(ml_work *work, ml_lattice *lattice, uint32_t begin, const ml_known *known) {
  (void)work;
  return chosen_as(lattice, begin, known) == NULL;
}

static bool misses_one(ml_work *work, ml_lattice *lattice) {
  for (uint32_t p = 0; p < lattice->n; p++)
    if (visit_known(work, lattice, p, is_missed))
      return true;
  return false;
}

/* A short name stands for what the document has said that it does, whatever rule found it there. */
static bool stand_for_the_same(ml_work *work, ml_lattice *lattice, uint32_t begin, const ml_known *known) {
  (void)work;
  ml_edge *edge = known->edge.same.set ? chosen_as(lattice, begin, known) : NULL;
  if (edge != NULL && edge->id == NULL && !edge->same.set)
    edge->same = known->edge.same;
  return false;
}

static bool add_edge(ml_work *work, ml_lattice *lattice, uint32_t begin, const ml_known *known) {
  ml_edge edge = known->edge;
  edge.begin = begin;
  edge.end = begin + known->n;
  ml_lattice_add(work->temp, lattice, &edge);
  return false;
}

void ml_add_known(ml_work *work, ml_lattice *lattice) {
  for (uint32_t p = 0; p < lattice->n && work->known.n > 0; p++)
    visit_known(work, lattice, p, add_edge);
}

static bool has_short_names(const ml_work *work) {
  for (size_t k = 0; k < work->known.n; k++)
    if (work->known.v[k].edge.same.set)
      return true;
  return false;
}

void ml_remember(ml_work *work) {
  size_t n = work->document->n_sentences;
  for (size_t s = 0; s < n; s++)
    for (size_t e = 0; e < work->lattices[s]->edges.n; e++)
      remember_edge(work, work->lattices[s], &work->lattices[s]->edges.v[e]);
  bool *again = ML_NEW_ARRAY(work->keep, bool, n), short_names = has_short_names(work);
  for (size_t b = 0; b < work->batches.n && work->known.n > 0; b++) {
    ml_batch *batch = &work->batches.v[b];
    bool any = false;
    for (uint32_t l = 0; l < batch->n; l++)
      any |= again[batch->lattices[l]->sentence] = misses_one(work, batch->lattices[l]);
    if (any)
      ml_work_batch(work, batch, again);
    for (uint32_t l = 0; short_names && l < batch->n; l++)
      for (uint32_t p = 0; p < batch->lattices[l]->n; p++)
        visit_known(work, batch->lattices[l], p, stand_for_the_same);
  }
}
