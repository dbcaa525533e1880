/* Looks on while a document is worked on, and gathers what became of each sentence that is asked about. */
#include "extract/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/report.h"
#include "base/utf8.h"

enum { NEAR = 300 }; /* hundredths: a mention that lost by more is not shown unasked */

typedef struct explaining {
  const ml_explain_options *options;
  FILE *to;
  ml_explained *sentences; /* of the document, made with the first */
  ml_reasons *reasons;     /* for each sentence, until it has its mentions */
  size_t shown;
  size_t line; /* the number of the line that byte `byte` of the source stands in */
  uint32_t byte;
} explaining;

/* ---- in words ---- */

const char *ml_element_text(ml_arena *arena, const ml_place *place) {
  if (place->file == NULL || place->line == 0 || place->line > place->file->n_lines)
    return "";
  const ml_line *line = &place->file->lines[place->line - 1];
  size_t begin = place->column - 1, end = begin + place->length;
  if (begin > line->n || end > line->n)
    return "";
  return ml_utf8_encode(arena, line->codes + begin, end - begin).at;
}

const char *ml_scope_text(ml_scope_kind kind) {
  static const char *const names[] = {
      [ML_SCOPE_CLAUSE] = "clause",       [ML_SCOPE_SENTENCE] = "sentence", [ML_SCOPE_PREVIOUS] = "previous",
      [ML_SCOPE_PARAGRAPH] = "paragraph", [ML_SCOPE_HEADING] = "heading",   [ML_SCOPE_TITLE] = "title",
      [ML_SCOPE_DOCUMENT] = "document",   [ML_SCOPE_CLAIMED] = "claimed"};
  return names[kind];
}

const char *ml_origin_text(ml_origin origin) {
  static const char *const names[] = {
      [ML_FROM_NOWHERE] = "open",          [ML_FROM_CAPTURE] = "captured", [ML_FROM_SEEK] = "sought",
      [ML_FROM_EXPRESSION] = "expression", [ML_FROM_MARK] = "marked",      [ML_FROM_PRESET] = "preset"};
  return names[origin.kind];
}

const char *ml_rank_text(ml_rank rank) {
  static const char *const texts[] = {[ML_RANK_ROLES] = "its pattern itself found more roles",
                                      [ML_RANK_WEIGHT] = "it is heavier",
                                      [ML_RANK_BEGIN] = "it begins earlier",
                                      [ML_RANK_LENGTH] = "it is longer",
                                      [ML_RANK_ORDER] = "its rule was declared first"};
  return texts[rank];
}

/* ---- mentions ---- */

static bool overlap(const ml_edge *a, const ml_edge *b) {
  return a->begin < b->end && b->begin < a->end;
}

static void find_losers(const ml_work *work, ml_explained *e) {
  e->losers.n = 0;
  for (size_t i = 0; i < e->edges.n; i++) {
    const ml_edge *edge = &e->edges.v[i];
    if (edge->chosen || work->rules->schema.types[edge->type].silent)
      continue;
    ml_loser loser = {.edge = edge, .behind = -edge->weight - edge->learned};
    loser.winners = ML_NEW_ARRAY(work->keep, const ml_edge *, edge->end - edge->begin);
    for (size_t k = 0; k < e->edges.n; k++) {
      if (!e->edges.v[k].chosen || !overlap(edge, &e->edges.v[k]))
        continue;
      loser.behind += e->edges.v[k].weight + e->edges.v[k].learned + e->edges.v[k].joined;
      loser.winners[loser.n_winners++] = &e->edges.v[k];
    }
    loser.near = loser.behind <= NEAR;
    if (loser.n_winners > 0)
      ml_vec_push(work->keep, &e->losers, loser);
  }
}

const ml_loser *ml_loser_of(const ml_explained *e, const ml_edge *edge) {
  for (size_t i = 0; i < e->losers.n; i++)
    if (e->losers.v[i].edge == edge)
      return &e->losers.v[i];
  return NULL;
}

/* What was proposed, in the order of the text. */
static void copy_edges(ml_work *work, const ml_lattice *full, ml_explained *e) {
  e->edges.n = e->indices.n = 0;
  for (uint32_t p = 0; p < full->n; p++)
    for (uint32_t i = full->edges_at[p]; i != ML_NO_INDEX; i = full->edges.v[i].next) {
      ml_edge edge = full->edges.v[i];
      edge.values = NULL; /* they do not outlive the sentence */
      if (work->rules->schema.types[edge.type].kind == ML_PART)
        continue;
      ml_vec_push(work->keep, &e->edges, edge);
      ml_vec_push(work->keep, &e->indices, i);
    }
}

