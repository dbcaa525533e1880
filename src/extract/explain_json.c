/* A sentence explained for editors: one JSON object on a line; docs/formats.md describes it. */
#include <string.h>

#include "base/json.h"
#include "extract/explained.h"

typedef struct output {
  const ml_explained *e;
  FILE *to;
} output;

static void put_text(const output *o, const char *name, const char *text) {
  ml_json_string(o->to, ml_str_of(name));
  fputc(':', o->to);
  ml_json_string(o->to, ml_str_of(text));
}

static void put_number(const output *o, const char *name, double number) {
  fputc(',', o->to);
  ml_json_string(o->to, ml_str_of(name));
  fputc(':', o->to);
  ml_json_number(o->to, number);
}

/* Where a run of the sentence stands in the source, in characters. */
static void put_run(const output *o, uint32_t begin, uint32_t end) {
  const ml_document *document = o->e->lattice->document;
  uint32_t first = o->e->lattice->begin + begin, last = o->e->lattice->begin + end;
  size_t at = begin < end || begin == 0 ? document->char_at[first] : ml_document_char_end(document, first);
  put_number(o, "start_char", (double)at);
  put_number(o, "end_char", begin == end ? (double)at : ml_document_char_end(document, last));
}

static void put_place(const output *o, const ml_place *place) {
  if (place->file == NULL)
    return;
  fputc(',', o->to);
  put_text(o, "file", place->file->path);
  put_number(o, "line", (double)place->line);
  put_number(o, "column", (double)place->column);
}

static void open_list(const output *o, const char *name) {
  fputc(',', o->to);
  ml_json_string(o->to, ml_str_of(name));
  fputs(":[", o->to);
}

static void put_reasons(const output *o, const ml_edge *edge, bool learned) {
  const ml_explained *e = o->e;
  const char *separator = "";
  open_list(o, learned ? "features" : "boosts");
  for (size_t i = 0; i < e->reasons.n; i++) {
    const ml_reason *reason = &e->reasons.v[i];
    if (reason->edge != e->indices.v[edge - e->edges.v] || reason->learned != learned)
      continue;
    fputs(separator, o->to);
    separator = ",";
    fputc('{', o->to);
    put_text(o, "name", reason->name);
    put_number(o, "points", reason->points / 100.0);
    fputc('}', o->to);
  }
  fputc(']', o->to);
}

/* What the choice counts beside the weight that the mention was made with. */
static void put_points(const output *o, const ml_edge *edge) {
  put_number(o, "learned", edge->learned / 100.0);
  put_number(o, "follow", edge->joined / 100.0);
  put_reasons(o, edge, false);
  put_reasons(o, edge, true);
}

static void put_mention(const output *o, const ml_edge *edge) {
  const ml_work *work = o->e->work;
  fputc('{', o->to);
  put_text(o, "type", work->rules->schema.types[edge->type].name);
  fputc(',', o->to);
  put_text(o, "text", ml_lattice_text(work->keep, o->e->lattice, edge->begin, edge->end));
  put_run(o, edge->begin, edge->end);
  put_number(o, "weight", edge->weight / 100.0);
  fputc(',', o->to);
  put_text(o, "maker", edge->maker);
}

static void put_mentions(const output *o) {
  const char *separator = "";
  open_list(o, "mentions");
  for (size_t i = 0; i < o->e->edges.n; i++) {
    const ml_edge *edge = &o->e->edges.v[i];
    if (!edge->chosen || o->e->work->rules->schema.types[edge->type].silent)
      continue;
    fputs(separator, o->to);
    put_mention(o, edge);
    put_points(o, edge);
    fputc('}', o->to);
    separator = ",";
  }
  fputc(']', o->to);
  open_list(o, "not_chosen");
  separator = "";
  for (size_t i = 0; i < o->e->losers.n; i++) {
    const ml_loser *loser = &o->e->losers.v[i];
    if (!loser->near)
      continue;
    fputs(separator, o->to);
    separator = ",";
    put_mention(o, loser->edge);
    put_points(o, loser->edge);
    put_number(o, "behind", loser->behind / 100.0);
    open_list(o, "lost_to");
    for (size_t k = 0; k < loser->n_winners; k++) {
      fputs(k > 0 ? "," : "", o->to);
      put_mention(o, loser->winners[k]);
      fputc('}', o->to);
    }
    fputs("]}", o->to);
  }
  fputc(']', o->to);
}

static void put_role(const output *o, const ml_candidate *candidate, size_t r) {
  const ml_bound *bound = &candidate->bounds[r];
  ml_origin origin = candidate->origins[r];
  fputc('{', o->to);
  put_text(o, "role", candidate->relation->roles[r].name);
  if (candidate->fillers[r].set) {
    fputc(',', o->to);
    put_text(o, "text", candidate->fillers[r].text);
  }
  fputc(',', o->to);
  put_text(o, "origin", ml_origin_text(origin));
  if (origin.kind == ML_FROM_SEEK) {
    fputc(',', o->to);
    put_text(o, "scope", ml_scope_text(origin.scope));
  }
  if (candidate->fillers[r].set && bound->set && bound->lattice != o->e->lattice)
    put_number(o, "sentence", bound->lattice->sentence);
  else if (candidate->fillers[r].set && bound->set)
    put_run(o, bound->begin, bound->end);
  fputc('}', o->to);
}

