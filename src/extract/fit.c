/* Learning weights from known mentions: a semi-Markov random field over the paths of the choice (Sarawagi and Cohen
 * 2004), with a margin (Gimpel and Smith 2010).
 *
 * Each text's lattice is made once and kept: the mentions that may be chosen, with the numbers of their features. Then
 * all texts are gone through several times. In each, of all paths through the lattice those that agree with what is
 * known are to get the greatest share: the features of their mentions gain as much as the mentions' shares in these
 * paths are above those in all paths, and lose where they are below. The mean of the points over all texts of all
 * passes is what stays. Mentions of types that no text labels compete freely.
 *
 * That is done twice: without a part of the texts, on which the outcome is measured, and with all of them, which gives
 * the weights.
 *
 * A known mention that no rule proposes is no target, and what overlaps it is as wrong as any other. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/report.h"
#include "extract/gold.h"
#include "extract/paths.h"
#include "extract/work.h"

enum {
  PASSES = 8,
  HELD_BACK = 5, /* one text of so many is not learned from at first */
  SURE = 1000,   /* points that outweigh everything else in a sentence */
  RARE = 3       /* a feature of fewer mentions is left out */
};

static const double STEP = 0.3, SMOOTH = 0.01; /* of the steps; see move */
static const double HOLD = 1;                  /* how strongly points are held near 0 */
static const double MARGIN = 0.6;              /* points that a wrong mention is ahead while learning */
static const double HANDICAP = 1.2;            /* points that a known one is behind: so fewer are missed */
static const double FLAT = 1e-3;               /* slopes that are not worth a step */

typedef struct feature {
  const char *name; /* `TYPE GROUP VALUE` */
  uint32_t count;   /* of mentions in texts that are learned from, */
  uint32_t held;    /* and in those held back */
  double points;
  double slopes; /* the sum of their squares */
  double sum;    /* of points * time up to `since`, for the mean */
  int64_t since; /* when it moved last */
  int kept;      /* hundredths: what comes out */
  double rank;
} feature;

/* A sentence of a text. */
typedef struct sentence {
  ml_lattice *lattice;
  const ml_stretch *between;
  int *base;       /* for each edge: what rules and lexicons give it */
  uint32_t *first; /* edges + 1: where its features begin in `features` */
  uint32_t *features;
  uint8_t *roles; /* for each edge, of edge_role */
  ml_links links;
  bool held_back;
} sentence;

/* What an edge is to the known mentions. */
typedef enum edge_role {
  EDGE_FREE,  /* of a type that no text labels */
  EDGE_WRONG, /* of a labelled type, and not known */
  EDGE_KNOWN
} edge_role;

/* Mentions of one type, in one half of the texts. */
typedef struct tally {
  size_t known, proposed, chosen, right;
} tally;

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
  ML_VEC(sentence) sentences;
  ML_VEC(feature) features;
  ml_map by_key; /* the bytes of a key and of a type -> feature */
  /* of the text or sentence being prepared */
  ML_VEC(uint32_t) seen_features;
  ML_VEC(uint32_t) seen_edges;
  ML_VEC(ml_link) seen_links;
  bool held_back;
  tally tallies[2][ML_MAX_TYPES];
  int64_t time; /* texts learned from, counted over all passes */
} fitting;

/* ---- features ---- */

static uint32_t feature_of(fitting *f, uint32_t type, const ml_feature *what) {
  uint64_t key[2] = {ml_feature_key_of(what), type};
  uint32_t found = ml_map_get(&f->by_key, (ml_str){(const char *)key, sizeof key});
  if (found != ML_MAP_NONE)
    return found;
  found = (uint32_t)f->features.n;
  const char *kept = ml_arena_copy(f->arena, (const char *)key, sizeof key);
  ml_map_put(f->arena, &f->by_key, (ml_str){kept, sizeof key}, found);
  feature added = {0};
  added.name = ml_arena_format(f->arena, "%s %s", f->rules->schema.types[type].name, ml_feature_name(f->arena, what));
  ml_vec_push(f->arena, &f->features, added);
  return found;
}

