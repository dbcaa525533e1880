/* A sentence explained for people: its text with rulers under it, and what became of mentions and claims.
 *
 * Rulers are ASCII, because box-drawing characters have no certain width beside Han characters. */
#include <string.h>

#include "base/utf8.h"
#include "extract/explained.h"

enum {
  ROW = 96,   /* columns of text in a row */
  LABEL = 6,  /* columns before it */
  HERE = 8,   /* characters shown of what stands where a pattern stopped */
  REASONS = 6 /* boosts and features shown of a mention */
};

/* A run of the text with a name. */
typedef struct span {
  uint32_t begin, end;
  const char *label;
} span;

typedef struct ruler {
  const char *label; /* before the row */
  ML_VEC(span) spans;
} ruler;

typedef struct page {
  const ml_explained *e;
  FILE *to;
  ml_arena *arena;
  const uint32_t *codes; /* as people read them */
  ML_VEC(ruler) rulers;
} page;

static const char *text_of(const page *p, uint32_t begin, uint32_t end) {
  return ml_lattice_text(p->arena, p->e->lattice, begin, end);
}

static const char *type_of(const page *p, const ml_edge *edge) {
  return p->e->work->rules->schema.types[edge->type].name;
}

static int width_of(const char *text) {
  ml_str rest = ml_str_of(text);
  int width = 0;
  for (size_t at = 0; at < rest.n;)
    width += (int)ml_utf8_width(ml_utf8_next(rest, &at));
  return width;
}

/* Writes text and fills up to `width` columns, and at least one. */
static void put_cell(const page *p, const char *text, int width) {
  int room = width - width_of(text);
  fprintf(p->to, "%s%*s", text, room > 0 ? room : 1, "");
}

static void put_points(const page *p, int hundredths) {
  int n = hundredths < 0 ? -hundredths : hundredths;
  fprintf(p->to, "%s%d.%02d", hundredths < 0 ? "-" : "", n / 100, n % 100);
}

static void put_place(const page *p, const ml_place *place) {
  if (place->file != NULL)
    fprintf(p->to, " (%s:%zu:%zu)", place->file->path, place->line, place->column);
}

/* ---- the text and its rulers ---- */

static ruler *new_ruler(page *p, const char *label) {
  ml_vec_push(p->arena, &p->rulers, (ruler){.label = label});
  return &p->rulers.v[p->rulers.n - 1];
}

static void mark(const page *p, ruler *r, uint32_t begin, uint32_t end, const char *label) {
  ml_vec_push(p->arena, &r->spans, (span){begin, end, label});
}

static unsigned columns(const page *p, uint32_t begin, uint32_t end) {
  unsigned width = 0;
  for (uint32_t i = begin; i < end; i++)
    width += ml_utf8_width(p->codes[i]);
  return width;
}

/* Draws the part of a span that lies in the row [begin, end) into `line`: |label~~ */
static void draw_span(const page *p, const span *s, uint32_t begin, uint32_t end, char *line) {
  bool point = s->begin == s->end; /* a place between two characters */
  if (point ? s->begin < begin || s->begin > end : s->end <= begin || s->begin >= end)
    return;
  unsigned from = columns(p, begin, s->begin > begin ? s->begin : begin),
           to = point ? from + 1 : columns(p, begin, s->end < end ? s->end : end);
  const char *next = s->label;
  for (unsigned c = from; c < to; c++)
    if (point)
      line[c] = '^';
    else if (c == from && s->begin >= begin)
      line[c] = '|';
    else
      line[c] = *next == '\0' ? '~' : *next++;
}

static void draw_ruler(const page *p, const ruler *r, uint32_t begin, uint32_t end) {
  char line[ROW + 4];
  memset(line, ' ', sizeof line);
  for (size_t i = 0; i < r->spans.n; i++)
    draw_span(p, &r->spans.v[i], begin, end, line);
  size_t n = sizeof line;
  while (n > 0 && line[n - 1] == ' ')
    n--;
  if (n > 0)
    fprintf(p->to, "%-*s%.*s\n", LABEL, r->label, (int)n, line);
}

/* Where the row that begins at `begin` ends. */
static uint32_t row_end(const page *p, uint32_t begin) {
  uint32_t end = begin;
  for (unsigned width = 0; end < p->e->lattice->n; end++) {
    width += ml_utf8_width(p->codes[end]);
    if (width > ROW)
      break;
  }
  return end;
}

