/* Learning weights from known mentions.
 *
 * Each text's lattice is made once and kept: the mentions that may be chosen, with the numbers of their features. From
 * these field.c learns.
 *
 * That is done twice: without a part of the texts, on which the outcome is measured, and with all of them, which gives
 * the weights; fit_write.c writes both.
 *
 * A known mention that no rule proposes is no target, and what overlaps it is as wrong as any other. */
#include <errno.h>
#include <stdlib.h>

#include "base/report.h"
#include "extract/fit.h"
#include "extract/gold.h"
#include "extract/work.h"

enum { HELD_BACK = 5 }; /* one text of so many is not learned from at first */

typedef struct fitting {
  const ml_rules *rules;
  const ml_fit_options *options;
  FILE *weights, *summary;
  const ml_reporter *reporter;
  ml_arena *arena;
  ml_work work;
  ml_document *document;      /* freed by the caller of the guard */
  uint64_t labelled;          /* bit set of the types that texts label */
  uint64_t types;             /* those of them to learn weights for */
  ml_transitions transitions; /* learned ones only: what the follows say is what the package knows beyond the texts */
  ml_golds golds;
  ml_field field;
  ml_map by_key; /* the bytes of a key and of a type -> feature */
  /* of the text or sentence being prepared */
  ML_VEC(uint32_t) seen_features;
  ML_VEC(uint32_t) seen_edges;
  ML_VEC(ml_link) seen_links;
  bool held_back;
  ml_tally tallies[2][ML_MAX_TYPES];
} fitting;

/* ---- features ---- */

static uint32_t feature_of(fitting *f, uint32_t type, const ml_feature *what) {
  uint64_t key[2] = {ml_feature_key_of(what), type};
  uint32_t found = ml_map_get(&f->by_key, (ml_str){(const char *)key, sizeof key});
  if (found != ML_MAP_NONE)
    return found;
  found = (uint32_t)f->field.features.n;
  const char *kept = ml_arena_copy(f->arena, (const char *)key, sizeof key);
  ml_map_put(f->arena, &f->by_key, (ml_str){kept, sizeof key}, found);
  ml_field_feature added = {0};
  added.name = ml_arena_format(f->arena, "%s %s", f->rules->schema.types[type].name, ml_feature_name(f->arena, what));
  ml_vec_push(f->arena, &f->field.features, added);
  return found;
}

static void take_feature(void *user, uint32_t edge, const ml_feature *what) {
  fitting *f = user;
  const ml_lattice *lattice = f->work.lattices[0];
  uint32_t number = feature_of(f, lattice->edges.v[edge].type, what);
  f->field.features.v[number].count += !f->held_back;
  f->field.features.v[number].held += f->held_back;
  ml_vec_push(f->arena, &f->seen_features, number);
  ml_vec_push(f->arena, &f->seen_edges, edge);
}

/* ---- lattices ---- */

/* The matches are copied out of memory that serves one sentence. */
static const ml_stretch *kept_between(fitting *f, const ml_stretch *between, uint32_t n) {
  ml_stretch *copy = ML_NEW_ARRAY(f->arena, ml_stretch, f->rules->n_follows);
  for (size_t i = 0; i < f->rules->n_follows; i++) {
    size_t n_matches = between[i].matches.n;
    if (n_matches == 0)
      continue;
    ml_vec_reserve(f->arena, &copy[i].matches, n_matches);
    copy[i].matches.n = n_matches;
    copy[i].ends_at = ML_NEW_ARRAY(f->arena, uint32_t, n + 1);
    copy[i].next = ML_NEW_ARRAY(f->arena, uint32_t, n_matches);
    memcpy(copy[i].matches.v, between[i].matches.v, n_matches * sizeof *copy[i].matches.v);
    memcpy(copy[i].ends_at, between[i].ends_at, (n + 1) * sizeof *copy[i].ends_at);
    memcpy(copy[i].next, between[i].next, n_matches * sizeof *copy[i].next);
  }
  return copy;
}

