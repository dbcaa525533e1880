/* GraphML (http://graphml.graphdrawing.org), written so that it looks good in Gephi at once: keys before the graph,
 * nodes before edges, one edge between two nodes, names of data that readers understand by themselves. */
#include <libxml/xmlwriter.h>
#include <math.h>

#include "base/map.h"
#include "base/number.h"
#include "base/report.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "graph/sql.h"
#include "write/draw.h"
#include "write/formats.h"

/* Entities at the ends of facts; then the facts without a second end, which are leaves of their own. */
#define NODES_SQL                                                                                                   \
  "SELECT * FROM (SELECT e.id, e.label, e.type, t.colour FROM entity AS e JOIN schema_type AS t ON t.name = e.type" \
  " WHERE e.id IN (SELECT source FROM fact UNION SELECT target FROM fact) ORDER BY e.id)"                           \
  " UNION ALL SELECT * FROM (SELECT id, caption, relation, NULL FROM fact"                                          \
  " WHERE source IS NOT NULL AND target IS NULL ORDER BY id)"

/* Facts with their best evidence, those with the same ends together. */
#define EDGES_SQL                                                                                                 \
  "SELECT f.source, ifnull(f.target, f.id) AS target, f.id, f.caption, f.relation, f.confidence, v.document,"     \
  " v.quote, v.rule FROM fact AS f JOIN evidence AS v ON v.rowid = (SELECT rowid FROM evidence WHERE fact = f.id" \
  " ORDER BY confidence DESC, rowid LIMIT 1) WHERE f.source IS NOT NULL ORDER BY f.source, 2, f.id"

static const double least_size = 4, largest_size = 100;

/* Texts, each once, with ； between. */
typedef struct pieces {
  ML_VEC(ml_str) list;
} pieces;

/* All facts between two nodes, in the scratch arena. */
typedef struct edge {
  ml_str source, target;
  pieces labels, relations, facts, documents, quotes, rules;
  double confidence;
} edge;

typedef struct drawing {
  const ml_store *store;
  ml_arena *arena;
  xmlTextWriter *writer;
  bool failed;         /* the writer has no memory */
  ML_VEC(char) buffer; /* the text at hand, as XML can hold it */
  ml_arena scratch;    /* what is collected of one edge */
  ml_map node_of;
  ML_VEC(ml_drawn_node) nodes;
  ML_VEC(ml_drawn_edge) edges;
} drawing;

/* ---- the picture ---- */

static ml_status read_nodes(drawing *d) {
  sqlite3_stmt *rows;
  bool row = false;
  ML_TRY(ml_sql_prepare(d->store, NODES_SQL, &rows));
  for (;;) {
    ML_TRY(ml_sql_step(d->store, rows, &row));
    if (!row)
      return ML_OK;
    ml_str id = ml_sql_column(rows, 0);
    id.at = ml_arena_copy(d->arena, id.at, id.n);
    ml_map_put(d->arena, &d->node_of, id, (uint32_t)d->nodes.n);
    ml_vec_push(d->arena, &d->nodes, (ml_drawn_node){0});
  }
}

static ml_status read_edges(drawing *d) {
  sqlite3_stmt *rows;
  bool row = false;
  ML_TRY(ml_sql_prepare(
      d->store, "SELECT DISTINCT source, ifnull(target, id) FROM fact WHERE source IS NOT NULL ORDER BY 1, 2", &rows));
  do {
    ML_TRY(ml_sql_step(d->store, rows, &row));
    if (row)
      ml_vec_push(d->arena, &d->edges,
                  (ml_drawn_edge){ml_map_get(&d->node_of, ml_sql_column(rows, 0)),
                                  ml_map_get(&d->node_of, ml_sql_column(rows, 1))});
  } while (row);
  return ML_OK;
}

/* From the least to the largest size as the root of the number of neighbours grows; Gephi leaves sizes alone that span
 * just this range. */
static void set_sizes(const drawing *d) {
  double *degrees = ML_NEW_ARRAY(d->arena, double, d->nodes.n);
  double least = INFINITY, most = 0;
  for (size_t i = 0; i < d->edges.n; i++) {
    degrees[d->edges.v[i].source]++;
    degrees[d->edges.v[i].target]++;
  }
  for (size_t i = 0; i < d->nodes.n; i++) {
    least = fmin(least, sqrt(degrees[i]));
    most = fmax(most, sqrt(degrees[i]));
  }
  for (size_t i = 0; i < d->nodes.n; i++) {
    double part = most > least ? (sqrt(degrees[i]) - least) / (most - least) : 0.1;
    d->nodes.v[i].size = least_size + part * (largest_size - least_size);
  }
}

/* ---- data ---- */

static void check(drawing *d, int result) {
  d->failed |= result < 0;
}

