#include "extract/field.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  SURE = 1000, /* points that outweigh everything else in a sentence */
  RARE = 3     /* a feature of fewer mentions is left out */
};

static const double STEP = 0.3, SMOOTH = 0.01; /* of the steps; see move */
static const double HOLD = 1;                  /* how strongly points are held near 0 */
static const double MARGIN = 0.6;              /* points that a wrong mention is ahead while learning */
static const double HANDICAP = 1.2;            /* points that a known one is behind: so fewer are missed */
static const double FLAT = 1e-3;               /* slopes that are not worth a step */

/* The points of the mentions and of the links, as the features stand. `agreeing`: what is known is in every path, and
 * nothing that is wrong. */
static void set_points(const ml_field *f, const ml_field_sentence *s, bool agreeing, double *points,
                       double *link_points) {
  for (size_t e = 0; e < s->lattice->edges.n; e++) {
    ml_edge_role role = s->roles[e];
    points[e] = s->base[e] / 100.0;
    for (uint32_t i = s->first[e]; i < s->first[e + 1]; i++)
      points[e] += f->features.v[s->features[i]].points;
    if (role == ML_EDGE_WRONG)
      points[e] += agreeing ? -INFINITY : MARGIN;
    else if (role == ML_EDGE_KNOWN)
      points[e] += agreeing ? SURE : -HANDICAP;
  }
  for (uint32_t l = 0; l < s->links.first[s->lattice->edges.n]; l++)
    link_points[l] = s->links.all[l].feature == ML_NO_INDEX ? 0 : f->features.v[s->links.all[l].feature].points;
}

static ml_paths sum_paths(ml_field *f, const ml_field_sentence *s, bool agreeing) {
  ml_arena *temp = f->temp;
  size_t n = s->lattice->edges.n;
  double *points = ML_NEW_ARRAY(temp, double, n), *link_points = ML_NEW_ARRAY(temp, double, s->links.first[n]);
  set_points(f, s, agreeing, points, link_points);
  ml_paths paths = {.lattice = s->lattice, .links = &s->links, .points = points, .link_points = link_points};
  ml_paths_sum(temp, &paths);
  return paths;
}

/* A step up the slope: the longer, the less the feature has moved so far (Duchi, Hazan and Singer 2011). Rare features
 * are held near 0 as much as frequent ones, over all their mentions. */
static void move(ml_field *f, uint32_t number, double slope) {
  ml_field_feature *moved = &f->features.v[number];
  slope -= HOLD * moved->points / moved->count;
  moved->sum += moved->points * (double)(f->time - moved->since);
  moved->since = f->time;
  moved->slopes += slope * slope;
  moved->points += STEP * slope / sqrt(SMOOTH + moved->slopes);
}

static void learn_from(ml_field *f, const ml_field_sentence *s) {
  ml_arena_reset(f->temp);
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
static void take_means(ml_field *f) {
  for (size_t i = 0; i < f->features.n && f->time > 0; i++) {
    ml_field_feature *one = &f->features.v[i];
    one->sum += one->points * (double)(f->time - one->since);
    one->kept = (int)lround(100 * one->sum / (double)f->time);
  }
}

static int compare_ranks(const void *a, const void *b) {
  const ml_field_feature *left = *(ml_field_feature *const *)a, *right = *(ml_field_feature *const *)b;
  if (left->rank != right->rank)
    return left->rank > right->rank ? -1 : 1;
  return strcmp(left->name, right->name);
}

static int compare_names(const void *a, const void *b) {
  const ml_field_feature *left = *(ml_field_feature *const *)a, *right = *(ml_field_feature *const *)b;
  return strcmp(left->name, right->name);
}

/* Leaves the `keep` features that matter most in *kept, by name, and takes the points of the others away. */
static size_t prune(ml_field *f, size_t keep, ml_field_feature ***kept) {
  size_t n = f->features.n, used = 0;
  ml_field_feature **list = ML_NEW_ARRAY(f->arena, ml_field_feature *, n);
  for (size_t i = 0; i < n; i++) {
    list[i] = &f->features.v[i];
    list[i]->rank = list[i]->count < RARE ? 0 : abs(list[i]->kept) * sqrt(list[i]->count);
  }
  if (n > 0)
    qsort(list, n, sizeof(__typeof__(*list)), compare_ranks);
  while (used < n && used < keep && list[used]->rank > 0)
    used++;
  for (size_t i = used; i < n; i++)
    list[i]->kept = 0;
  if (used > 0)
    qsort(list, used, sizeof(__typeof__(*list)), compare_names);
  *kept = list;
  return used;
}

size_t ml_field_learn(ml_field *f, size_t keep, ml_field_feature ***kept) {
  for (int pass = 0; pass < ML_FIELD_PASSES; pass++)
    for (size_t i = 0; i < f->sentences.n; i++)
      if (!f->sentences.v[i].held_back)
        learn_from(f, &f->sentences.v[i]);
  take_means(f);
  return prune(f, keep, kept);
}

void ml_field_take_in_held_back(ml_field *f) {
  for (size_t i = 0; i < f->features.n; i++) {
    ml_field_feature *one = &f->features.v[i];
    *one = (ml_field_feature){.name = one->name, .count = one->count + one->held};
  }
  for (size_t i = 0; i < f->sentences.n; i++)
    f->sentences.v[i].held_back = false;
  f->time = 0;
}
