/* One sentence from scan to choice. */
#include <string.h>

#include "extract/work.h"

enum {
  POINTS_PIN = 100,        /* as a name of a lexicon */
  POINTS_CERTAIN = 1000000 /* outweighs everything else in a sentence */
};

/* Pinned mentions are in the lattice when rules make others of them, and outweigh the rest when it is chosen. */
static void add_pins(ml_work *work, ml_lattice *lattice, int weight_a_character) {
  for (size_t i = 0; i < work->n_pins; i++) {
    const ml_pin *pin = &work->pins[i];
    if (pin->begin < lattice->begin || pin->end > lattice->begin + lattice->n)
      continue;
    ml_edge edge = {.begin = pin->begin - lattice->begin, .end = pin->end - lattice->begin, .type = pin->type};
    edge.weight = (int)(edge.end - edge.begin) * weight_a_character;
    edge.maker = "example";
    ml_lattice_add(work->temp, lattice, &edge);
  }
}

static ml_value *kept_values(ml_arena *keep, const ml_value *values, size_t n) {
  if (values == NULL)
    return NULL;
  ml_value *copy = ML_NEW_ARRAY(keep, ml_value, n);
  for (size_t i = 0; i < n; i++) {
    copy[i] = values[i];
    if (copy[i].kind == ML_TEXT)
      copy[i].text = ml_arena_copy(keep, copy[i].text, strlen(copy[i].text));
  }
  return copy;
}

static bool stays(const ml_rules *rules, const ml_edge *edge) {
  return edge->chosen ||
         (rules->schema.types[edge->type].kind == ML_PART && (rules->kept_types >> edge->type & 1) != 0);
}

static size_t count_staying(const ml_rules *rules, const ml_lattice *full) {
  size_t n = 0;
  for (size_t i = 0; i < full->edges.n; i++)
    n += stays(rules, &full->edges.v[i]);
  return n;
}

/* The lattice that stays: chosen mentions, parts and listed words. Room is made for just these, as all sentences of the
 * document are kept. */
static ml_lattice *kept(ml_work *work, const ml_lattice *full) {
  ml_lattice *lattice = ml_lattice_new(work->keep, work->rules, work->document, full->sentence);
  ml_vec_reserve(work->keep, &lattice->edges, count_staying(work->rules, full));
  ml_vec_reserve(work->keep, &lattice->hits, full->hits.n);
  for (size_t i = 0; i < full->edges.n; i++) {
    const ml_type *type = &work->rules->schema.types[full->edges.v[i].type];
    if (!stays(work->rules, &full->edges.v[i]))
      continue;
    ml_edge edge = full->edges.v[i];
    if (edge.rule != NULL && edge.name != NULL)
      edge.name = ml_arena_copy(work->keep, edge.name, strlen(edge.name));
    edge.values = kept_values(work->keep, edge.values, type->n_attributes);
    ml_lattice_add(work->keep, lattice, &edge);
  }
  for (uint32_t p = 0; p < full->n; p++)
    for (uint32_t h = full->hits_at[p]; h != ML_NO_INDEX; h = full->hits.v[h].next)
      ml_lattice_add_hit(work->keep, lattice, p, full->hits.v[h]);
  ml_mark_inside(work->keep, work->rules, lattice);
  return lattice;
}

ml_lattice *ml_work_sentence(ml_work *work, uint32_t index) {
  ml_arena_reset(work->temp);
  work->matcher.arena = work->temp;
  ml_lattice *full = ml_lattice_new(work->temp, work->rules, work->document, index);
  ml_scan(work->temp, work->rules, full);
  ml_add_known(work, full);
  add_pins(work, full, POINTS_PIN);
  ml_make(work, full);
  add_pins(work, full, POINTS_CERTAIN);
  ml_choose(work, full, ml_find_between(work, full));
  if (work->watch.chose != NULL)
    work->watch.chose(work->watch.user, work, full);
  ml_lattice *lattice = kept(work, full);
  work->matcher.arena = work->keep;
  return lattice;
}