static void draw(const page *p) {
  for (uint32_t begin = 0, end; begin < p->e->lattice->n; begin = end) {
    end = row_end(p, begin);
    fprintf(p->to, "%*s%s\n", LABEL, "", text_of(p, begin, end));
    for (size_t i = 0; i < p->rulers.n; i++)
      draw_ruler(p, &p->rulers.v[i], begin, end);
  }
}

/* ---- mentions ---- */

static bool is_shown(const page *p, const ml_edge *edge) {
  return edge->chosen && !p->e->work->rules->schema.types[edge->type].silent;
}

static void rule_mentions(page *p) {
  ruler *r = new_ruler(p, "");
  for (size_t i = 0; i < p->e->edges.n; i++)
    if (is_shown(p, &p->e->edges.v[i]))
      mark(p, r, p->e->edges.v[i].begin, p->e->edges.v[i].end, type_of(p, &p->e->edges.v[i]));
}

static void put_maker(const page *p, const ml_edge *edge) {
  fprintf(p->to, "  %s", edge->maker);
  if (edge->rule != NULL)
    put_place(p, &edge->rule->decl->place);
}

static void put_mention(const page *p, const ml_edge *edge, int width) {
  fprintf(p->to, "%*s", LABEL, "");
  put_cell(p, text_of(p, edge->begin, edge->end), width + 2);
  put_cell(p, type_of(p, edge), 14);
  put_points(p, edge->weight);
  put_maker(p, edge);
}

/* Why it weighs that much, and what the choice adds; the heaviest reasons only. */
static void put_reasons(const page *p, const ml_edge *edge) {
  const ml_explained *e = p->e;
  uint32_t index = e->indices.v[edge - e->edges.v];
  for (int learned = 0; learned <= 1; learned++) {
    int shown = 0;
    for (size_t i = 0; i < e->reasons.n; i++) {
      const ml_reason *reason = &e->reasons.v[i];
      if (reason->edge != index || reason->learned != (learned == 1) || shown++ >= REASONS)
        continue;
      if (shown == 1 && learned == 1) {
        fprintf(p->to, "\n%*slearned ", LABEL + 2, "");
        put_points(p, edge->learned);
        fputs(": ", p->to);
      } else {
        fprintf(p->to, shown == 1 ? "\n%*sboosted by " : ", ", LABEL + 2, "");
      }
      fprintf(p->to, "%s ", reason->name);
      put_points(p, reason->points);
    }
    fputs(shown > REASONS ? ", …" : "", p->to);
  }
  if (edge->joined == 0)
    return;
  fprintf(p->to, "\n%*sfollows with ", LABEL + 2, "");
  put_points(p, edge->joined);
}

static void put_winners(const page *p, const ml_loser *loser) {
  for (size_t i = 0; i < loser->n_winners; i++) {
    const ml_edge *winner = loser->winners[i];
    fprintf(p->to, "%s%s %s ", i > 0 ? " and " : " ", text_of(p, winner->begin, winner->end), type_of(p, winner));
    put_points(p, winner->weight);
  }
}

/* What a mention lost to, when it is one that lost. */
static void put_lost(const page *p, const ml_edge *edge) {
  const ml_loser *loser = ml_loser_of(p->e, edge);
  if (loser == NULL)
    return;
  fputs(", lost to", p->to);
  put_winners(p, loser);
}

static void put_loser(const page *p, const ml_loser *loser, int width) {
  put_mention(p, loser->edge, width);
  fputs("  lost to", p->to);
  put_winners(p, loser);
  if (loser->behind < 0)
    fputs(", which neighbours make heavier", p->to);
  put_reasons(p, loser->edge);
  fputc('\n', p->to);
}

static void put_mentions(const page *p) {
  const ml_explained *e = p->e;
  int width = 0;
  bool any = false;
  for (size_t i = 0; i < e->edges.n; i++) {
    int n = is_shown(p, &e->edges.v[i]) ? width_of(text_of(p, e->edges.v[i].begin, e->edges.v[i].end)) : 0;
    any = any || n > 0;
    width = n > width ? n : width;
  }
  fputs(any ? "  mentions\n" : "  no mentions\n", p->to);
  for (size_t i = 0; i < e->edges.n; i++) {
    const ml_edge *edge = &e->edges.v[i];
    if (!is_shown(p, edge))
      continue;
    put_mention(p, edge, width);
    const ml_edge *same = ml_edge_of(e->work, &edge->same);
    if (same != NULL)
      fprintf(p->to, "  stands for %s",
              ml_lattice_text(p->arena, e->work->lattices[edge->same.sentence], same->begin, same->end));
    put_reasons(p, edge);
    fputc('\n', p->to);
  }
  const char *title = "  not chosen\n";
  for (size_t i = 0; i < e->losers.n; i++) {
    if (!e->losers.v[i].near)
      continue;
    fputs(title, p->to);
    title = "";
    put_loser(p, &e->losers.v[i], width);
  }
}

