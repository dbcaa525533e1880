/* Makers and boosts: rules that add mentions to the lattice, and rules that are evidence for or against them. */
#include <string.h>

#include "extract/work.h"

enum {
  POINTS_BEING_A_MENTION = -100, /* so that of two readings the one with fewer mentions wins */
  POINTS_HOPELESS = -500,        /* a mention that weighs less is not kept: no evidence around it would save it */
  ROUNDS = 3                     /* how often a type that needs itself is made: a unit of a unit of a unit */
};

typedef struct making {
  ml_work *work;
  ml_lattice *lattice;
  const ml_rule *rule;
  ml_bound slots[ML_MAX_CAPTURES];
} making;

static ml_scene scene_of(making *m) {
  return (ml_scene){.matcher = &m->work->matcher, .slots = m->slots, .lattice = m->lattice};
}

static bool conditions_hold(making *m) {
  ml_scene scene = scene_of(m);
  for (size_t i = 0; i < m->rule->n_where; i++)
    if (!ml_holds(&scene, m->rule->where[i]))
      return false;
  return true;
}

/* A mention made from a part of the match does not weigh the mentions around that part. */
static int weight_around(const making *m, const ml_match *match, uint32_t begin, uint32_t end) {
  const ml_step *steps = m->work->matcher.steps.v;
  int weight = 0;
  for (uint32_t s = match->steps; s != ML_NO_INDEX; s = steps[s].previous) {
    if (steps[s].kind != ML_STEP_EDGE)
      continue;
    const ml_edge *edge = &m->lattice->edges.v[steps[s].what];
    if (edge->begin < begin || edge->end > end)
      weight += edge->weight;
  }
  return weight;
}

static bool would_stand(const ml_lattice *lattice, const ml_edge *edge) {
  for (uint32_t i = lattice->edges_at[edge->begin]; i != ML_NO_INDEX; i = lattice->edges.v[i].next) {
    const ml_edge *old = &lattice->edges.v[i];
    if (old->type == edge->type && old->end == edge->end)
      return old->weight < edge->weight;
  }
  return true;
}

static ml_value value_for(ml_scene *scene, const ml_attribute *attribute, const ml_fill *fill) {
  if (fill->expr != NULL)
    return ml_evaluate(scene, fill->expr);
  if (fill->capture == ML_NO_INDEX)
    return (ml_value){.kind = ML_UNSET};
  const ml_bound *bound = &scene->slots[fill->capture];
  if (!bound->set)
    return (ml_value){.kind = ML_UNSET};
  if (bound->label != NULL)
    return (ml_value){.kind = ML_TEXT, .text = bound->label};
  if (bound->edge != NULL && attribute->data == ML_DATA_NUMBER)
    return ml_attribute_of(scene->matcher, bound->lattice, bound->edge, "value");
  return (ml_value){.kind = ML_TEXT,
                    .text = ml_lattice_text(scene->matcher->arena, bound->lattice, bound->begin, bound->end)};
}

static ml_value *attributes_of(making *m, const ml_edge *edge) {
  const ml_type *type = &m->work->rules->schema.types[m->rule->makes];
  ml_value *values = ML_NEW_ARRAY(m->work->temp, ml_value, type->n_attributes);
  ml_scene scene = scene_of(m);
  scene.type = type;
  scene.values = values;
  uint32_t text = ml_schema_attribute(type, "text"); /* every type has it; others may be made from it */
  values[text] = ml_attribute_of(scene.matcher, m->lattice, edge, "text");
  for (size_t a = 0; a < type->n_attributes; a++)
    if (values[a].kind == ML_UNSET)
      values[a] = value_for(&scene, &type->attributes[a], &m->rule->attributes[a]);
  return values;
}

/* A mention around the one it stands for is that entity itself (远山公司); one beside it refers to it (下称“远山”). */
static void stand_for(const making *m, ml_edge *edge, const ml_edge *same) {
  if (edge->begin <= same->begin && same->end <= edge->end) {
    edge->id = same->id;
    edge->name = ml_attribute_of(&m->work->matcher, m->lattice, same, "name").text;
  } else {
    edge->same = (ml_reference){true, m->lattice->sentence, same->begin, same->end, same->type};
  }
}

