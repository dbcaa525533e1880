/* Candidates -> claims: what captures left open is filled (expressions, seeks, marks, presets), incomplete ones are
 * dropped, and of those with the same key one stands. */
#include <stdlib.h>
#include <string.h>

#include "extract/work.h"

enum { FAR_DISCOUNT = 10 }; /* confidence lost by a role found outside of the sentence, in hundredths */

static int by_place(const void *a, const void *b) {
  const ml_candidate *x = a, *y = b;
  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  if (x->end != y->end)
    return x->end < y->end ? -1 : 1;
  if (x->rule->order != y->rule->order)
    return x->rule->order < y->rule->order ? -1 : 1;
  return (x->plan > y->plan) - (x->plan < y->plan); /* plans of one rule are one array */
}

/* ---- filling what is open ---- */

static ml_scene scene_of(ml_work *work, const ml_candidate *candidate) {
  return (ml_scene){.matcher = &work->matcher,
                    .slots = candidate->slots,
                    .lattice = candidate->lattice,
                    .relation = candidate->relation,
                    .fillers = candidate->fillers,
                    .bounds = candidate->bounds};
}

/* Fills a role with what no place in the text holds. */
static void fill_said(ml_work *work, ml_candidate *candidate, size_t r, ml_value value, ml_origin_kind kind) {
  bool filled = ml_fill_value(work, candidate, r, value);
  candidate->origins[r] = (ml_origin){.kind = filled ? kind : ML_FROM_NOWHERE};
}

static bool has_claimed(const ml_seek *seek) {
  for (size_t i = 0; i < seek->n_scopes; i++)
    if (seek->scopes[i].kind == ML_SCOPE_CLAIMED)
      return true;
  return false;
}

/* The value of the role in the claim before, in this sentence. */
static bool fill_claimed(ml_candidate *candidate, size_t r, const ml_candidate *before) {
  if (before == NULL || before->dropped || !before->fillers[r].set)
    return false;
  candidate->fillers[r] = before->fillers[r];
  candidate->bounds[r] = before->bounds[r];
  candidate->origins[r] = (ml_origin){ML_FROM_SEEK, ML_SCOPE_CLAIMED};
  return true;
}

/* By name: a rule that claims several relations seeks for the roles of each that are called so. */
static bool is_for_role(const ml_seek *seek, const ml_role *role) {
  return strcmp(seek->name, role->name) == 0;
}

static bool fill_sought(ml_work *work, ml_candidate *candidate, size_t r, const ml_seek *seeks, size_t n,
                        const ml_candidate *before) {
  for (size_t i = 0; i < n; i++) {
    if (!is_for_role(&seeks[i], &candidate->relation->roles[r]))
      continue;
    ml_bound bound = {0};
    ml_scene scene = scene_of(work, candidate);
    const ml_scope *scope =
        ml_find(work, &seeks[i], candidate->lattice, candidate->begin, candidate->end, &scene, &bound);
    if (scope != NULL && ml_fill_bound(work, candidate, r, &bound)) {
      candidate->far = candidate->far || bound.lattice != candidate->lattice;
      candidate->origins[r] = (ml_origin){ML_FROM_SEEK, scope->kind};
      return true;
    }
    if (has_claimed(&seeks[i]) && fill_claimed(candidate, r, before))
      return true;
  }
  return false;
}

/* A mark sets a label where its marker reaches the claim. */
static bool reaches(ml_work *work, const ml_mark *mark, size_t index, const ml_candidate *candidate) {
  const ml_lattice *lattice = candidate->lattice;
  const ml_findings *all = ml_findings_in(work, &work->marked[index], &mark->program, ML_NO_INDEX, lattice->sentence);
  uint32_t low = 0, high = lattice->n;
  if (mark->clause) {
    for (low = candidate->begin; low > 0 && lattice->clause_end[low - 1] != low - 1;)
      low--;
    high = lattice->clause_end[candidate->end > 0 ? candidate->end - 1 : 0];
  }
  for (size_t i = 0; i < all->n; i++) {
    bool in = all->found[i].begin >= low && all->found[i].end <= high;
    bool before = all->found[i].begin<candidate->end, after = all->found[i].end> candidate->begin;
    if (in && (mark->reach != ML_SIDE_AFTER || before) && (mark->reach != ML_SIDE_BEFORE || after))
      return true;
  }
  return false;
}