/* ---- claims ---- */

static bool is_asked(const page *p, const ml_candidate *candidate) {
  return p->e->rule == NULL || strcmp(p->e->rule, candidate->rule->name) == 0;
}

static void rule_claims(page *p) {
  for (size_t i = 0; i < p->e->work->candidates.n; i++) {
    const ml_candidate *candidate = &p->e->work->candidates.v[i];
    if (candidate->dropped || !is_asked(p, candidate))
      continue;
    ruler *r = new_ruler(p, ml_arena_format(p->arena, "%4zu", i + 1));
    for (size_t k = 0; k < candidate->relation->n_roles; k++)
      if (candidate->fillers[k].set && candidate->bounds[k].set && candidate->bounds[k].lattice == p->e->lattice)
        mark(p, r, candidate->bounds[k].begin, candidate->bounds[k].end, candidate->relation->roles[k].name);
  }
}

static void put_roles(const page *p, const ml_candidate *candidate) {
  const ml_relation *relation = candidate->relation;
  int width = 0;
  for (size_t r = 0; r < relation->n_roles; r++) {
    int n = candidate->fillers[r].set ? width_of(candidate->fillers[r].text) : 0;
    width = n > width ? n : width;
  }
  for (size_t r = 0; r < relation->n_roles; r++) {
    ml_origin origin = candidate->origins[r];
    const ml_bound *bound = &candidate->bounds[r];
    fprintf(p->to, "%*s", LABEL, "");
    put_cell(p, relation->roles[r].name, 14);
    put_cell(p, candidate->fillers[r].set ? candidate->fillers[r].text : "-", width + 2);
    fputs(ml_origin_text(origin), p->to);
    if (origin.kind == ML_FROM_SEEK)
      fprintf(p->to, " in %s", ml_scope_text(origin.scope));
    if (origin.kind == ML_FROM_SEEK && bound->set && bound->lattice != p->e->lattice)
      fprintf(p->to, ", found in sentence %u", bound->lattice->sentence);
    fputc('\n', p->to);
  }
}

static void put_reason(const page *p, const ml_candidate *candidate) {
  if (candidate->beaten_by != ML_NO_INDEX)
    fprintf(p->to, "%*sdropped: claim %u has the same key, and %s\n", LABEL, "", candidate->beaten_by + 1,
            ml_rank_text(candidate->beaten_in));
  else if (candidate->lacks != ML_NO_INDEX)
    fprintf(p->to, "%*sdropped: nothing fills %s\n", LABEL, "", candidate->relation->roles[candidate->lacks].name);
  else if (candidate->joins_itself)
    fprintf(p->to, "%*sdropped: %s and %s are one\n", LABEL, "",
            candidate->relation->roles[candidate->relation->edge_source].name,
            candidate->relation->roles[candidate->relation->edge_target].name);
}

static void put_claims(const page *p) {
  for (size_t i = 0; i < p->e->work->candidates.n; i++) {
    const ml_candidate *candidate = &p->e->work->candidates.v[i];
    if (!is_asked(p, candidate))
      continue;
    fprintf(p->to, "%4zu  %s by %s", i + 1, candidate->relation->name, candidate->rule->name);
    put_place(p, &candidate->rule->decl->place);
    fputs(", weight ", p->to);
    put_points(p, candidate->weight);
    fputc('\n', p->to);
    put_roles(p, candidate);
    put_reason(p, candidate);
  }
}

/* ---- the rule that is asked about ---- */

static void rule_attempts(page *p) {
  for (size_t i = 0; i < p->e->attempts.n; i++) {
    const ml_attempt *attempt = &p->e->attempts.v[i];
    if (!attempt->triggered)
      continue;
    ruler *r = new_ruler(p, "rule");
    for (size_t k = 0; k < attempt->matches.n; k++)
      mark(p, r, attempt->matches.v[k].begin, attempt->matches.v[k].end, "match");
    for (size_t k = 0; k < attempt->read.n; k++)
      mark(p, r, attempt->read.v[k].begin, attempt->read.v[k].end,
           attempt->read.v[k].type == NULL ? "" : attempt->read.v[k].type);
    if (attempt->matches.n == 0)
      mark(p, r, attempt->trail.position, attempt->trail.position, "");
  }
}

