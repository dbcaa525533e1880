/* Makers and boosts: rules that add mentions to the lattice, and rules that are evidence for or against them. */
#include <string.h>

#include "extract/work.h"

enum {
  POINTS_BEING_A_MENTION = -100, /* so that of two readings the one with fewer mentions wins */
  POINTS_HOPELESS = -500,        /* a mention that weighs less is not kept: no evidence around it would save it */
  ROUNDS = 3                     /* how often a type that needs itself is made: a unit of a unit of a unit */
};

/* What boosts do to the edges of a batch. */
typedef struct boosting {
  size_t *first;        /* for each lattice where its edges begin in the arrays that follow */
  int *points;          /* for each edge */
  const ml_rule **last; /* the boost that was about it last */
  uint64_t *applied;    /* the boosts that did something, as bits */
  uint64_t bit;         /* of the boost at work; 0: it is none of the first ML_MAX_BOOSTERS */
} boosting;

/* A rule at work. */
typedef struct making {
  ml_work *work;
  const ml_rule *rule;
  boosting *boosts; /* NULL: the rule makes mentions */
  const bool *idle; /* for each lattice whether nothing is done there; NULL: they are all at work */
  uint32_t index;   /* of the lattice in its batch */
  ml_lattice *lattice;
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
    if (steps[s].kind == ML_STEP_GRAIN && (steps[s].at < begin || steps[s].at >= end))
      weight += ml_grain_at(m->work->rules, m->lattice, steps[s].at, steps[s].what)->weight;
    if (steps[s].kind != ML_STEP_EDGE)
      continue;
    const ml_edge *edge = &m->lattice->edges.v[steps[s].what];
    if (edge->begin < begin || edge->end > end)
      weight += edge->weight;
  }
  return weight;
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
    return ml_attribute_of(scene->matcher, bound->lattice, bound->edge, ML_ATTRIBUTE_VALUE);
  return (ml_value){.kind = ML_TEXT,
                    .text = ml_lattice_text(scene->matcher->arena, bound->lattice, bound->begin, bound->end)};
}

/* The attributes of the new mention, one by one; NULL when the rule sets none. */
static ml_value *attributes_of(making *m, const ml_edge *edge) {
  const ml_type *type = &m->work->rules->schema.types[m->rule->makes];
  ml_value *values = NULL;
  ml_scene scene = scene_of(m);
  scene.type = type;
  scene.made = edge;
  for (size_t a = 0; a < type->n_attributes; a++) {
    const ml_fill *fill = &m->rule->attributes[a];
    if (fill->expr == NULL && fill->capture == ML_NO_INDEX)
      continue;
    if (values == NULL)
      scene.values = values = ML_NEW_ARRAY(m->work->temp, ml_value, type->n_attributes);
    values[a] = value_for(&scene, &type->attributes[a], fill);
  }
  return values;
}

/* A mention around the one it stands for is that entity itself (远山公司); one beside it refers to it (下称“远山”). */
static void stand_for(const making *m, ml_edge *edge, const ml_edge *same) {
  if (edge->begin <= same->begin && same->end <= edge->end) {
    edge->id = same->id;
    edge->name = ml_attribute_of(&m->work->matcher, m->lattice, same, ML_ATTRIBUTE_NAME).text;
  } else {
    edge->same = (ml_reference){true, m->lattice->sentence, same->begin, same->end, same->type};
  }
}

/* Span and weight of the mention; false when it would not stand. */
static bool measure(making *m, const ml_match *match, ml_edge *edge) {
  const ml_rule *rule = m->rule;
  ml_scene scene = scene_of(m);
  edge->begin = match->begin;
  edge->end = match->end;
  edge->weight = match->weight + ml_worth_of(&scene, &rule->worth) + POINTS_BEING_A_MENTION;
  if (rule->make_from != ML_NO_INDEX) {
    const ml_bound *from = &m->slots[rule->make_from];
    if (!from->set)
      return false;
    edge->begin = from->begin;
    edge->end = from->end;
    edge->weight -= weight_around(m, match, from->begin, from->end);
  }
  bool names = rule->same_as != ML_NO_INDEX; /* what it says of a mention counts even when a heavier reading stands */
  return edge->weight >= POINTS_HOPELESS && (names || ml_lattice_would_keep(m->lattice, edge));
}

static void bind_captures(making *m, const ml_match *match) {
  ml_captured captured;
  ml_unwind(&m->work->matcher, m->lattice, m->rule, match, &captured);
  ml_bind(&captured, ML_NO_INDEX, m->slots, m->rule->n_captures);
  for (size_t i = 0; i < captured.items.n; i++) /* a maker has one round: the last */
    m->slots[captured.items.v[i].slot] = captured.items.v[i].bound;
}