static const ml_edge *edge_like(const ml_explained *e, uint32_t begin, uint32_t end, uint32_t type) {
  for (size_t i = 0; i < e->edges.n; i++)
    if (e->edges.v[i].begin == begin && e->edges.v[i].end == end && e->edges.v[i].type == type)
      return &e->edges.v[i];
  return NULL;
}

/* ---- the rule that is asked about ---- */

/* The fewest elements that a match has to pass from each instruction on. */
static uint32_t *lacking_from(ml_arena *arena, const ml_program *program) {
  uint32_t *lacking = ML_NEW_ARRAY(arena, uint32_t, program->n);
  for (uint32_t pc = program->n; pc-- > 0;) { /* jumps lead forward: what comes behind is known */
    const ml_instruction *in = &program->code[pc];
    switch (in->op) {
    case ML_OP_DONE:
      break;
    case ML_OP_JUMP:
      lacking[pc] = lacking[in->a];
      break;
    case ML_OP_SPLIT:
      lacking[pc] = lacking[in->a] < lacking[in->b] ? lacking[in->a] : lacking[in->b];
      break;
    case ML_OP_SET:
    case ML_OP_ANY:
    case ML_OP_WORDS:
    case ML_OP_EDGE:
    case ML_OP_AHEAD:
    case ML_OP_BEHIND:
    case ML_OP_AT:
      lacking[pc] = lacking[pc + 1] + 1;
      break;
    default:
      lacking[pc] = lacking[pc + 1];
    }
  }
  return lacking;
}

/* What the nearest thread has read, oldest first. */
static void copy_read(ml_work *work, const ml_lattice *lattice, ml_attempt *attempt) {
  const ml_step *steps = work->matcher.steps.v;
  for (uint32_t s = attempt->trail.steps; s != ML_NO_INDEX; s = steps[s].previous) {
    ml_read read = {.begin = steps[s].at};
    if (steps[s].kind == ML_STEP_EDGE) {
      const ml_edge *edge = &lattice->edges.v[steps[s].what];
      read.end = edge->end;
      read.type = work->rules->schema.types[edge->type].name;
    } else if (steps[s].kind == ML_STEP_GRAIN) {
      read.end = read.begin + 1;
      read.type = work->rules->schema.types[steps[s].what].name;
    } else if (steps[s].kind == ML_STEP_HIT) {
      read.end = read.begin + lattice->hits.v[steps[s].what].length;
    } else {
      continue;
    }
    ml_vec_push(work->keep, &attempt->read, read);
  }
  for (size_t i = 0; i < attempt->read.n / 2; i++) {
    ml_read swap = attempt->read.v[i];
    attempt->read.v[i] = attempt->read.v[attempt->read.n - 1 - i];
    attempt->read.v[attempt->read.n - 1 - i] = swap;
  }
}

/* How near the pattern came to a match. */
static void follow_trail(ml_work *work, const ml_lattice *lattice, ml_attempt *attempt) {
  ml_run run;
  ml_matches none = {0};
  ml_matcher_forget(&work->matcher);
  attempt->trail.lacking = lacking_from(work->keep, &attempt->rule->program);
  ml_run_start_trail(&run, &work->matcher, &attempt->rule->program, lattice, &attempt->trail);
  ml_run_all(&run, lattice, &none);
  copy_read(work, lattice, attempt);
}

static const ml_expr *failed_condition(ml_work *work, const ml_lattice *lattice, const ml_rule *rule,
                                       const ml_bound *slots) {
  ml_scene scene = {.matcher = &work->matcher, .slots = slots, .lattice = lattice};
  for (size_t i = 0; i < rule->n_where; i++)
    if (!ml_holds(&scene, rule->where[i]))
      return rule->where[i];
  return NULL;
}

static void add_match(ml_work *work, const ml_lattice *lattice, const ml_explained *e, ml_attempt *attempt,
                      const ml_match *match) {
  const ml_rule *rule = attempt->rule;
  ml_bound slots[ML_MAX_CAPTURES] = {{0}};
  ml_captured captured;
  ml_unwind(&work->matcher, lattice, rule, match, &captured);
  for (size_t i = 0; i < captured.items.n; i++) /* of a capture in a repeated group, the last round's */
    slots[captured.items.v[i].slot] = captured.items.v[i].bound;
  ml_tried tried = {match->begin, match->end, match->weight, failed_condition(work, lattice, rule, slots), NULL};
  if (rule->makes != ML_NO_INDEX) {
    const ml_bound *from = rule->make_from == ML_NO_INDEX ? NULL : &slots[rule->make_from];
    tried.edge =
        edge_like(e, from == NULL ? match->begin : from->begin, from == NULL ? match->end : from->end, rule->makes);
  }
  ml_vec_push(work->keep, &attempt->matches, tried);
}