/* Leaves out what XML cannot hold. Valid until the next call. */
static const xmlChar *xml_text(drawing *d, ml_str text) {
  ml_vec_reserve(d->arena, &d->buffer, text.n + 1);
  char *out = d->buffer.v;
  size_t n = 0;
  for (size_t at = 0; at < text.n;) {
    size_t begin = at;
    uint32_t code = ml_utf8_next(text, &at);
    bool control = code < 0x20 && code != '\t' && code != '\n' && code != '\r';
    if (control || code == 0x7F || code == 0xFFFE || code == 0xFFFF || code == ML_UTF8_BAD)
      continue;
    memcpy(out + n, text.at + begin, at - begin);
    n += at - begin;
  }
  out[n] = '\0';
  return (const xmlChar *)out;
}

static void put_attribute(drawing *d, const char *name, ml_str value) {
  check(d, xmlTextWriterWriteAttribute(d->writer, BAD_CAST name, xml_text(d, value)));
}

static void put_data(drawing *d, const char *key, ml_str value) {
  check(d, xmlTextWriterStartElement(d->writer, BAD_CAST "data"));
  put_attribute(d, "key", ml_str_of(key));
  check(d, xmlTextWriterWriteString(d->writer, xml_text(d, value)));
  check(d, xmlTextWriterEndElement(d->writer));
}

static void put_number(drawing *d, const char *key, double number) {
  char text[ML_NUMBER_SIZE];
  ml_number_text(number, text);
  put_data(d, key, ml_str_of(text));
}

/* A hundredth is finer than any screen, and hides how machines differ in the last bits of a sine. */
static void put_rounded(drawing *d, const char *key, double number) {
  put_number(d, key, round(number * 100) / 100);
}

static void put_keys(drawing *d) {
  static const struct {
    const char *id, *owner, *name, *type;
  } keys[] = {
      {"label", "node", "label", "string"},
      {"name", "node", "name", "string"},
      {"kind", "node", "kind", "string"},
      {"size", "node", "size", "double"},
      {"color", "node", "color", "string"},
      {"x", "node", "x", "double"},
      {"y", "node", "y", "double"},
      {"edge_label", "edge", "label", "string"},
      {"weight", "edge", "weight", "double"},
      {"interaction", "edge", "interaction", "string"},
      {"facts", "edge", "facts", "string"},
      {"confidence", "edge", "confidence", "double"},
      {"document", "edge", "document", "string"},
      {"quote", "edge", "quote", "string"},
      {"rule", "edge", "rule", "string"},
  };
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    check(d, xmlTextWriterStartElement(d->writer, BAD_CAST "key"));
    put_attribute(d, "id", ml_str_of(keys[i].id));
    put_attribute(d, "for", ml_str_of(keys[i].owner));
    put_attribute(d, "attr.name", ml_str_of(keys[i].name));
    put_attribute(d, "attr.type", ml_str_of(keys[i].type));
    check(d, xmlTextWriterEndElement(d->writer));
  }
}

/* ---- nodes ---- */

/* For types that name no colour, and for leaves. */
static const char no_colour[] = "#9AA0A6";

static ml_status put_nodes(drawing *d) {
  sqlite3_stmt *rows;
  bool row = false;
  ML_TRY(ml_sql_prepare(d->store, NODES_SQL, &rows));
  for (size_t i = 0;; i++) {
    ML_TRY(ml_sql_step(d->store, rows, &row));
    if (!row)
      return ML_OK;
    ml_str label = ml_sql_column(rows, 1), colour = ml_sql_column(rows, 3);
    check(d, xmlTextWriterStartElement(d->writer, BAD_CAST "node"));
    put_attribute(d, "id", ml_sql_column(rows, 0));
    put_data(d, "label", label);
    put_data(d, "name", label);
    put_data(d, "kind", ml_sql_column(rows, 2));
    put_rounded(d, "size", d->nodes.v[i].size);
    put_data(d, "color", colour.n > 0 ? colour : ml_str_of(no_colour));
    put_rounded(d, "x", d->nodes.v[i].x);
    put_rounded(d, "y", d->nodes.v[i].y);
    check(d, xmlTextWriterEndElement(d->writer));
  }
}

/* ---- edges ---- */

static void add_piece(ml_arena *arena, pieces *p, ml_str text) {
  for (size_t i = 0; i < p->list.n; i++)
    if (ml_str_eq(p->list.v[i], text))
      return;
  ml_vec_push(arena, &p->list, (ml_str){ml_arena_copy(arena, text.at, text.n), text.n});
}

static void put_pieces(drawing *d, const char *key, const pieces *p) {
  check(d, xmlTextWriterStartElement(d->writer, BAD_CAST "data"));
  put_attribute(d, "key", ml_str_of(key));
  for (size_t i = 0; i < p->list.n; i++) {
    if (i > 0)
      check(d, xmlTextWriterWriteString(d->writer, BAD_CAST "；"));
    check(d, xmlTextWriterWriteString(d->writer, xml_text(d, p->list.v[i])));
  }
  check(d, xmlTextWriterEndElement(d->writer));
}