/* How many mentions came of it: one or none. */
static size_t make_match(making *m, const ml_match *match) {
  const ml_rule *rule = m->rule;
  ml_edge edge = {.type = rule->makes, .rule = rule, .maker = rule->name, .order = rule->order + 1};
  bool plain = rule->worth.expr == NULL && rule->make_from == ML_NO_INDEX; /* it is measured without captures */
  if (plain && !measure(m, match, &edge))
    return 0;
  bind_captures(m, match);
  if ((!plain && !measure(m, match, &edge)) || !conditions_hold(m))
    return 0;
  edge.values = attributes_of(m, &edge);
  if (rule->same_as != ML_NO_INDEX && m->slots[rule->same_as].edge != NULL)
    stand_for(m, &edge, m->slots[rule->same_as].edge);
  return ml_lattice_add(m->work->temp, m->lattice, &edge);
}

/* Takes what matches in one sentence. */
static void run_in(making *m, ml_run *run, uint32_t longest, size_t (*take)(making *m, const ml_match *match),
                   ml_matches *matches, ml_effort *effort) {
  for (uint32_t p = ml_run_next(run, m->lattice, 0); p != ML_NO_INDEX; p = ml_run_next(run, m->lattice, p + 1)) {
    ml_matcher_forget(run->matcher);
    matches->n = 0;
    ml_run_from(run, m->lattice, p, longest, matches);
    effort->matches += matches->n;
    for (size_t i = 0; i < matches->n; i++)
      effort->made += take(m, &matches->v[i]);
  }
}

/* Tries a rule on a batch. */
static void run_rule(making *m, ml_batch *batch, uint32_t longest, size_t (*take)(making *m, const ml_match *match)) {
  ml_matcher *matcher = &m->work->matcher;
  ml_run run;
  uint64_t steps = matcher->n_steps;
  ml_effort effort = {.sentences = ml_run_start_rule(&run, matcher, m->rule, batch)};
  if (effort.sentences == 0)
    return;
  ml_matches matches = {0};
  for (m->index = 0; (m->index = ml_run_sentence(&run, batch, m->index)) < batch->n; m->index++) {
    m->lattice = batch->lattices[m->index];
    if (m->idle == NULL || !m->idle[m->index])
      run_in(m, &run, longest, take, &matches, &effort);
  }
  effort.steps = matcher->n_steps - steps;
  if (m->work->watch.ran != NULL)
    m->work->watch.ran(m->work->watch.user, m->rule, &effort);
}

/* Rules of a type that needs itself are tried again where something was made, if there is something new to read. */
static void make_layer(ml_work *work, ml_batch *batch, const ml_layer *layer) {
  making m = {.work = work};
  const ml_roster *makers = &layer->makers;
  const uint32_t first = (uint32_t)makers->from * 64;
  uint32_t *tried = ML_NEW_ARRAY(work->temp, uint32_t, (makers->to - makers->from) * 64); /* at which change */
  size_t *before = ML_NEW_ARRAY(work->temp, size_t, batch->n);
  bool *idle = ML_NEW_ARRAY(work->temp, bool, batch->n);
  m.idle = idle;
  for (int round = 0; round < (layer->repeats ? ROUNDS : 1); round++) {
    for (uint32_t l = 0; l < batch->n; l++)
      before[l] = batch->lattices[l]->edges.n;
    for (uint32_t r = 0; (r = ml_roster_next(makers, work->called, r)) != ML_NO_INDEX; r++) {
      m.rule = &work->rules->rules.v[r];
      if (round > 0 && !ml_batch_changed(batch, m.rule->needs, tried[r - first]))
        continue;
      tried[r - first] = batch->changes;
      run_rule(&m, batch, ML_MAX_SPAN, make_match);
    }
    for (uint32_t l = 0; l < batch->n; l++)
      idle[l] = idle[l] || batch->lattices[l]->edges.n == before[l];
  }
}

/* Adds a boost's points to each edge it is about, once for each edge; how many these are. In a repeated group the boost
 * is about what each round captures. */
static size_t boost_match(making *m, const ml_match *match) {
  uint32_t slot = m->rule->boosts;
  boosting *to = m->boosts;
  size_t boosted = 0;
  ml_captured captured;
  ml_unwind(&m->work->matcher, m->lattice, m->rule, match, &captured);
  ml_bind(&captured, ML_NO_INDEX, m->slots, m->rule->n_captures);
  for (size_t i = 0; i < captured.items.n; i++) {
    const ml_captured_item *item = &captured.items.v[i];
    if (item->slot != slot || item->bound.edge == NULL ||
        (m->work->rules->chosen_types >> item->bound.edge->type & 1) == 0) /* a part wins and loses nothing */
      continue;
    size_t edge = (size_t)(item->bound.edge - m->lattice->edges.v), index = to->first[m->index] + edge;
    m->slots[slot] = item->bound;
    if (to->last[index] == m->rule || !conditions_hold(m))
      continue;
    to->last[index] = m->rule;
    ml_scene scene = scene_of(m);
    int points = ml_worth_of(&scene, &m->rule->worth);
    to->points[index] += points;
    if (m->work->watch.weighed != NULL)
      m->work->watch.weighed(m->work->watch.user, m->work, m->lattice, (uint32_t)edge, m->rule->name, points, false);
    to->applied[index] |= to->bit;
    boosted++;
  }
  return boosted;
}

