#include "write/picture.h"

#include <math.h>
#include <stdlib.h>

#include "base/report.h"
#include "base/utf8.h"
#include "graph/sql.h"

/* What may be an end of an edge, by id: entities, and facts without a second end, which are leaves of their own. */
#define ENDS_SQL                                                                                       \
  "SELECT id, label, 0 FROM entity UNION ALL SELECT id, caption, 1 FROM fact WHERE source IS NOT NULL" \
  " AND target IS NULL ORDER BY 1"

#define PAIRS_SQL "SELECT source, ifnull(target, id) FROM fact WHERE source IS NOT NULL"

/* Entities and then leaves, each by id. */
#define NODES_SQL                                                                                            \
  "SELECT * FROM (SELECT e.id, e.label, e.type, t.colour, NULL, NULL FROM entity AS e LEFT JOIN schema_type" \
  " AS t ON t.name = e.type ORDER BY e.id)"                                                                  \
  " UNION ALL SELECT * FROM (SELECT id, caption, relation, NULL, begins, ends FROM fact"                     \
  " WHERE source IS NOT NULL AND target IS NULL ORDER BY id)"

/* Facts with the first of their best evidence, those with the same ends together. */
#define EDGES_SQL                                                                                             \
  "SELECT f.source, ifnull(f.target, f.id) AS target, f.id, f.caption, f.relation, f.confidence, v.document," \
  " v.quote, v.rule, f.begins, f.ends FROM fact AS f JOIN main.evidence AS v ON v.rowid = (SELECT min(rowid)" \
  " FROM main.evidence WHERE fact = f.id AND confidence = f.confidence) WHERE f.source IS NOT NULL"           \
  " ORDER BY f.source, 2, f.id"

static const double least_size = 4, largest_size = 100;

/* For types that name no colour, and for leaves. */
#define NO_COLOUR "#9AA0A6"

/* ---- the layout ---- */

static double label_width(ml_str label) {
  double columns = 0;
  for (size_t at = 0; at < label.n;)
    columns += ml_utf8_width(ml_utf8_next(label, &at));
  return columns * ML_DRAWN_COLUMN;
}

/* What may be an end of an edge. */
typedef struct end {
  double width;
  bool is_leaf, is_drawn;
  uint32_t node;
} end;

typedef struct layout {
  ml_picture *picture;
  ml_arena scratch;
  ml_map end_of;          /* id -> index in ends */
  ML_VEC(end) ends;       /* by id */
  ML_VEC(uint64_t) pairs; /* of ends that a fact joins: the first one's index, then the other's */
} layout;

static ml_status read_ends(layout *l) {
  sqlite3_stmt *rows;
  bool row = false;
  ml_arena *arena = &l->scratch;
  ML_TRY(ml_sql_prepare(l->picture->store, ENDS_SQL, &rows));
  for (;;) {
    ML_TRY(ml_sql_step(l->picture->store, rows, &row));
    if (!row)
      return ML_OK;
    ml_str id = ml_sql_column(rows, 0);
    id.at = ml_arena_copy(arena, id.at, id.n);
    ml_map_put(arena, &l->end_of, id, (uint32_t)l->ends.n);
    ml_vec_push(arena, &l->ends,
                (end){.width = label_width(ml_sql_column(rows, 1)), .is_leaf = sqlite3_column_int(rows, 2)});
  }
}

static ml_status draw_end(const layout *l, ml_str id, uint64_t *index) {
  const ml_store *store = l->picture->store;
  *index = ml_map_get(&l->end_of, id);
  if (*index == ML_MAP_NONE)
    return ml_fail(&store->reporter, ML_ERR_STORE, store->path, "the store lacks entity %.*s", (int)id.n, id.at);
  l->ends.v[*index].is_drawn = true;
  return ML_OK;
}

