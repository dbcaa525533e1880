/* Sentences from scan to choice. */
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
static ml_lattice *kept(ml_work *work, ml_batch *batch, const ml_lattice *full) {
  ml_lattice *lattice = ml_lattice_new(work->keep, work->rules, work->document, full->sentence, batch, full->offset);
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
  ml_mark_inside(work, lattice);
  return lattice;
}

void ml_plan_batches(ml_work *work) {
  const ml_document *document = work->document;
  uint32_t used = ML_BATCH_SIZE; /* of the batch that is open: none is */
  work->offsets = ML_NEW_ARRAY(work->keep, uint32_t, document->n_sentences);
  for (uint32_t s = 0; s < document->n_sentences; s++) {
    uint32_t n = document->sentences[s].end - document->sentences[s].begin + 1;
    if (used + n > ML_BATCH_SIZE) {
      ml_vec_push(work->keep, &work->batches, (ml_batch){.lattices = work->lattices + s, .claiming = true});
      used = 0;
    }
    work->batches.v[work->batches.n - 1].n++;
    work->offsets[s] = used;
    used += n;
  }
}

static void open_sentence(ml_work *work, ml_batch *full, uint32_t index) {
  ml_lattice *lattice = ml_lattice_new(work->temp, work->rules, work->document, index, full, work->offsets[index]);
  full->lattices[full->n++] = lattice;
  ml_scan(work->temp, work->rules, lattice);
  ml_add_known(work, lattice);
  add_pins(work, lattice, POINTS_PIN);
}

void ml_work_batch(ml_work *work, ml_batch *batch, const bool *again) {
  ml_arena_reset(work->temp);
  work->matcher.arena = work->temp;
  ml_streams_forget(&work->matcher.streams);
  ml_batch *full = ML_NEW(work->temp, ml_batch);
  full->lattices = ML_NEW_ARRAY(work->temp, ml_lattice *, batch->n);
  uint32_t first = (uint32_t)(batch->lattices - work->lattices);
  for (uint32_t s = first; s < first + batch->n; s++)
    if (again == NULL || again[s])
      open_sentence(work, full, s);
  ml_make(work, full);
  const ml_stretch *between = ml_find_between(work, full);
  for (uint32_t l = 0; l < full->n; l++) {
    ml_lattice *lattice = full->lattices[l];
    add_pins(work, lattice, POINTS_CERTAIN);
    ml_choose(work, lattice, between + l * work->rules->n_follows);
    if (work->watch.chose != NULL)
      work->watch.chose(work->watch.user, work, lattice);
    work->lattices[lattice->sentence] = kept(work, batch, lattice);
  }
  work->matcher.arena = work->keep;
  ml_streams_forget(&work->matcher.streams);
}