static void apply_marks(ml_work *work, ml_candidate *candidate) {
  for (size_t i = 0; i < work->rules->n_marks; i++) {
    const ml_mark *mark = &work->rules->marks[i];
    if (mark->relation != candidate->plan->relation || candidate->fillers[mark->role].set)
      continue;
    if (reaches(work, mark, i, candidate))
      fill_said(work, candidate, mark->role, (ml_value){.kind = ML_TEXT, .text = mark->label}, ML_FROM_MARK);
  }
}

/* All values are what the roles say before any of them is changed. */
static void refine(ml_work *work, ml_candidate *candidate) {
  const ml_refinement *refinements = work->rules->refinements[candidate->plan->relation];
  size_t n = work->rules->n_refinements[candidate->plan->relation];
  ml_value *values = ML_NEW_ARRAY(work->temp, ml_value, n);
  ml_scene scene = scene_of(work, candidate);
  for (size_t i = 0; i < n; i++)
    if (ml_is_known(&scene, refinements[i].value))
      values[i] = ml_evaluate(&scene, refinements[i].value);
  for (size_t i = 0; i < n; i++)
    if (values[i].kind != ML_UNSET)
      fill_said(work, candidate, refinements[i].role, values[i], ML_FROM_EXPRESSION);
}

static void fill_open_roles(ml_work *work, ml_candidate *candidate, const ml_candidate *before) {
  const ml_relation *relation = candidate->relation;
  const ml_rule *rule = candidate->rule;
  size_t relation_index = candidate->plan->relation;
  for (size_t r = 0; r < relation->n_roles; r++)
    if (!candidate->fillers[r].set)
      (void)(fill_sought(work, candidate, r, rule->seeks, rule->n_seeks, before) ||
             fill_sought(work, candidate, r, work->rules->relation_seeks[relation_index],
                         work->rules->n_relation_seeks[relation_index], before));
  for (size_t r = 0; r < relation->n_roles; r++) {
    ml_scene scene = scene_of(work, candidate);
    if (candidate->plan->fills[r].expr != NULL)
      fill_said(work, candidate, r, ml_evaluate(&scene, candidate->plan->fills[r].expr), ML_FROM_EXPRESSION);
  }
  refine(work, candidate);
  apply_marks(work, candidate);
  for (size_t r = 0; r < relation->n_roles; r++) {
    const ml_role *role = &relation->roles[r];
    if (!candidate->fillers[r].set && role->preset != NULL)
      fill_said(work, candidate, r, (ml_value){.kind = ML_TEXT, .text = role->preset}, ML_FROM_PRESET);
    if (!candidate->fillers[r].set && !role->optional && !candidate->dropped) {
      candidate->dropped = true;
      candidate->lacks = (uint32_t)r;
    }
  }
}

/* ---- both ends of an edge ---- */

/* What fills a role is already what a reference stands for (extract/fill.c); NULL: text fills it. */
static const ml_mention *mention_in(const ml_work *work, const ml_filler *filler) {
  return filler->mention == ML_NO_INDEX ? NULL : &work->mentions.v[filler->mention];
}

/* Nobody buys himself: such a claim has taken 公司, or a name said again, for another one. */
static void drop_if_it_joins_itself(const ml_work *work, ml_candidate *candidate) {
  const ml_relation *relation = candidate->relation;
  if (candidate->dropped || relation->edge_source == ML_NO_INDEX)
    return;
  const ml_mention *source = mention_in(work, &candidate->fillers[relation->edge_source]);
  const ml_mention *target = mention_in(work, &candidate->fillers[relation->edge_target]);
  if (source != NULL && target != NULL && source->type == target->type && strcmp(source->name, target->name) == 0)
    candidate->dropped = candidate->joins_itself = true;
}

/* ---- settling ---- */

static bool same_filler(const ml_filler *a, const ml_filler *b) {
  if (a->set != b->set || !a->set)
    return a->set == b->set;
  if (a->mention != ML_NO_INDEX || b->mention != ML_NO_INDEX)
    return a->mention == b->mention;
  return strcmp(a->text, b->text) == 0;
}

