/* Names of the document: what was found with certainty once is found again where the evidence is weak. */
#include <string.h>

#include "extract/work.h"

/* The names that begin with the character at `codes`: the first of their chain, or ML_NO_INDEX. */
static uint32_t first_known(const ml_work *work, const uint32_t *codes) {
  return ml_map_get(&work->known_by_first, (ml_str){(const char *)codes, sizeof *codes});
}

static bool is_known(const ml_work *work, uint32_t type, const uint32_t *codes, uint32_t n) {
  for (uint32_t k = first_known(work, codes); k != ML_NO_INDEX; k = work->known.v[k].next)
    if (work->known.v[k].edge.type == type && work->known.v[k].n == n &&
        memcmp(work->known.v[k].codes, codes, n * sizeof *codes) == 0)
      return true;
  return false;
}

static void add_known(ml_work *work, ml_known known) {
  uint32_t added = (uint32_t)work->known.n;
  uint32_t last =
      ml_map_put(work->keep, &work->known_by_first, (ml_str){(const char *)known.codes, sizeof *known.codes}, added);
  known.next = ML_NO_INDEX;
  ml_vec_push(work->keep, &work->known, known);
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
  if (is_known(work, edge->type, codes, n))
    return;
  ml_known known = {.codes = codes, .n = n, .edge = *edge};
  known.edge.weight = type->memory > 0 ? type->memory : edge->weight;
  known.edge.learned = 0;
  known.edge.chosen = false; /* elsewhere it competes */
  add_known(work, known);
}

static bool stands_at(const ml_lattice *lattice, uint32_t begin, const ml_known *known) {
  return begin + known->n <= lattice->n &&
         memcmp(lattice->codes + begin, known->codes, known->n * sizeof *known->codes) == 0;
}

static bool is_chosen(const ml_lattice *lattice, uint32_t begin, const ml_known *known) {
  for (uint32_t e = lattice->edges_at[begin]; e != ML_NO_INDEX; e = lattice->edges.v[e].next)
    if (lattice->edges.v[e].chosen && lattice->edges.v[e].type == known->edge.type &&
        lattice->edges.v[e].end == begin + known->n)
      return true;
  return false;
}

static bool misses_one(const ml_work *work, const ml_lattice *lattice) {
  for (uint32_t p = 0; p < lattice->n; p++)
    for (uint32_t k = first_known(work, lattice->codes + p); k != ML_NO_INDEX; k = work->known.v[k].next)
      if (stands_at(lattice, p, &work->known.v[k]) && !is_chosen(lattice, p, &work->known.v[k]))
        return true;
  return false;
}

void ml_add_known(ml_work *work, ml_lattice *lattice) {
  for (uint32_t p = 0; p < lattice->n && work->known.n > 0; p++)
    for (uint32_t k = first_known(work, lattice->codes + p); k != ML_NO_INDEX; k = work->known.v[k].next) {
      if (!stands_at(lattice, p, &work->known.v[k]))
        continue;
      ml_edge edge = work->known.v[k].edge;
      edge.begin = p;
      edge.end = p + work->known.v[k].n;
      ml_lattice_add(work->temp, lattice, &edge);
    }
}

void ml_remember(ml_work *work) {
  size_t n = work->document->n_sentences;
  for (size_t s = 0; s < n; s++)
    for (size_t e = 0; e < work->lattices[s]->edges.n; e++)
      remember_edge(work, work->lattices[s], &work->lattices[s]->edges.v[e]);
  for (size_t s = 0; s < n && work->known.n > 0; s++)
    if (misses_one(work, work->lattices[s]))
      work->lattices[s] = ml_work_sentence(work, (uint32_t)s);
}