static ml_status read_pairs(layout *l) {
  sqlite3_stmt *rows;
  bool row = false;
  ML_TRY(ml_sql_prepare(l->picture->store, PAIRS_SQL, &rows));
  for (;;) {
    ML_TRY(ml_sql_step(l->picture->store, rows, &row));
    if (!row)
      return ML_OK;
    uint64_t source, target;
    ML_TRY(draw_end(l, ml_sql_column(rows, 0), &source));
    ML_TRY(draw_end(l, ml_sql_column(rows, 1), &target));
    ml_vec_push(&l->scratch, &l->pairs, source << 32 | target);
  }
}

/* Entities become the first nodes, leaves the others. */
static void number_nodes(const layout *l) {
  ml_picture *p = l->picture;
  for (int leaf = 0; leaf < 2; leaf++)
    for (size_t i = 0; i < l->ends.n; i++) {
      end *e = &l->ends.v[i];
      if (e->is_leaf != leaf)
        continue;
      if (!leaf)
        ml_vec_push(p->arena, &p->entity_is_drawn, e->is_drawn);
      e->node = (uint32_t)p->nodes.n;
      if (e->is_drawn)
        ml_vec_push(p->arena, &p->nodes, (ml_drawn_node){.width = e->width});
    }
}

static int by_ends(const void *a, const void *b) {
  uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
  return (left > right) - (left < right);
}

/* One edge for each pair, by the ids of its ends. */
static void make_edges(const layout *l) {
  ml_picture *p = l->picture;
  if (l->pairs.n > 0)
    qsort(l->pairs.v, l->pairs.n, sizeof *l->pairs.v, by_ends);
  for (size_t i = 0; i < l->pairs.n; i++) {
    uint64_t pair = l->pairs.v[i];
    if (i == 0 || pair != l->pairs.v[i - 1])
      ml_vec_push(p->arena, &p->edges, (ml_drawn_edge){l->ends.v[pair >> 32].node, l->ends.v[(uint32_t)pair].node});
  }
}

/* From the least to the largest size as the root of the number of neighbours grows; Gephi leaves sizes alone that span
 * just this range. */
static void set_sizes(const ml_picture *p) {
  double *degrees = ML_NEW_ARRAY(p->arena, double, p->nodes.n);
  double least = INFINITY, most = 0;
  for (size_t i = 0; i < p->edges.n; i++) {
    degrees[p->edges.v[i].source]++;
    degrees[p->edges.v[i].target]++;
  }
  for (size_t i = 0; i < p->nodes.n; i++) {
    least = fmin(least, sqrt(degrees[i]));
    most = fmax(most, sqrt(degrees[i]));
  }
  for (size_t i = 0; i < p->nodes.n; i++) {
    double part = most > least ? (sqrt(degrees[i]) - least) / (most - least) : 0.1;
    p->nodes.v[i].size = least_size + part * (largest_size - least_size);
  }
}

static ml_status join_ends(void *argument) {
  layout *l = argument;
  ML_TRY(read_ends(l));
  ML_TRY(read_pairs(l));
  number_nodes(l);
  make_edges(l);
  return ML_OK;
}

/* Both arenas are guarded: nodes and edges outlive the rest. */
static ml_status join_guarded(void *argument) {
  return ml_arena_guard(&((layout *)argument)->scratch, join_ends, argument);
}

ml_status ml_picture_make(ml_picture *picture, const ml_export_job *job) {
  *picture = (ml_picture){.store = job->store, .arena = job->arena};
  layout l = {.picture = picture};
  ml_status status = ml_arena_guard(picture->arena, join_guarded, &l);
  ml_arena_dispose(&l.scratch);
  ML_TRY(status);
  set_sizes(picture);
  ml_draw(picture->arena, picture->nodes.v, picture->nodes.n, picture->edges.v, picture->edges.n);
  return ML_OK;
}

/* ---- nodes ---- */