static void put_claim(const output *o, const ml_candidate *candidate) {
  fputc('{', o->to);
  put_text(o, "relation", candidate->relation->name);
  fputc(',', o->to);
  put_text(o, "rule", candidate->rule->name);
  put_place(o, &candidate->rule->decl->place);
  put_number(o, "weight", candidate->weight / 100.0);
  put_run(o, candidate->begin, candidate->end);
  open_list(o, "roles");
  for (size_t r = 0; r < candidate->relation->n_roles; r++) {
    fputs(r > 0 ? "," : "", o->to);
    put_role(o, candidate, r);
  }
  fputc(']', o->to);
  if (candidate->beaten_by != ML_NO_INDEX) {
    put_number(o, "beaten_by", candidate->beaten_by);
    fputc(',', o->to);
    put_text(o, "because", ml_rank_text(candidate->beaten_in));
  } else if (candidate->lacks != ML_NO_INDEX) {
    fputc(',', o->to);
    put_text(o, "lacks", candidate->relation->roles[candidate->lacks].name);
  } else if (candidate->joins_itself) {
    fputs(",\"joins_itself\":true", o->to);
  }
  fputc('}', o->to);
}

static void put_stop(const output *o, const ml_attempt *attempt) {
  const ml_trail *trail = &attempt->trail;
  put_number(o, "elements", trail->lacking[0]);
  put_number(o, "passed", trail->lacking[0] - trail->lacking[trail->stops[0]]);
  put_run(o, trail->position, trail->position);
  open_list(o, "wanted");
  for (uint32_t i = 0; i < trail->n && attempt->rule->program.places != NULL; i++) {
    const ml_place *place = attempt->rule->program.places[trail->stops[i]];
    fputs(i > 0 ? ",{" : "{", o->to);
    put_text(o, "element", ml_element_text(o->e->work->keep, place));
    put_place(o, place);
    fputc('}', o->to);
  }
  fputc(']', o->to);
  if (attempt->outvoted == NULL)
    return;
  fputs(",\"outvoted\":", o->to);
  put_mention(o, attempt->outvoted);
  fputc('}', o->to);
}

static void put_match(const output *o, const ml_attempt *attempt, const ml_tried *tried) {
  fputc('{', o->to);
  put_text(o, "text", ml_lattice_text(o->e->work->keep, o->e->lattice, tried->begin, tried->end));
  put_run(o, tried->begin, tried->end);
  put_number(o, "weight", tried->weight / 100.0);
  if (tried->failed != NULL) {
    fputs(",\"where_fails\":{", o->to);
    put_text(o, "expression", ml_element_text(o->e->work->keep, &tried->failed->place));
    put_place(o, &tried->failed->place);
    fputc('}', o->to);
  } else if (attempt->rule->makes != ML_NO_INDEX) {
    bool own = tried->edge != NULL && tried->edge->rule == attempt->rule;
    if (own && tried->edge->learned != 0)
      put_number(o, "learned", tried->edge->learned / 100.0);
    fputc(',', o->to);
    put_text(o, "outcome", own && tried->edge->chosen ? "chosen" : tried->edge != NULL ? "outvoted" : "too light");
  }
  fputc('}', o->to);
}

static void put_attempt(const output *o, const ml_attempt *attempt) {
  fputc('{', o->to);
  put_text(o, "rule", attempt->rule->name);
  if (attempt->rule->program.places != NULL)
    put_place(o, attempt->rule->program.places[0]);
  fprintf(o->to, ",\"triggered\":%s", attempt->triggered ? "true" : "false");
  open_list(o, "matches");
  for (size_t i = 0; i < attempt->matches.n; i++) {
    fputs(i > 0 ? "," : "", o->to);
    put_match(o, attempt, &attempt->matches.v[i]);
  }
  fputc(']', o->to);
  if (attempt->triggered && attempt->matches.n == 0)
    put_stop(o, attempt);
  fputc('}', o->to);
}

void ml_explain_json(const ml_explained *e, FILE *to) {
  output o = {e, to};
  fputc('{', to);
  put_text(&o, "document", e->lattice->document->id);
  put_number(&o, "line", (double)e->line);
  put_number(&o, "sentence", e->lattice->sentence);
  fputc(',', to);
  put_text(&o, "text", ml_lattice_text(e->work->keep, e->lattice, 0, e->lattice->n));
  put_run(&o, 0, e->lattice->n);
  put_mentions(&o);
  open_list(&o, "claims");
  for (size_t i = 0; i < e->work->candidates.n; i++) {
    fputs(i > 0 ? "," : "", to);
    put_claim(&o, &e->work->candidates.v[i]);
  }
  fputc(']', to);
  open_list(&o, "attempts");
  for (size_t i = 0; i < e->attempts.n; i++) {
    fputs(i > 0 ? "," : "", to);
    put_attempt(&o, &e->attempts.v[i]);
  }
  fputs("]}\n", to);
}