/* Whether a mention came of it. */
static bool make_match(making *m, const ml_match *match) {
  const ml_rule *rule = m->rule;
  ml_captured captured;
  ml_unwind(&m->work->matcher, m->lattice, rule, match, &captured);
  ml_bind(&captured, ML_NO_INDEX, m->slots, rule->n_captures);
  for (size_t i = 0; i < captured.items.n; i++) /* a maker has one round: the last */
    m->slots[captured.items.v[i].slot] = captured.items.v[i].bound;
  ml_edge edge = {.begin = match->begin, .end = match->end, .type = rule->makes, .rule = rule, .maker = rule->name};
  edge.order = rule->order + 1;
  ml_scene scene = scene_of(m);
  edge.weight = match->weight + ml_worth_of(&scene, &rule->worth) + POINTS_BEING_A_MENTION;
  if (rule->make_from != ML_NO_INDEX) {
    const ml_bound *from = &m->slots[rule->make_from];
    if (!from->set)
      return false;
    edge.begin = from->begin;
    edge.end = from->end;
    edge.weight -= weight_around(m, match, from->begin, from->end);
  }
  bool names = rule->same_as != ML_NO_INDEX; /* what it says of a mention counts even when a heavier reading stands */
  if (edge.weight < POINTS_HOPELESS || (!names && !would_stand(m->lattice, &edge)) || !conditions_hold(m))
    return false;
  edge.values = attributes_of(m, &edge);
  if (names && m->slots[rule->same_as].edge != NULL)
    stand_for(m, &edge, m->slots[rule->same_as].edge);
  return ml_lattice_add(m->work->temp, m->lattice, &edge);
}

static void tell(const ml_work *work, const ml_rule *rule, const ml_effort *effort) {
  if (work->watch.ran != NULL)
    work->watch.ran(work->watch.user, rule, effort);
}

static void make_with(ml_work *work, ml_lattice *lattice, const ml_rule *rule) {
  if (!ml_triggered(&rule->trigger, lattice))
    return;
  making m = {.work = work, .lattice = lattice, .rule = rule};
  ml_run run;
  ml_matches matches = {0};
  ml_effort effort = {0};
  uint64_t steps = work->matcher.n_steps;
  ml_run_start(&run, &work->matcher, &rule->program, lattice);
  ml_run_aim(&run, &rule->trigger);
  for (uint32_t begin = 0; begin < lattice->n; begin++) {
    ml_matcher_forget(&work->matcher);
    matches.n = 0;
    ml_run_from(&run, begin, ML_MAX_SPAN, &matches);
    effort.matches += matches.n;
    for (size_t i = 0; i < matches.n; i++)
      effort.made += make_match(&m, &matches.v[i]);
  }
  effort.steps = work->matcher.n_steps - steps;
  tell(work, rule, &effort);
}

static void make_layer(ml_work *work, ml_lattice *lattice, const ml_layer *layer) {
  for (int round = 0; round < (layer->repeats ? ROUNDS : 1); round++) {
    size_t before = lattice->edges.n;
    for (size_t i = 0; i < layer->n_rules; i++)
      make_with(work, lattice, &work->rules->rules.v[layer->rules[i]]);
    if (lattice->edges.n == before)
      return;
  }
}

/* What boosts do to the edges, by their index. */
typedef struct boosting {
  int *points;
  bool *done;        /* by the boost at work */
  uint64_t *applied; /* the boosts that did something, as bits */
  uint64_t bit;      /* of the boost at work; 0: it is none of the first ML_MAX_BOOSTERS */
} boosting;

/* In a repeated group the boost is about what each round captures. */
static void boost_match(making *m, const ml_captured *captured, boosting *to) {
  uint32_t slot = m->rule->boosts;
  ml_bind(captured, ML_NO_INDEX, m->slots, m->rule->n_captures);
  for (size_t i = 0; i < captured->items.n; i++) {
    const ml_captured_item *item = &captured->items.v[i];
    if (item->slot != slot || item->bound.edge == NULL)
      continue;
    size_t index = (size_t)(item->bound.edge - m->lattice->edges.v);
    m->slots[slot] = item->bound;
    if (to->done[index] || !conditions_hold(m))
      continue;
    to->done[index] = true;
    ml_scene scene = scene_of(m);
    int points = ml_worth_of(&scene, &m->rule->worth);
    to->points[index] += points;
    if (m->work->watch.weighed != NULL)
      m->work->watch.weighed(m->work->watch.user, m->work, (uint32_t)index, m->rule->name, points, false);
    to->applied[index] |= to->bit;
  }
}