static void take_feature(void *user, uint32_t edge, const ml_feature *what) {
  fitting *f = user;
  const ml_lattice *lattice = f->work.lattices[0];
  uint32_t number = feature_of(f, lattice->edges.v[edge].type, what);
  f->features.v[number].count += !f->held_back;
  f->features.v[number].held += f->held_back;
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
  sentence s = {.held_back = f->held_back};
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
  ml_vec_push(f->arena, &f->sentences, s);
}

static uint32_t transition_feature(fitting *f, ml_feature_group group, uint32_t left, uint32_t right) {
  ml_feature what = ml_transition_feature(f->rules, group, left);
  return feature_of(f, right, &what);
}

/* The links to an edge from edges of `types` that end at `end`. Those whose points are not learned have none. */
static void add_links(fitting *f, const sentence *s, ml_feature_group group, uint64_t types, uint32_t end,
                      const ml_edge *to) {
  const ml_edge *edges = s->lattice->edges.v;
  for (uint32_t e = s->lattice->edges_to[end]; e != ML_NO_INDEX; e = edges[e].next_end) {
    if ((types >> edges[e].type & 1) == 0)
      continue;
    ml_link link = {e, ML_NO_INDEX};
    if ((f->types >> to->type & 1) != 0) {
      link.feature = transition_feature(f, group, edges[e].type, to->type);
      f->features.v[link.feature].count += !s->held_back;
      f->features.v[link.feature].held += s->held_back;
    }
    ml_vec_push(f->arena, &f->seen_links, link);
  }
}

static void add_joins(fitting *f, const sentence *s, const ml_edge *to) {
  for (size_t i = 0; i < f->rules->n_follows; i++) {
    const ml_stretch *between = &s->between[i];
    if (between->ends_at == NULL || f->rules->follows[i].right != to->type || (f->types >> to->type & 1) == 0)
      continue;
    for (uint32_t m = between->ends_at[to->begin]; m != ML_NO_INDEX; m = between->next[m])
      add_links(f, s, ML_FEATURE_JOINS, UINT64_C(1) << f->rules->follows[i].left, between->matches.v[m].begin, to);
  }
}

