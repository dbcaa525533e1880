/* Learning weights from known mentions: an averaged structured perceptron over the paths of the choice.
 *
 * Each text's lattice is made once and kept: the mentions that may be chosen, with the numbers of their features. Then
 * the choice runs over all texts several times. Where its path has other mentions than the best path that agrees with
 * what is known, the features of that path gain and those of the other lose. The mean of the points over all texts of
 * all passes is what stays (Collins 2002). Mentions of types that no text labels compete freely.
 *
 * A known mention that no rule proposes is no target, and what overlaps it is not learned from. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/report.h"
#include "extract/gold.h"
#include "extract/work.h"

enum {
  PASSES = 10,
  STEP = 30,      /* hundredths that an error moves a feature by */
  MARGIN = 60,    /* hundredths by which a mention that is known must be ahead */
  HELD_BACK = 5,  /* one text of so many is not learned from */
  SURE = 1000000, /* hundredths: outweighs everything else in a sentence */
  RARE = 3,       /* a feature of fewer mentions is left out */
  SHARE = 2       /* one part of so many is kept of what was learned: other people's labels are not quite what the
                     package means by its types */
};

typedef struct feature {
  const char *name; /* `TYPE GROUP VALUE` */
  uint32_t count;   /* of mentions in texts that are learned from */
  int points;       /* hundredths */
  int64_t sum;      /* of points * time, for the mean */
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
  bool held_back;
} sentence;

/* What an edge is to the known mentions. */
typedef enum edge_role {
  EDGE_FREE,  /* of a type that no text labels */
  EDGE_WRONG, /* of a labelled type, and not known */
  EDGE_KNOWN,
  EDGE_UNCLEAR /* overlaps a known mention that no rule proposes */
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
  bool held_back;
  size_t texts[2]; /* learned from, held back */
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
    for (uint32_t e = 0; e < lattice->edges.n && known == ML_NO_INDEX; e++)
      if (s->roles[e] == EDGE_WRONG && document->char_at[lattice->begin + lattice->edges.v[e].begin] < span->end &&
          ml_document_char_end(document, lattice->begin + lattice->edges.v[e].end) > span->begin)
        s->roles[e] = EDGE_UNCLEAR;
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
  s->lattice->document = NULL; /* it goes; the choice asks for numbers only */
  s->lattice->codes = NULL;
}

static ml_status prepare(fitting *f, const ml_gold *gold) {
  ML_TRY(ml_document_new(&f->document, "", gold->text.at, gold->text.n, f->reporter));
  f->held_back = ml_hash64(gold->text) % HELD_BACK == 0;
  f->texts[f->held_back]++;
  for (uint32_t i = 0; i < f->document->n_sentences; i++)
    prepare_sentence(f, f->document, i, gold);
  ml_document_free(f->document);
  f->document = NULL;
  return ML_OK;
}

/* ---- learning ---- */

/* Chooses with the points learned so far. `agreeing`: what is known must be in the path, and nothing that is wrong. */
static void choose(fitting *f, sentence *s, bool agreeing, bool learning) {
  ml_edge *edges = s->lattice->edges.v;
  for (size_t e = 0; e < s->lattice->edges.n; e++) {
    edge_role role = s->roles[e];
    edges[e].weight = s->base[e];
    edges[e].chosen = false;
    for (uint32_t i = s->first[e]; i < s->first[e + 1]; i++)
      edges[e].weight += f->features.v[s->features[i]].points;
    if ((agreeing && role == EDGE_WRONG) || (learning && role == EDGE_UNCLEAR))
      edges[e].weight = -SURE;
    else if (agreeing && role == EDGE_KNOWN)
      edges[e].weight += SURE;
    else if (learning && role == EDGE_WRONG)
      edges[e].weight += MARGIN;
  }
  ml_arena_reset(f->work.temp);
  ml_choose(&f->work, s->lattice, s->between);
}

static void move(fitting *f, uint32_t number, int step) {
  feature *moved = &f->features.v[number];
  moved->points += step;
  moved->sum += step * f->time;
}

static uint32_t transition_feature(fitting *f, ml_feature_group group, uint32_t left, uint32_t right) {
  ml_feature what = ml_transition_feature(f->rules, group, left);
  return feature_of(f, right, &what);
}

static int transition_points(fitting *f, ml_feature_group group, uint32_t left, uint32_t right) {
  uint32_t number = transition_feature(f, group, left, right); /* may move the features */
  return f->features.v[number].points;
}

/* The points of the transitions, as their features stand. */
static void set_transitions(fitting *f) {
  size_t n = f->rules->schema.n_types;
  for (uint32_t left = 0; left < n; left++)
    for (uint32_t right = 0; right < n; right++)
      if ((f->types >> right & 1) != 0)
        f->transitions.straight[left * n + right] = transition_points(f, ML_FEATURE_FOLLOWS, left, right);
  for (size_t i = 0; i < f->rules->n_follows; i++) {
    const ml_follow *follow = &f->rules->follows[i];
    if (follow->between.n > 0 && (f->types >> follow->right & 1) != 0)
      f->transitions.joined[i] = transition_points(f, ML_FEATURE_JOINS, follow->left, follow->right);
  }
}