/* Adds a boost's points to each edge it is about, once for each edge. */
static void boost_with(ml_work *work, ml_lattice *lattice, const ml_rule *rule, boosting *to) {
  if (!ml_triggered(&rule->trigger, lattice))
    return;
  making m = {.work = work, .lattice = lattice, .rule = rule};
  ml_run run;
  ml_matches matches = {0};
  ml_run_start(&run, &work->matcher, &rule->program, lattice);
  ml_run_aim(&run, &rule->trigger);
  ml_effort effort = {0};
  uint64_t steps = work->matcher.n_steps;
  for (size_t i = 0; i < lattice->edges.n; i++)
    to->done[i] = false;
  for (uint32_t begin = 0; begin < lattice->n; begin++) {
    ml_matcher_forget(&work->matcher);
    matches.n = 0;
    ml_run_from(&run, begin, ML_REACH - 1, &matches);
    effort.matches += matches.n;
    for (size_t i = 0; i < matches.n; i++) {
      ml_captured captured;
      ml_unwind(&work->matcher, lattice, rule, &matches.v[i], &captured);
      boost_match(&m, &captured, to);
    }
  }
  for (size_t i = 0; i < lattice->edges.n; i++)
    effort.made += to->done[i];
  effort.steps = work->matcher.n_steps - steps;
  tell(work, rule, &effort);
}

/* Adds the points of a feature to an edge. */
typedef struct weighing {
  ml_work *work;
  ml_edge *edges;
} weighing;

static void weigh(void *user, uint32_t edge, const ml_feature *feature) {
  const weighing *w = user;
  int points = ml_weights_get(&w->work->rules->weights, ml_feature_key(w->edges[edge].type, feature));
  w->edges[edge].learned += points;
  if (w->work->watch.weighed != NULL && points != 0)
    w->work->watch.weighed(w->work->watch.user, w->work, edge, ml_feature_name(w->work->temp, feature), points, true);
}

/* Weighs the edges by their features, unless somebody wants these instead. */
static void use_features(ml_work *work, ml_lattice *lattice, const boosting *boosts) {
  weighing w = {work, lattice->edges.v};
  ml_feature_taker taker = {weigh, &w};
  bool asked = work->features.take != NULL;
  uint64_t types = asked ? work->feature_types : work->rules->weights.types;
  if (types == 0)
    return;
  int *made = ML_NEW_ARRAY(work->temp, int, lattice->edges.n);
  for (size_t i = 0; i < lattice->edges.n; i++)
    made[i] = lattice->edges.v[i].weight - boosts->points[i];
  ml_features(work->rules, lattice, types, made, boosts->applied, asked ? &work->features : &taker);
}

void ml_make(ml_work *work, ml_lattice *lattice) {
  const ml_rules *rules = work->rules;
  for (size_t i = 0; i < rules->n_layers; i++)
    make_layer(work, lattice, &rules->layers[i]);
  boosting boosts = {.points = ML_NEW_ARRAY(work->temp, int, lattice->edges.n),
                     .done = ML_NEW_ARRAY(work->temp, bool, lattice->edges.n),
                     .applied = ML_NEW_ARRAY(work->temp, uint64_t, lattice->edges.n)};
  for (size_t i = 0; i < rules->n_boosters; i++) { /* all see the lattice as it was made */
    boosts.bit = i < ML_MAX_BOOSTERS ? UINT64_C(1) << i : 0;
    boost_with(work, lattice, &rules->rules.v[rules->boosters[i]], &boosts);
  }
  for (size_t i = 0; i < lattice->edges.n; i++)
    lattice->edges.v[i].weight += boosts.points[i];
  use_features(work, lattice, &boosts);
}