/* A filler that was refined is still the one that stands where it stands. */
static bool same_role(const ml_candidate *a, const ml_candidate *b, uint32_t r) {
  bool texts = a->fillers[r].mention == ML_NO_INDEX && b->fillers[r].mention == ML_NO_INDEX;
  if (texts && a->bounds[r].edge != NULL && b->bounds[r].edge != NULL)
    return a->bounds[r].edge == b->bounds[r].edge;
  return same_filler(&a->fillers[r], &b->fillers[r]);
}

static bool same_key(const ml_candidate *a, const ml_candidate *b) {
  if (a->relation != b->relation)
    return false;
  for (size_t k = 0; k < a->relation->n_key; k++)
    if (!same_role(a, b, a->relation->key[k]))
      return false;
  return true;
}

/* What one match claims of several is meant of all of them: 甲、乙均获罚三千元 states two facts of one amount. */
static bool of_one_match(const ml_candidate *a, const ml_candidate *b) {
  return a->plan == b->plan && a->matched == b->matched;
}

/* How many roles the pattern itself has filled, by a capture or by an expression over its captures. */
static size_t roles_found(const ml_candidate *candidate) {
  size_t n = 0;
  for (size_t r = 0; r < candidate->relation->n_roles; r++)
    n += candidate->origins[r].kind == ML_FROM_CAPTURE || candidate->origins[r].kind == ML_FROM_EXPRESSION;
  return n;
}

/* Whether `a` stands against `b`: more roles found by the pattern itself, heavier, earlier, longer, declared first. */
static bool outranks(const ml_candidate *a, const ml_candidate *b, ml_rank *in) {
  size_t n = roles_found(a), m = roles_found(b);
  *in = n != m                   ? ML_RANK_ROLES
        : a->weight != b->weight ? ML_RANK_WEIGHT
        : a->begin != b->begin   ? ML_RANK_BEGIN
        : a->end != b->end       ? ML_RANK_LENGTH
                                 : ML_RANK_ORDER;
  switch (*in) {
  case ML_RANK_ROLES:
    return n > m;
  case ML_RANK_WEIGHT:
    return a->weight > b->weight;
  case ML_RANK_BEGIN:
    return a->begin < b->begin;
  case ML_RANK_LENGTH:
    return a->end > b->end;
  case ML_RANK_ORDER:
    break;
  }
  return a->rule->order < b->rule->order;
}

static void settle_keys(ml_work *work) {
  for (size_t i = 0; i < work->candidates.n; i++)
    for (size_t k = i + 1; k < work->candidates.n; k++) {
      ml_candidate *a = &work->candidates.v[i], *b = &work->candidates.v[k];
      if (a->dropped || b->dropped || of_one_match(a, b) || !same_key(a, b))
        continue;
      ml_rank in;
      bool other = outranks(b, a, &in);
      ml_candidate *loser = other ? a : b;
      loser->dropped = true;
      loser->beaten_by = (uint32_t)(other ? k : i);
      loser->beaten_in = in;
    }
}

static void add_claim(ml_work *work, const ml_candidate *candidate) {
  int confidence = candidate->rule->confidence - (candidate->far ? FAR_DISCOUNT : 0);
  ml_claim claim = {.relation = candidate->plan->relation,
                    .fillers = candidate->fillers,
                    .sentence = candidate->lattice->sentence,
                    .begin = candidate->lattice->begin + candidate->begin,
                    .end = candidate->lattice->begin + candidate->end,
                    .rule = candidate->rule->name,
                    .confidence = confidence < 0 ? 0 : confidence};
  ml_vec_push(work->keep, &work->claims, claim);
}

void ml_settle(ml_work *work, const ml_lattice *lattice) {
  const ml_candidate *before = NULL;
  if (work->candidates.n > 1)
    qsort(work->candidates.v, work->candidates.n, sizeof *work->candidates.v, by_place);
  for (size_t i = 0; i < work->candidates.n; i++) {
    ml_candidate *candidate = &work->candidates.v[i];
    bool comparable = before != NULL && before->relation == candidate->relation;
    fill_open_roles(work, candidate, comparable ? before : NULL);
    drop_if_it_joins_itself(work, candidate);
    if (!candidate->dropped)
      before = candidate;
  }
  settle_keys(work);
  for (size_t i = 0; i < work->candidates.n; i++)
    if (!work->candidates.v[i].dropped)
      add_claim(work, &work->candidates.v[i]);
  if (work->watch.settled != NULL)
    work->watch.settled(work->watch.user, work, lattice);
}