/* Keeps the mentions of a lattice, without parts, and their features. */
static void keep_sentence(fitting *f, const ml_lattice *full, const ml_stretch *between) {
  ml_field_sentence s = {.held_back = f->held_back};
  s.lattice = ml_lattice_new(f->arena, f->rules, full->document, full->sentence, ML_NEW(f->arena, ml_batch), 0);
  s.between = kept_between(f, between, full->n);
  s.base = ML_NEW_ARRAY(f->arena, int, full->edges.n);
  s.first = ML_NEW_ARRAY(f->arena, uint32_t, full->edges.n + 1);
  s.features = ML_NEW_ARRAY(f->arena, uint32_t, f->seen_features.n);
  uint32_t n = 0, at = 0;
  for (uint32_t e = 0; e < full->edges.n; e++) {
    ml_edge edge = full->edges.v[e];
    uint32_t begin = at;
    while (at < f->seen_edges.n && f->seen_edges.v[at] == e)
      at++;
    if (f->rules->schema.types[edge.type].kind == ML_PART)
      continue;
    size_t kept = s.lattice->edges.n;
    edge.values = NULL;
    ml_lattice_add(f->arena, s.lattice, &edge);
    s.base[kept] = edge.weight;
    for (uint32_t i = begin; i < at; i++)
      s.features[n++] = f->seen_features.v[i];
    s.first[kept + 1] = n;
  }
  ml_vec_push(f->arena, &f->field.sentences, s);
}

static uint32_t transition_feature(fitting *f, ml_feature_group group, uint32_t left, uint32_t right) {
  ml_feature what = ml_transition_feature(f->rules, group, left);
  return feature_of(f, right, &what);
}

/* The links to an edge from edges of `types` that end at `end`. Those whose points are not learned have none. */
static void add_links(fitting *f, const ml_field_sentence *s, ml_feature_group group, uint64_t types, uint32_t end,
                      const ml_edge *to) {
  const ml_edge *edges = s->lattice->edges.v;
  for (uint32_t e = s->lattice->edges_to[end]; e != ML_NO_INDEX; e = edges[e].next_end) {
    if ((types >> edges[e].type & 1) == 0)
      continue;
    ml_link link = {e, ML_NO_INDEX};
    if ((f->types >> to->type & 1) != 0) {
      link.feature = transition_feature(f, group, edges[e].type, to->type);
      f->field.features.v[link.feature].count += !s->held_back;
      f->field.features.v[link.feature].held += s->held_back;
    }
    ml_vec_push(f->arena, &f->seen_links, link);
  }
}

static void add_joins(fitting *f, const ml_field_sentence *s, const ml_edge *to) {
  for (size_t i = 0; i < f->rules->n_follows; i++) {
    const ml_stretch *between = &s->between[i];
    if (between->ends_at == NULL || f->rules->follows[i].right != to->type || (f->types >> to->type & 1) == 0)
      continue;
    for (uint32_t m = between->ends_at[to->begin]; m != ML_NO_INDEX; m = between->next[m])
      add_links(f, s, ML_FEATURE_JOINS, UINT64_C(1) << f->rules->follows[i].left, between->matches.v[m].begin, to);
  }
}

static void link_edges(fitting *f, ml_field_sentence *s) {
  size_t n = s->lattice->edges.n;
  f->seen_links.n = 0;
  s->links.first = ML_NEW_ARRAY(f->arena, uint32_t, n + 1);
  for (size_t e = 0; e < n; e++) {
    const ml_edge *edge = &s->lattice->edges.v[e];
    add_links(f, s, ML_FEATURE_FOLLOWS, UINT64_MAX, edge->begin, edge);
    add_joins(f, s, edge);
    s->links.first[e + 1] = (uint32_t)f->seen_links.n;
  }
  s->links.all = ML_NEW_ARRAY(f->arena, ml_link, f->seen_links.n);
  if (f->seen_links.n > 0)
    memcpy(s->links.all, f->seen_links.v, f->seen_links.n * sizeof *s->links.all);
}