static void put_edge(drawing *d, const edge *e) {
  if (e->facts.list.n == 0)
    return;
  check(d, xmlTextWriterStartElement(d->writer, BAD_CAST "edge"));
  put_attribute(d, "id", ml_str_of(ml_arena_format(&d->scratch, "%s_%s", e->source.at, e->target.at)));
  put_attribute(d, "source", e->source);
  put_attribute(d, "target", e->target);
  put_pieces(d, "edge_label", &e->labels);
  put_number(d, "weight", (double)e->facts.list.n);
  put_pieces(d, "interaction", &e->relations);
  put_pieces(d, "facts", &e->facts);
  put_number(d, "confidence", e->confidence);
  put_pieces(d, "document", &e->documents);
  put_pieces(d, "quote", &e->quotes);
  put_pieces(d, "rule", &e->rules);
  check(d, xmlTextWriterEndElement(d->writer));
}

static void add_fact(ml_arena *arena, edge *e, sqlite3_stmt *row) {
  add_piece(arena, &e->facts, ml_sql_column(row, 2));
  add_piece(arena, &e->labels, ml_sql_column(row, 3));
  add_piece(arena, &e->relations, ml_sql_column(row, 4));
  e->confidence = fmax(e->confidence, sqlite3_column_double(row, 5));
  add_piece(arena, &e->documents, ml_sql_column(row, 6));
  add_piece(arena, &e->quotes, ml_sql_column(row, 7));
  add_piece(arena, &e->rules, ml_sql_column(row, 8));
}

static ml_status put_edges(void *argument) {
  drawing *d = argument;
  sqlite3_stmt *rows;
  bool row = false;
  edge e = {0};
  ML_TRY(ml_sql_prepare(d->store, EDGES_SQL, &rows));
  ML_TRY(ml_sql_step(d->store, rows, &row));
  while (row) {
    ml_str source = ml_sql_column(rows, 0), target = ml_sql_column(rows, 1);
    if (!ml_str_eq(source, e.source) || !ml_str_eq(target, e.target)) {
      put_edge(d, &e);
      ml_arena_reset(&d->scratch);
      e = (edge){.source = {ml_arena_copy(&d->scratch, source.at, source.n), source.n},
                 .target = {ml_arena_copy(&d->scratch, target.at, target.n), target.n}};
    }
    add_fact(&d->scratch, &e, rows);
    ML_TRY(ml_sql_step(d->store, rows, &row));
  }
  put_edge(d, &e);
  return ML_OK;
}

/* ---- the file ---- */

static ml_status put_document(void *argument) {
  drawing *d = argument;
  check(d, xmlTextWriterSetIndent(d->writer, 1));
  check(d, xmlTextWriterStartDocument(d->writer, "1.0", "UTF-8", NULL));
  check(d, xmlTextWriterStartElement(d->writer, BAD_CAST "graphml"));
  put_attribute(d, "xmlns", ML_STR("http://graphml.graphdrawing.org/xmlns"));
  put_keys(d);
  check(d, xmlTextWriterStartElement(d->writer, BAD_CAST "graph"));
  put_attribute(d, "id", ML_STR("graph"));
  put_attribute(d, "edgedefault", ML_STR("directed"));
  ML_TRY(put_nodes(d));
  ML_TRY(ml_arena_guard(&d->scratch, put_edges, d));
  check(d, xmlTextWriterEndDocument(d->writer));
  return d->failed ? ML_ERR_NOMEM : ML_OK;
}

/* Never complains to libxml2, which would print it: the stream remembers. */
static int write_bytes(void *to, const char *bytes, int n) {
  fwrite(bytes, 1, (size_t)n, to);
  return n;
}

ml_status ml_write_graphml(const ml_store *store, ml_arena *arena, FILE *to) {
  drawing d = {.store = store, .arena = arena};
  ML_TRY(read_nodes(&d));
  ML_TRY(read_edges(&d));
  set_sizes(&d);
  ml_draw(arena, d.nodes.v, d.nodes.n, d.edges.v, d.edges.n);
  xmlOutputBuffer *buffer = xmlOutputBufferCreateIO(write_bytes, NULL, to, NULL);
  d.writer = buffer == NULL ? NULL : xmlNewTextWriter(buffer);
  if (d.writer == NULL) {
    xmlOutputBufferClose(buffer);
    return ML_ERR_NOMEM;
  }
  ml_status status = ml_arena_guard(arena, put_document, &d); /* so that the writer is freed in any case */
  xmlFreeTextWriter(d.writer);
  ml_arena_dispose(&d.scratch);
  return status;
}