/* Says what a feature is worth to an edge. */
typedef struct telling {
  ml_work *work;
  const ml_lattice *lattice;
  int *told; /* for each edge, in all */
} telling;

static void tell(void *user, uint32_t edge, const ml_feature *feature) {
  const telling *t = user;
  const ml_watch *watch = &t->work->watch;
  int points = ml_weights_get(&t->work->rules->weights, t->lattice->edges.v[edge].type, feature);
  t->told[edge] += points;
  if (points != 0)
    watch->weighed(watch->user, t->work, t->lattice, edge, ml_feature_name(t->work->temp, feature), points, true);
}

/* Says what features are worth to the edges, and what keeps a well-known name from gaining or losing much by them. */
static void tell_features(ml_work *work, const ml_lattice *lattice, const int *made, const uint64_t *applied) {
  const ml_watch *watch = &work->watch;
  telling t = {work, lattice, ML_NEW_ARRAY(work->temp, int, lattice->edges.n)};
  ml_feature_taker taker = {tell, &t};
  ml_features(work->temp, work->rules, lattice, work->rules->weights.types, made, applied, &taker);
  for (uint32_t e = 0; e < lattice->edges.n; e++)
    if (t.told[e] != lattice->edges.v[e].learned)
      watch->weighed(watch->user, work, lattice, e, "well known", lattice->edges.v[e].learned - t.told[e], true);
}

/* Weighs the edges by their features, unless somebody wants these instead. `applied` are the boosts of each. */
static void use_features(ml_work *work, ml_lattice *lattice, const int *points, const uint64_t *applied) {
  const ml_rules *rules = work->rules;
  int *made = ml_arena_take(work->temp, lattice->edges.n * sizeof *made);
  for (size_t i = 0; i < lattice->edges.n; i++)
    made[i] = lattice->edges.v[i].weight - points[i];
  if (work->features.take != NULL) {
    ml_features(work->temp, rules, lattice, work->feature_types, made, applied, &work->features);
    return;
  }
  ml_weigh(work->temp, rules, lattice, made, applied);
  if (work->watch.weighed != NULL)
    tell_features(work, lattice, made, applied);
}

static boosting start_boosts(ml_work *work, const ml_batch *batch) {
  boosting boosts = {.first = ML_NEW_ARRAY(work->temp, size_t, batch->n)};
  size_t n_edges = 0;
  for (uint32_t l = 0; l < batch->n; l++) {
    boosts.first[l] = n_edges;
    n_edges += batch->lattices[l]->edges.n;
  }
  boosts.points = ML_NEW_ARRAY(work->temp, int, n_edges);
  boosts.last = ML_NEW_ARRAY(work->temp, const ml_rule *, n_edges);
  boosts.applied = ML_NEW_ARRAY(work->temp, uint64_t, n_edges);
  return boosts;
}

void ml_call_rules(ml_work *work, const ml_batch *batch) {
  const ml_calls *calls = &work->rules->calls;
  if (work->called == NULL)
    work->called = ML_NEW_ARRAY(work->keep, uint64_t, calls->n_words);
  memcpy(work->called, calls->always, calls->n_words * sizeof *calls->always);
  for (uint32_t l = 0; l < batch->n; l++)
    for (size_t h = 0; h < batch->lattices[l]->hits.n; h++)
      ml_calls_add(calls, batch->lattices[l]->hits.v[h].list, work->called);
}

void ml_make(ml_work *work, ml_batch *batch) {
  const ml_rules *rules = work->rules;
  ml_call_rules(work, batch);
  for (size_t i = 0; i < rules->n_layers; i++)
    make_layer(work, batch, &rules->layers[i]);
  boosting boosts = start_boosts(work, batch);
  making m = {.work = work, .boosts = &boosts};
  for (uint32_t r = 0; (r = ml_roster_next(&rules->boosting, work->called, r)) != ML_NO_INDEX; r++) {
    m.rule = &rules->rules.v[r]; /* all see the lattices as they were made */
    boosts.bit = m.rule->booster < ML_MAX_BOOSTERS ? UINT64_C(1) << m.rule->booster : 0;
    run_rule(&m, batch, ML_REACH - 1, boost_match);
  }
  for (uint32_t l = 0; l < batch->n; l++) {
    ml_lattice *lattice = batch->lattices[l];
    const int *points = boosts.points + boosts.first[l];
    for (size_t i = 0; i < lattice->edges.n; i++)
      lattice->edges.v[i].weight += points[i];
    use_features(work, lattice, points, boosts.applied + boosts.first[l]);
  }
}