/* Says what each edge is to the known mentions of the text, and counts these. */
static void compare(fitting *f, ml_field_sentence *s, const ml_document *document, const ml_gold *gold) {
  ml_lattice *lattice = s->lattice;
  s->roles = ML_NEW_ARRAY(f->arena, uint8_t, lattice->edges.n);
  for (size_t e = 0; e < lattice->edges.n; e++)
    s->roles[e] = (f->labelled >> lattice->edges.v[e].type & 1) != 0 ? ML_EDGE_WRONG : ML_EDGE_FREE;
  uint32_t from = document->char_at[lattice->begin], to = ml_document_char_end(document, lattice->begin + lattice->n);
  for (size_t g = 0; g < gold->spans.n; g++) {
    const ml_gold_span *span = &gold->spans.v[g];
    uint32_t known = ML_NO_INDEX;
    if (span->begin < from || span->begin >= to)
      continue;
    for (uint32_t e = 0; e < lattice->edges.n; e++) {
      const ml_edge *edge = &lattice->edges.v[e];
      if (edge->type == span->type && document->char_at[lattice->begin + edge->begin] == span->begin &&
          ml_document_char_end(document, lattice->begin + edge->end) == span->end)
        known = e;
    }
    f->tallies[s->held_back][span->type].known++;
    f->tallies[s->held_back][span->type].proposed += known != ML_NO_INDEX;
    if (known != ML_NO_INDEX)
      s->roles[known] = ML_EDGE_KNOWN;
  }
}

static void prepare_sentence(fitting *f, const ml_document *document, uint32_t index, const ml_gold *gold) {
  ml_work *work = &f->work;
  ml_arena_reset(work->temp);
  work->matcher.arena = work->temp;
  ml_lattice *full = NULL;
  ml_batch batch = {.lattices = &full, .n = 1};
  full = ml_lattice_new(work->temp, f->rules, document, index, &batch, 0);
  f->seen_features.n = f->seen_edges.n = 0;
  work->document = document;
  work->lattices = &full;
  ml_scan(work->temp, f->rules, full);
  ml_streams_forget(&work->matcher.streams);
  ml_make(work, &batch);
  keep_sentence(f, full, ml_find_between(work, &batch));
  ml_field_sentence *s = &f->field.sentences.v[f->field.sentences.n - 1];
  compare(f, s, document, gold);
  link_edges(f, s);
  s->lattice->document = NULL; /* it goes; the choice asks for numbers only */
  s->lattice->codes = NULL;
}

static ml_status prepare(fitting *f, const ml_gold *gold) {
  ML_TRY(ml_document_new(&f->document, "", gold->text.at, gold->text.n, f->reporter));
  f->held_back = ml_hash64(gold->text) % HELD_BACK == 0;
  for (uint32_t i = 0; i < f->document->n_sentences; i++)
    prepare_sentence(f, f->document, i, gold);
  ml_document_free(f->document);
  f->document = NULL;
  return ML_OK;
}

/* ---- what comes out ---- */

static int kept_of(fitting *f, ml_feature_group group, uint32_t left, uint32_t right) {
  uint32_t number = transition_feature(f, group, left, right); /* may move the features */
  return f->field.features.v[number].kept;
}

/* The points that are kept of the transitions. */
static void set_transitions(fitting *f) {
  size_t n = f->rules->schema.n_types;
  for (uint32_t left = 0; left < n; left++)
    for (uint32_t right = 0; right < n; right++)
      if ((f->types >> right & 1) != 0)
        f->transitions.straight[left * n + right] = kept_of(f, ML_FEATURE_FOLLOWS, left, right);
  for (size_t i = 0; i < f->rules->n_follows; i++) {
    const ml_follow *follow = &f->rules->follows[i];
    if (follow->between.n > 0 && (f->types >> follow->right & 1) != 0)
      f->transitions.joined[i] = kept_of(f, ML_FEATURE_JOINS, follow->left, follow->right);
  }
}

/* Chooses with the points that are kept. */
static void choose(fitting *f, ml_field_sentence *s) {
  ml_edge *edges = s->lattice->edges.v;
  for (size_t e = 0; e < s->lattice->edges.n; e++) {
    edges[e].weight = s->base[e];
    edges[e].chosen = false;
    for (uint32_t i = s->first[e]; i < s->first[e + 1]; i++)
      edges[e].weight += f->field.features.v[s->features[i]].kept;
  }
  ml_arena_reset(f->work.temp);
  ml_choose(&f->work, s->lattice, s->between);
}