/* Tries a pattern as the engine does: claims look for the heaviest matches, makers and boosts for all. */
static void try_pattern(ml_work *work, const ml_lattice *lattice, ml_explained *e, const ml_rule *rule) {
  ml_attempt attempt = {.rule = rule, .triggered = ml_triggered(&rule->trigger, lattice)};
  ml_run run;
  ml_matches matches = {0};
  ml_matcher_forget(&work->matcher);
  ml_run_start_in(&run, &work->matcher, &rule->program, lattice);
  if (attempt.triggered && rule->n_claims > 0) {
    ml_run_all(&run, lattice, &matches);
    ml_matches_settle(&matches);
  }
  if (attempt.triggered && rule->n_claims == 0)
    for (uint32_t p = ml_run_next(&run, lattice, 0); p != ML_NO_INDEX; p = ml_run_next(&run, lattice, p + 1))
      ml_run_from(&run, lattice, p, rule->makes == ML_NO_INDEX ? ML_REACH - 1 : ML_MAX_SPAN, &matches);
  for (size_t i = 0; i < matches.n; i++)
    add_match(work, lattice, e, &attempt, &matches.v[i]);
  if (attempt.triggered && matches.n == 0)
    follow_trail(work, lattice, &attempt);
  ml_vec_push(work->keep, &e->attempts, attempt);
}

/* The heaviest mention that the pattern was looking for where it stopped, or within the gap before, and that was not
 * chosen. */
static const ml_edge *outvoted_at(const ml_rules *rules, const ml_explained *e, const ml_attempt *attempt) {
  const ml_program *program = &attempt->rule->program;
  const ml_edge *heaviest = NULL;
  const ml_trail *trail = &attempt->trail;
  for (uint32_t i = 0; i < trail->n; i++) {
    uint32_t pc = trail->stops[i], reach = 0;
    if (program->code[pc].op != ML_OP_EDGE)
      continue;
    for (uint32_t before = pc; before-- > 0 && program->code[before].op >= ML_OP_GAP;)
      if (program->code[before].op == ML_OP_GAP || program->code[before].op == ML_OP_SKIP)
        reach = program->code[before].b;
    for (size_t k = 0; k < e->edges.n; k++) {
      const ml_edge *edge = &e->edges.v[k];
      if (!edge->chosen && (rules->edge_tests.v[program->code[pc].a].types >> edge->type & 1) != 0 &&
          edge->begin >= trail->position && edge->begin <= trail->position + reach &&
          (heaviest == NULL || edge->weight > heaviest->weight))
        heaviest = edge;
    }
  }
  return heaviest;
}

static void try_rule(ml_work *work, const ml_lattice *lattice, ml_explained *e, const char *name, bool claims) {
  e->attempts.n = 0;
  for (size_t i = 0; i < work->rules->rules.n; i++) {
    const ml_rule *rule = &work->rules->rules.v[i];
    if (strcmp(rule->name, name) == 0 && (rule->n_claims > 0) == claims)
      try_pattern(work, lattice, e, rule);
  }
}

/* ---- looking on ---- */

/* The line of the source, counted on from where it was asked for last. */
static size_t line_of(explaining *x, const ml_document *document, uint32_t position) {
  if (x->line == 0 || document->byte_at[position] < x->byte) {
    x->line = 1;
    x->byte = 0;
  }
  for (; x->byte < document->byte_at[position]; x->byte++)
    x->line += document->source.at[x->byte] == '\n';
  return x->line;
}

static void start(explaining *x, ml_work *work) {
  if (x->sentences != NULL)
    return;
  x->sentences = ML_NEW_ARRAY(work->keep, ml_explained, work->document->n_sentences);
  x->reasons = ML_NEW_ARRAY(work->keep, ml_reasons, work->document->n_sentences);
}

static void weighed(void *user, ml_work *work, const ml_lattice *lattice, uint32_t edge, const char *name, int points,
                    bool learned) {
  explaining *x = user;
  ml_reason reason = {edge, ml_arena_copy(work->keep, name, strlen(name)), points, learned};
  start(x, work);
  ml_vec_push(work->keep, &x->reasons[lattice->sentence], reason);
}