static void put_here(const page *p, uint32_t position) {
  const ml_lattice *lattice = p->e->lattice;
  if (position == lattice->n) {
    fputs("; here the sentence ends\n", p->to);
    return;
  }
  for (size_t i = 0; i < p->e->edges.n; i++) {
    const ml_edge *edge = &p->e->edges.v[i];
    if (edge->chosen && edge->begin <= position && position < edge->end) {
      fprintf(p->to, "; here: %s %s\n", text_of(p, edge->begin, edge->end), type_of(p, edge));
      return;
    }
  }
  uint32_t end = lattice->n - position > HERE ? position + HERE : lattice->n;
  fprintf(p->to, "; here: %s\n", text_of(p, position, end));
}

static void put_stop(const page *p, const ml_attempt *attempt) {
  const ml_trail *trail = &attempt->trail;
  uint32_t all = trail->lacking[0], passed = all - trail->lacking[trail->stops[0]];
  fprintf(p->to, "%*sstopped with %u of %u elements passed; wanted", LABEL, "", passed, all);
  bool too_long = attempt->rule->makes != ML_NO_INDEX && trail->position - trail->start > ML_MAX_SPAN;
  if (all == passed && too_long)
    fprintf(p->to, " to end, but a mention has at most %d characters", ML_MAX_SPAN);
  else if (all == passed)
    fputs(" to end here, where something goes across", p->to);
  for (uint32_t i = 0; i < trail->n && all > passed && attempt->rule->program.places != NULL; i++) {
    const ml_place *place = attempt->rule->program.places[trail->stops[i]];
    fprintf(p->to, "%s %s", i > 0 ? " or" : "", ml_element_text(p->arena, place));
    put_place(p, place);
  }
  put_here(p, trail->position);
  if (attempt->outvoted == NULL)
    return;
  fprintf(p->to, "%*soutvoted: %s %s", LABEL, "", text_of(p, attempt->outvoted->begin, attempt->outvoted->end),
          type_of(p, attempt->outvoted));
  put_lost(p, attempt->outvoted);
  fputc('\n', p->to);
}

static void put_match(const page *p, const ml_attempt *attempt, const ml_tried *tried) {
  fprintf(p->to, "%*smatched %s, weight ", LABEL, "", text_of(p, tried->begin, tried->end));
  put_points(p, tried->weight);
  if (tried->edge != NULL && tried->edge->rule == attempt->rule && tried->edge->learned != 0) {
    fputs(", learned ", p->to);
    put_points(p, tried->edge->learned);
  }
  if (tried->failed != NULL) {
    fprintf(p->to, "; `where` does not hold: %s", ml_element_text(p->arena, &tried->failed->place));
    put_place(p, &tried->failed->place);
  } else if (attempt->rule->makes != ML_NO_INDEX && tried->edge == NULL) {
    fputs("; too light to be a mention", p->to);
  } else if (tried->edge != NULL && tried->edge->rule != attempt->rule) {
    fputs("; a mention of this type stands there already:", p->to);
    put_maker(p, tried->edge);
    fputc(' ', p->to);
    put_points(p, tried->edge->weight);
  } else if (tried->edge != NULL) {
    fputs(tried->edge->chosen ? "; chosen" : "; not chosen", p->to);
    put_lost(p, tried->edge);
  }
  fputc('\n', p->to);
}

static void put_attempts(const page *p) {
  for (size_t i = 0; i < p->e->attempts.n; i++) {
    const ml_attempt *attempt = &p->e->attempts.v[i];
    fprintf(p->to, "  rule %s", attempt->rule->name);
    if (attempt->rule->program.places != NULL)
      put_place(p, attempt->rule->program.places[0]);
    fputc('\n', p->to);
    if (!attempt->triggered)
      fprintf(p->to, "%*sits trigger does not stand in this sentence\n", LABEL, "");
    else if (attempt->matches.n == 0)
      put_stop(p, attempt);
    for (size_t k = 0; k < attempt->matches.n; k++)
      put_match(p, attempt, &attempt->matches.v[k]);
  }
}

void ml_explain_text(const ml_explained *e, FILE *to) {
  const ml_lattice *lattice = e->lattice;
  page p = {.e = e, .to = to, .arena = e->work->keep, .codes = lattice->document->plain + lattice->begin};
  rule_mentions(&p);
  rule_attempts(&p);
  rule_claims(&p);
  fprintf(to, "%s:%zu: sentence %u\n", lattice->document->id, e->line, lattice->sentence);
  draw(&p);
  if (e->rule == NULL)
    put_mentions(&p);
  put_attempts(&p);
  put_claims(&p);
}