static void measure(fitting *f) {
  for (size_t i = 0; i < f->field.sentences.n; i++) {
    ml_field_sentence *s = &f->field.sentences.v[i];
    choose(f, s);
    for (size_t e = 0; e < s->lattice->edges.n; e++) {
      if (!s->lattice->edges.v[e].chosen || s->roles[e] == ML_EDGE_FREE)
        continue;
      ml_tally *score = &f->tallies[s->held_back][s->lattice->edges.v[e].type];
      score->chosen++;
      score->right += s->roles[e] == ML_EDGE_KNOWN;
    }
  }
}

/* Without names of types: every type that a label stands for. */
static ml_status read_types(fitting *f) {
  f->types = f->labelled = ml_gold_types(&f->rules->schema);
  if (f->options->types == NULL)
    return ML_OK;
  f->types = 0;
  for (const char *at = f->options->types; *at != '\0';) {
    size_t n = strcspn(at, ",");
    uint32_t type = ml_schema_type(&f->rules->schema, ml_arena_copy(f->arena, at, n));
    if (type == ML_NO_INDEX || (f->labelled >> type & 1) == 0)
      return ml_fail(f->reporter, ML_ERR_ARGUMENT, NULL, "%.*s is no mention type that texts label", (int)n, at);
    f->types |= UINT64_C(1) << type;
    at += n + (at[n] == ',');
  }
  return ML_OK;
}

/* The order does not depend on that of the files, and mixes them. */
static int compare_golds(const void *a, const void *b) {
  const ml_gold *left = a, *right = b;
  uint64_t left_hash = ml_hash64(left->text), right_hash = ml_hash64(right->text);
  if (left_hash != right_hash)
    return left_hash < right_hash ? -1 : 1;
  return ml_str_cmp(left->text, right->text);
}

static ml_status fit(void *argument) {
  fitting *f = argument;
  ML_TRY(read_types(f));
  for (size_t i = 0; i < f->options->n_paths; i++)
    ML_TRY(ml_gold_read(f->arena, &f->rules->schema, f->options->paths[i], &f->golds, f->reporter));
  if (f->golds.n > 0)
    qsort(f->golds.v, f->golds.n, sizeof *f->golds.v, compare_golds);
  f->work.features = (ml_feature_taker){take_feature, f};
  f->work.feature_types = f->types;
  f->field.arena = f->arena;
  f->field.temp = f->work.temp;
  f->transitions.straight = ML_NEW_ARRAY(f->arena, int, f->rules->schema.n_types * f->rules->schema.n_types);
  f->transitions.joined = ML_NEW_ARRAY(f->arena, int, f->rules->n_follows);
  f->work.transitions = &f->transitions;
  for (size_t g = 0; g < f->golds.n; g++)
    ML_TRY(prepare(f, &f->golds.v[g]));
  ml_field_feature **kept;
  ml_field_learn(&f->field, f->options->keep, &kept);
  set_transitions(f);
  measure(f);
  ml_field_take_in_held_back(&f->field);
  size_t n = ml_field_learn(&f->field, f->options->keep, &kept);
  ml_fit_write_weights(f->options, f->golds.n, kept, n, f->weights);
  ml_fit_write_summary(&f->rules->schema, f->labelled, f->tallies, f->summary);
  return ML_OK;
}

ml_status ml_fit(const ml_rules *rules, const ml_fit_options *options, FILE *weights, FILE *summary,
                 const ml_reporter *reporter) {
  ml_arena arena = ML_ARENA_INIT;
  fitting f = {.rules = rules,
               .options = options,
               .weights = weights,
               .summary = summary,
               .reporter = reporter,
               .arena = &arena};
  f.work = (ml_work){.rules = rules, .keep = &arena};
  ml_status status = ml_work_run(&f.work, fit, &f);
  ml_document_free(f.document);
  ml_arena_dispose(&arena);
  if (status == ML_ERR_NOMEM)
    return ml_fail(reporter, status, NULL, "%s", ml_status_text(status));
  if (status == ML_OK && (fflush(weights) != 0 || ferror(weights) != 0))
    return ml_fail(reporter, ML_ERR_IO, NULL, "the weights could not be written: %s", strerror(errno));
  return status;
}