ml_status ml_picture_nodes(const ml_picture *picture, const ml_picture_writer *writer) {
  sqlite3_stmt *rows;
  bool row = false;
  ML_TRY(ml_sql_prepare(picture->store, NODES_SQL, &rows));
  const ml_drawn_node *drawn = picture->nodes.v;
  for (size_t i = 0;; i++) {
    ML_TRY(ml_sql_step(picture->store, rows, &row));
    if (!row)
      return ML_OK;
    if (i < picture->entity_is_drawn.n && !picture->entity_is_drawn.v[i])
      continue;
    ml_picture_node node = {.id = ml_sql_column(rows, 0),
                            .label = ml_sql_column(rows, 1),
                            .kind = ml_sql_column(rows, 2),
                            .colour = ml_sql_column(rows, 3),
                            .begins = ml_sql_column(rows, 4),
                            .ends = ml_sql_column(rows, 5),
                            .size = drawn->size,
                            .x = drawn->x,
                            .y = drawn->y};
    if (node.colour.n == 0)
      node.colour = ML_STR(NO_COLOUR);
    writer->node(writer->user, &node);
    drawn++;
  }
}

/* ---- edges ---- */

typedef struct collecting {
  const ml_picture *picture;
  const ml_picture_writer *writer;
  ml_arena scratch; /* what is collected of one edge */
  ml_picture_edge edge;
} collecting;

static ml_str keep(ml_arena *arena, ml_str text) {
  return (ml_str){ml_arena_copy(arena, text.n > 0 ? text.at : "", text.n), text.n};
}

static void add_piece(ml_arena *arena, ml_pieces *pieces, ml_str text) {
  for (size_t i = 0; i < pieces->n; i++)
    if (ml_str_eq(pieces->v[i], text))
      return;
  ml_vec_push(arena, pieces, keep(arena, text));
}

static void add_fact(collecting *c, sqlite3_stmt *row) {
  ml_picture_edge *e = &c->edge;
  ml_str begins = ml_sql_column(row, 9), ends = ml_sql_column(row, 10);
  ml_vec_push(&c->scratch, &e->facts, keep(&c->scratch, ml_sql_column(row, 2)));
  add_piece(&c->scratch, &e->labels, ml_sql_column(row, 3));
  add_piece(&c->scratch, &e->relations, ml_sql_column(row, 4));
  e->confidence = fmax(e->confidence, sqlite3_column_double(row, 5));
  add_piece(&c->scratch, &e->documents, ml_sql_column(row, 6));
  add_piece(&c->scratch, &e->quotes, ml_sql_column(row, 7));
  add_piece(&c->scratch, &e->rules, ml_sql_column(row, 8));
  e->timeless |= begins.n == 0 && ends.n == 0;
  ml_vec_push(&c->scratch, &e->spells, (ml_spell){keep(&c->scratch, begins), keep(&c->scratch, ends)});
}

static void put_edge(collecting *c) {
  ml_picture_edge *e = &c->edge;
  if (e->facts.n == 0)
    return;
  e->id = ml_str_of(ml_arena_format(&c->scratch, "%s_%s", e->source.at, e->target.at));
  if (e->timeless)
    e->spells.n = 0;
  c->writer->edge(c->writer->user, e);
}

static ml_status collect(void *argument) {
  collecting *c = argument;
  sqlite3_stmt *rows;
  bool row = false;
  ML_TRY(ml_sql_prepare(c->picture->store, EDGES_SQL, &rows));
  ML_TRY(ml_sql_step(c->picture->store, rows, &row));
  while (row) {
    ml_str source = ml_sql_column(rows, 0), target = ml_sql_column(rows, 1);
    if (!ml_str_eq(source, c->edge.source) || !ml_str_eq(target, c->edge.target)) {
      put_edge(c);
      ml_arena_reset(&c->scratch);
      c->edge = (ml_picture_edge){.source = keep(&c->scratch, source), .target = keep(&c->scratch, target)};
    }
    add_fact(c, rows);
    ML_TRY(ml_sql_step(c->picture->store, rows, &row));
  }
  put_edge(c);
  return ML_OK;
}

ml_status ml_picture_edges(const ml_picture *picture, const ml_picture_writer *writer) {
  collecting c = {.picture = picture, .writer = writer};
  ml_status status = ml_arena_guard(&c.scratch, collect, &c);
  ml_arena_dispose(&c.scratch);
  return status;
}