static int heaviest_first(const void *a, const void *b) {
  const ml_reason *left = a, *right = b;
  int order = abs(right->points) - abs(left->points);
  return order != 0 ? order : strcmp(left->name, right->name);
}

static void look_at(explaining *x, ml_work *work, const ml_lattice *full, size_t line) {
  ml_explained *e = &x->sentences[full->sentence];
  e->line = line;
  e->rule = x->options->rule;
  copy_edges(work, full, e);
  e->reasons = x->reasons[full->sentence];
  if (e->reasons.n > 0)
    qsort(e->reasons.v, e->reasons.n, sizeof *e->reasons.v, heaviest_first);
  if (e->rule != NULL)
    try_rule(work, full, e, e->rule, false);
}

static void chose(void *user, ml_work *work, const ml_lattice *full) {
  explaining *x = user;
  start(x, work);
  size_t line = line_of(x, work->document, full->begin);
  if (x->options->line == 0 || x->options->line == line)
    look_at(x, work, full, line);
  x->reasons[full->sentence] = (ml_reasons){0}; /* it may be worked on again */
}

/* A referring mention that stands for nothing is no mention in the end. */
static void apply_references(const ml_lattice *lattice, ml_explained *e) {
  for (size_t i = 0; i < lattice->edges.n; i++) {
    const ml_edge *edge = &lattice->edges.v[i];
    for (size_t k = 0; k < e->edges.n; k++)
      if (e->edges.v[k].begin == edge->begin && e->edges.v[k].end == edge->end && e->edges.v[k].type == edge->type) {
        e->edges.v[k].chosen = edge->chosen;
        e->edges.v[k].same = edge->same;
      }
  }
}

static bool is_triggered(const ml_explained *e) {
  for (size_t i = 0; i < e->attempts.n; i++)
    if (e->attempts.v[i].triggered)
      return true;
  return false;
}

static void settled(void *user, ml_work *work, const ml_lattice *lattice) {
  explaining *x = user;
  ml_explained *e = &x->sentences[lattice->sentence];
  if (e->line == 0)
    return;
  e->work = work;
  e->lattice = lattice;
  apply_references(lattice, e);
  find_losers(work, e);
  if (e->rule != NULL && e->attempts.n == 0)
    try_rule(work, lattice, e, e->rule, true);
  for (size_t i = 0; i < e->attempts.n; i++)
    if (e->attempts.v[i].matches.n == 0 && e->attempts.v[i].triggered)
      e->attempts.v[i].outvoted = outvoted_at(work->rules, e, &e->attempts.v[i]);
  if (x->options->line == 0 && e->rule != NULL && !is_triggered(e))
    return;
  if (x->options->json) {
    ml_explain_json(e, x->to);
  } else {
    fputs(x->shown > 0 ? "\n" : "", x->to);
    ml_explain_text(e, x->to);
  }
  x->shown++;
}

/* ---- the door ---- */

static ml_status check_rule(const ml_rules *rules, const char *name, const ml_reporter *reporter) {
  ml_nearest nearest = ml_nearest_start(name);
  for (size_t i = 0; i < rules->rules.n; i++) {
    if (strcmp(rules->rules.v[i].name, name) == 0)
      return ML_OK;
    ml_nearest_try(&nearest, rules->rules.v[i].name);
  }
  bool near = nearest.best != NULL;
  return ml_fail(reporter, ML_ERR_ARGUMENT, NULL, "no rule is called %s%s%s%s", name, near ? "; did you mean " : "",
                 near ? nearest.best : "", near ? "?" : "");
}

ml_status ml_explain(const ml_rules *rules, const ml_document *document, const ml_explain_options *options, FILE *to,
                     const ml_reporter *reporter) {
  if (options->rule != NULL)
    ML_TRY(check_rule(rules, options->rule, reporter));
  explaining x = {.options = options, .to = to};
  ml_watch watch = {.user = &x, .weighed = weighed, .chose = chose, .settled = settled};
  ml_extraction *extraction = NULL;
  ml_status status = ml_extract_watched(&extraction, rules, document, &watch);
  ml_extraction_free(extraction);
  if (status != ML_OK)
    return ml_fail(reporter, status, ml_document_id(document), "%s", ml_status_text(status));
  if (options->line != 0 && x.shown == 0)
    ml_warn(reporter, ml_document_id(document), options->line, "there is no sentence in this line");
  return ferror(to) ? ML_ERR_IO : ML_OK;
}