/* Whether a follow with a pattern joins the mentions `left` and `right`: its number, or that of the follows. */
static size_t joining(const fitting *f, const sentence *s, const ml_edge *left, const ml_edge *right) {
  const ml_rules *rules = f->rules;
  for (size_t i = 0; i < rules->n_follows; i++) {
    const ml_stretch *between = &s->between[i];
    if (between->ends_at == NULL || left->type != rules->follows[i].left || right->type != rules->follows[i].right)
      continue;
    for (uint32_t m = between->ends_at[right->begin]; m != ML_NO_INDEX; m = between->next[m])
      if (between->matches.v[m].begin == left->end)
        return i;
  }
  return rules->n_follows;
}

static void move_transition(fitting *f, const sentence *s, const ml_edge *left, const ml_edge *right, int step) {
  ml_feature_group group = left->end == right->begin ? ML_FEATURE_FOLLOWS : ML_FEATURE_JOINS;
  if ((f->types >> right->type & 1) == 0 ||
      (group == ML_FEATURE_JOINS && joining(f, s, left, right) == f->rules->n_follows))
    return;
  uint32_t number = transition_feature(f, group, left->type, right->type);
  f->features.v[number].count += step > 0; /* of the paths that were learned from */
  move(f, number, step);
}

/* Moves the features of the mentions that are chosen, and of their transitions. */
static void move_path(fitting *f, const sentence *s, int step) {
  const ml_edge *edges = s->lattice->edges.v, *last = NULL;
  for (uint32_t p = 0; p < s->lattice->n; p++)
    for (uint32_t e = s->lattice->edges_at[p]; e != ML_NO_INDEX; e = edges[e].next) {
      if (!edges[e].chosen)
        continue;
      for (uint32_t i = s->first[e]; i < s->first[e + 1]; i++)
        move(f, s->features[i], step);
      if (last != NULL)
        move_transition(f, s, last, &edges[e], step);
      last = &edges[e];
    }
}

static bool is_right(const sentence *s) {
  for (size_t e = 0; e < s->lattice->edges.n; e++)
    if ((s->roles[e] == EDGE_WRONG && s->lattice->edges.v[e].chosen) ||
        (s->roles[e] == EDGE_KNOWN && !s->lattice->edges.v[e].chosen))
      return false;
  return true;
}

static void learn_from(fitting *f, sentence *s) {
  f->time++;
  choose(f, s, false, true);
  if (is_right(s))
    return;
  move_path(f, s, -STEP);
  choose(f, s, true, true);
  move_path(f, s, STEP);
  set_transitions(f);
}

/* From the points after the last text to the share of their mean that is kept. */
static void take_means(fitting *f) {
  for (size_t i = 0; i < f->features.n; i++) {
    feature *one = &f->features.v[i];
    double mean = f->time == 0 ? 0 : one->points - (double)one->sum / (double)f->time;
    one->points = (int)lround(mean / SHARE);
  }
}

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
    list[i]->rank = list[i]->count < RARE ? 0 : abs(list[i]->points) * sqrt(list[i]->count);
  }
  if (n > 0)
    qsort(list, n, sizeof(__typeof__(*list)), compare_ranks);
  while (used < n && used < f->options->keep && list[used]->rank > 0)
    used++;
  for (size_t i = used; i < n; i++)
    list[i]->points = 0;
  if (used > 0)
    qsort(list, used, sizeof(__typeof__(*list)), compare_names);
  *kept = list;
  return used;
}

/* ---- what comes out ---- */

static void measure(fitting *f) {
  for (size_t i = 0; i < f->sentences.n; i++) {
    sentence *s = &f->sentences.v[i];
    choose(f, s, false, false);
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
  fprintf(f->weights, "\n# method: averaged structured perceptron, %d passes, 1/%d of the mean points\n", PASSES,
          SHARE);
  fprintf(f->weights, "# texts: %zu learned from, %zu held back\n", f->texts[0], f->texts[1]);
  fputs("feature\tpoints\tcount\n", f->weights);
  for (size_t i = 0; i < n; i++)
    fprintf(f->weights, "%s\t%s%d.%02d\t%" PRIu32 "\n", kept[i]->name, kept[i]->points < 0 ? "-" : "",
            abs(kept[i]->points) / 100, abs(kept[i]->points) % 100, kept[i]->count);
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
  for (int pass = 0; pass < PASSES; pass++)
    for (size_t i = 0; i < f->sentences.n; i++)
      if (!f->sentences.v[i].held_back)
        learn_from(f, &f->sentences.v[i]);
  feature **kept;
  take_means(f);
  size_t n = prune(f, &kept);
  set_transitions(f);
  measure(f);
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