static void link_edges(fitting *f, sentence *s) {
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
static void compare(fitting *f, sentence *s, const ml_document *document, const ml_gold *gold) {
  ml_lattice *lattice = s->lattice;
  s->roles = ML_NEW_ARRAY(f->arena, uint8_t, lattice->edges.n);
  for (size_t e = 0; e < lattice->edges.n; e++)
    s->roles[e] = (f->labelled >> lattice->edges.v[e].type & 1) != 0 ? EDGE_WRONG : EDGE_FREE;
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
      s->roles[known] = EDGE_KNOWN;
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
  sentence *s = &f->sentences.v[f->sentences.n - 1];
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

/* ---- learning ---- */

/* The points of the mentions and of the links, as the features stand. `agreeing`: what is known is in every path, and
 * nothing that is wrong. */
static void set_points(const fitting *f, const sentence *s, bool agreeing, double *points, double *link_points) {
  for (size_t e = 0; e < s->lattice->edges.n; e++) {
    edge_role role = s->roles[e];
    points[e] = s->base[e] / 100.0;
    for (uint32_t i = s->first[e]; i < s->first[e + 1]; i++)
      points[e] += f->features.v[s->features[i]].points;
    if (role == EDGE_WRONG)
      points[e] += agreeing ? -INFINITY : MARGIN;
    else if (role == EDGE_KNOWN)
      points[e] += agreeing ? SURE : -HANDICAP;
  }
  for (uint32_t l = 0; l < s->links.first[s->lattice->edges.n]; l++)
    link_points[l] = s->links.all[l].feature == ML_NO_INDEX ? 0 : f->features.v[s->links.all[l].feature].points;
}

static ml_paths sum_paths(fitting *f, const sentence *s, bool agreeing) {
  ml_arena *temp = f->work.temp;
  size_t n = s->lattice->edges.n;
  double *points = ML_NEW_ARRAY(temp, double, n), *link_points = ML_NEW_ARRAY(temp, double, s->links.first[n]);
  set_points(f, s, agreeing, points, link_points);
  ml_paths paths = {.lattice = s->lattice, .links = &s->links, .points = points, .link_points = link_points};
  ml_paths_sum(temp, &paths);
  return paths;
}

/* A step up the slope: the longer, the less the feature has moved so far (Duchi, Hazan and Singer 2011). Rare features
 * are held near 0 as much as frequent ones, over all their mentions. */
static void move(fitting *f, uint32_t number, double slope) {
  feature *moved = &f->features.v[number];
  slope -= HOLD * moved->points / moved->count;
  moved->sum += moved->points * (double)(f->time - moved->since);
  moved->since = f->time;
  moved->slopes += slope * slope;
  moved->points += STEP * slope / sqrt(SMOOTH + moved->slopes);
}

static void learn_from(fitting *f, const sentence *s) {
  ml_arena_reset(f->work.temp);
  ml_paths right = sum_paths(f, s, true), all = sum_paths(f, s, false);
  f->time++;
  for (uint32_t e = 0; e < s->lattice->edges.n; e++) {
    double slope = ml_paths_share(&right, e) - ml_paths_share(&all, e);
    for (uint32_t i = s->first[e]; i < s->first[e + 1] && fabs(slope) > FLAT; i++)
      move(f, s->features[i], slope);
    for (uint32_t l = s->links.first[e]; l < s->links.first[e + 1]; l++) {
      slope = ml_paths_link_share(&right, l, e) - ml_paths_link_share(&all, l, e);
      if (s->links.all[l].feature != ML_NO_INDEX && fabs(slope) > FLAT)
        move(f, s->links.all[l].feature, slope);
    }
  }
}

/* From the points after the last text to the mean. */
static void take_means(fitting *f) {
  for (size_t i = 0; i < f->features.n && f->time > 0; i++) {
    feature *one = &f->features.v[i];
    one->sum += one->points * (double)(f->time - one->since);
    one->kept = (int)lround(100 * one->sum / (double)f->time);
  }
}

/* From now on all texts are learned from, and nothing has been learned. */
static void take_in_held_back(fitting *f) {
  for (size_t i = 0; i < f->features.n; i++) {
    feature *one = &f->features.v[i];
    *one = (feature){.name = one->name, .count = one->count + one->held};
  }
  for (size_t i = 0; i < f->sentences.n; i++)
    f->sentences.v[i].held_back = false;
  f->time = 0;
}

/* ---- what is kept ---- */

static int compare_ranks(const void *a, const void *b) {
  const feature *left = *(feature *const *)a, *right = *(feature *const *)b;
  if (left->rank != right->rank)
    return left->rank > right->rank ? -1 : 1;
  return strcmp(left->name, right->name);
}

static int compare_names(const void *a, const void *b) {
  const feature *left = *(feature *const *)a, *right = *(feature *const *)b;
  return strcmp(left->name, right->name);
}

/* Leaves the `keep` features that matter most in *kept, by name, and takes the points of the others away. */
static size_t prune(fitting *f, feature ***kept) {
  size_t n = f->features.n, used = 0;
  feature **list = ML_NEW_ARRAY(f->arena, feature *, n);
  for (size_t i = 0; i < n; i++) {
    list[i] = &f->features.v[i];
    list[i]->rank = list[i]->count < RARE ? 0 : abs(list[i]->kept) * sqrt(list[i]->count);
  }
  if (n > 0)
    qsort(list, n, sizeof(__typeof__(*list)), compare_ranks);
  while (used < n && used < f->options->keep && list[used]->rank > 0)
    used++;
  for (size_t i = used; i < n; i++)
    list[i]->kept = 0;
  if (used > 0)
    qsort(list, used, sizeof(__typeof__(*list)), compare_names);
  *kept = list;
  return used;
}

/* Leaves what has been learned in *kept, by name, and returns how many features these are. */
static size_t learn(fitting *f, feature ***kept) {
  for (int pass = 0; pass < PASSES; pass++)
    for (size_t i = 0; i < f->sentences.n; i++)
      if (!f->sentences.v[i].held_back)
        learn_from(f, &f->sentences.v[i]);
  take_means(f);
  return prune(f, kept);
}

/* ---- what comes out ---- */

static int kept_of(fitting *f, ml_feature_group group, uint32_t left, uint32_t right) {
  uint32_t number = transition_feature(f, group, left, right); /* may move the features */
  return f->features.v[number].kept;
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
static void choose(fitting *f, sentence *s) {
  ml_edge *edges = s->lattice->edges.v;
  for (size_t e = 0; e < s->lattice->edges.n; e++) {
    edges[e].weight = s->base[e];
    edges[e].chosen = false;
    for (uint32_t i = s->first[e]; i < s->first[e + 1]; i++)
      edges[e].weight += f->features.v[s->features[i]].kept;
  }
  ml_arena_reset(f->work.temp);
  ml_choose(&f->work, s->lattice, s->between);
}

static void measure(fitting *f) {
  for (size_t i = 0; i < f->sentences.n; i++) {
    sentence *s = &f->sentences.v[i];
    choose(f, s);
    for (size_t e = 0; e < s->lattice->edges.n; e++) {
      if (!s->lattice->edges.v[e].chosen || s->roles[e] == EDGE_FREE)
        continue;
      tally *score = &f->tallies[s->held_back][s->lattice->edges.v[e].type];
      score->chosen++;
      score->right += s->roles[e] == EDGE_KNOWN;
    }
  }
}

static void write_weights(const fitting *f, feature *const *kept, size_t n) {
  fprintf(f->weights, "# learned from texts whose mentions are known, by: mailuo fit%s%s --keep %zu",
          f->options->types == NULL ? "" : " --types ", f->options->types == NULL ? "" : f->options->types,
          f->options->keep);
  for (size_t i = 0; i < f->options->n_paths; i++) {
    const char *slash = strrchr(f->options->paths[i], '/');
    fprintf(f->weights, " %s", slash == NULL ? f->options->paths[i] : slash + 1);
  }
  fprintf(f->weights, "\n# method: semi-Markov random field, mean of %d passes\n", PASSES);
  fprintf(f->weights, "# texts: %zu\n", f->golds.n);
  fputs("feature\tpoints\tcount\n", f->weights);
  for (size_t i = 0; i < n; i++)
    fprintf(f->weights, "%s\t%s%d.%02d\t%" PRIu32 "\n", kept[i]->name, kept[i]->kept < 0 ? "-" : "",
            abs(kept[i]->kept) / 100, abs(kept[i]->kept) % 100, kept[i]->count);
}

static void write_row(FILE *to, const char *part, const char *type, const tally *t) {
  double precision = t->chosen == 0 ? 0 : (double)t->right / (double)t->chosen;
  double recall = t->known == 0 ? 0 : (double)t->right / (double)t->known;
  double both = t->right == 0 ? 0 : 2 * precision * recall / (precision + recall);
  double ceiling = t->known == 0 ? 0 : (double)t->proposed / (double)t->known;
  fprintf(to, "%-10s %-14s %9.3f %9.3f %9.3f %9.3f %9zu\n", part, type, precision, recall, both, ceiling, t->known);
}

/* The ceiling is the recall of a choice that knows everything: the share of the known mentions that a rule proposes. */
static void write_summary(const fitting *f) {
  static const char *const parts[] = {"learned", "held back"};
  fprintf(f->summary, "%-10s %-14s %9s %9s %9s %9s %9s\n", "texts", "type", "precision", "recall", "F1", "ceiling",
          "mentions");
  for (size_t part = 0; part < 2; part++) {
    tally all = {0};
    for (size_t t = 0; t < f->rules->schema.n_types; t++) {
      const tally *one = &f->tallies[part][t];
      if ((f->labelled >> t & 1) == 0)
        continue;
      write_row(f->summary, parts[part], f->rules->schema.types[t].name, one);
      all = (tally){all.known + one->known, all.proposed + one->proposed, all.chosen + one->chosen,
                    all.right + one->right};
    }
    write_row(f->summary, parts[part], "all", &all);
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
  f->transitions.straight = ML_NEW_ARRAY(f->arena, int, f->rules->schema.n_types * f->rules->schema.n_types);
  f->transitions.joined = ML_NEW_ARRAY(f->arena, int, f->rules->n_follows);
  f->work.transitions = &f->transitions;
  for (size_t g = 0; g < f->golds.n; g++)
    ML_TRY(prepare(f, &f->golds.v[g]));
  feature **kept;
  learn(f, &kept);
  set_transitions(f);
  measure(f);
  take_in_held_back(f);
  size_t n = learn(f, &kept);
  write_weights(f, kept, n);
  write_summary(f);
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
