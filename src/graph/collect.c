/* Taking over what was extracted from a document. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/report.h"
#include "base/utf8.h"
#include "extract/lattice.h"
#include "graph/graph.h"
#include "graph/sql.h"

typedef struct collecting {
  ml_store *store;
  const ml_document *document;
  const ml_extraction *extraction;
} collecting;

/* ---- the document and its mentions ---- */

/* As much of the date as is known: "2019", "2019-05" or "2019-05-20". */
static void date_text(ml_date date, char out[32]) {
  if (date.day > 0)
    snprintf(out, 32, "%04d-%02d-%02d", date.year, date.month, date.day);
  else if (date.month > 0)
    snprintf(out, 32, "%04d-%02d", date.year, date.month);
  else
    snprintf(out, 32, "%04d", date.year);
}

static ml_status add_document(const ml_store *store, const ml_document *document) {
  sqlite3_stmt *insert = store->graph->add_document;
  char published[32], hash[17];
  date_text(document->published, published);
  snprintf(hash, sizeof hash, "%016" PRIx64, document->hash);
  ml_sql_bind(insert, 1, ml_str_of(document->id));
  ml_sql_bind(insert, 2, ml_str_of(document->uri));
  ml_sql_bind(insert, 3, ml_str_of(document->title));
  ml_sql_bind(insert, 4, ml_str_of(document->author));
  ml_sql_bind(insert, 5, ml_str_of(document->outlet));
  ml_sql_bind(insert, 6, ml_str_of(document->site));
  ml_sql_bind(insert, 7, ml_str_of(document->published.year > 0 ? published : NULL));
  ml_sql_bind(insert, 8, ml_str_of(hash));
  sqlite3_bind_int64(insert, 9, (sqlite3_int64)document->source_chars);
  return ml_sql_run(store, insert);
}

static ml_status add_mention(const collecting *c, const ml_mention *mention) {
  const ml_document *document = c->document;
  sqlite3_stmt *insert = c->store->graph->add_mention;
  ml_sql_bind(insert, 1, ml_str_of(document->id));
  ml_sql_bind(insert, 2, ml_str_of(c->extraction->schema->types[mention->type].name));
  ml_sql_bind(insert, 3, ml_document_quote(document, mention->begin, mention->end));
  sqlite3_bind_int64(insert, 4, document->char_at[mention->begin]);
  sqlite3_bind_int64(insert, 5, ml_document_char_end(document, mention->end));
  return ml_sql_run(c->store, insert);
}

/* ---- names ---- */

static const char *lang_of(ml_str name) {
  for (size_t at = 0; at < name.n;)
    if (ml_is_han(ml_utf8_next(name, &at)))
      return "zh-Hans";
  return "en";
}

/* The mention's characters as the source has them, without what stands between them (white space, glosses). */
static ml_str surface_of(ml_graph *graph, const ml_document *document, const ml_mention *mention, const char **lang) {
  bool han = false, traditional = false;
  graph->buffer.n = 0;
  for (uint32_t i = mention->begin; i < mention->end; i++) {
    uint32_t code = ml_document_code(document, i);
    han |= ml_is_han(code);
    traditional |= code != document->plain[i];
    ml_vec_reserve(graph->arena, &graph->buffer, graph->buffer.n + 4);
    graph->buffer.n += ml_utf8_put(code, graph->buffer.v + graph->buffer.n);
  }
  *lang = traditional ? "zh-Hant" : han ? "zh-Hans" : "en";
  return (ml_str){graph->buffer.v, graph->buffer.n};
}

/* The mention that stands for this one at last. */
static const ml_mention *antecedent(const ml_extraction *extraction, const ml_mention *mention) {
  for (size_t steps = 0; mention->same != ML_NO_INDEX && steps < extraction->n_mentions; steps++)
    mention = &extraction->mentions[mention->same];
  return mention;
}

/* What refers to another mention (该平台, 公司) is no name of what it refers to. */
static void count_names(const collecting *c, const ml_mention *mention) {
  ml_graph *graph = c->store->graph;
  if (mention->same != ML_NO_INDEX)
    return;
  const char *lang;
  uint32_t entity = ml_graph_entity(graph, mention->type, mention->id, mention->name);
  ml_str name = ml_str_of(mention->name);
  ml_graph_count_name(graph, entity, name, true, lang_of(name));
  ml_str surface = surface_of(graph, c->document, mention, &lang);
  if (!ml_str_eq(surface, name))
    ml_graph_count_name(graph, entity, surface, false, lang);
}

/* ---- claims ---- */

static ml_cell text_cell(ml_graph *graph, const char *text) {
  if (text == NULL || *text == '\0')
    return (ml_cell){.kind = ML_CELL_UNSET};
  return (ml_cell){.kind = ML_CELL_TEXT, .index = ml_graph_intern(graph, ml_str_of(text))};
}

static ml_cell entity_cell(const collecting *c, const ml_filler *filler) {
  ml_graph *graph = c->store->graph;
  uint32_t entity;
  if (filler->mention != ML_NO_INDEX) {
    const ml_mention *mention = antecedent(c->extraction, &c->extraction->mentions[filler->mention]);
    entity = ml_graph_entity(graph, mention->type, mention->id, mention->name);
  } else {
    ml_str name = ml_str_of(filler->text);
    entity = ml_graph_entity(graph, filler->type, NULL, filler->text);
    ml_graph_count_name(graph, entity, name, true, lang_of(name));
  }
  return (ml_cell){.kind = ML_CELL_ENTITY, .index = entity};
}

/* 9.38 times 100,000,000 is 938000000.0000001 in binary. No text states more than 15 digits, and that many survive. */
static double stated(double number) {
  char digits[32];
  snprintf(digits, sizeof digits, "%.15g", number);
  double rounded = strtod(digits, NULL);
  return isfinite(rounded) ? rounded : number;
}

static ml_cell value_cell(ml_graph *graph, const ml_column *column, const ml_value *value) {
  char text[ML_NUMBER_SIZE];
  if (value->kind == ML_TEXT && column->kind != ML_COLUMN_NUMBER)
    return text_cell(graph, value->text);
  if (value->kind != ML_NUMBER || !isfinite(value->number))
    return (ml_cell){.kind = ML_CELL_UNSET};
  if (column->kind == ML_COLUMN_NUMBER)
    return (ml_cell){.kind = ML_CELL_NUMBER, .number = stated(value->number)};
  ml_number_text(stated(value->number), text);
  return text_cell(graph, text);
}

static ml_cell cell_of(const collecting *c, const ml_column *column, const ml_filler *filler) {
  if (!filler->set)
    return (ml_cell){.kind = ML_CELL_UNSET};
  if (column->kind == ML_COLUMN_ENTITY)
    return entity_cell(c, filler);
  if (column->attribute == ML_NO_INDEX)
    return text_cell(c->store->graph, filler->text);
  if (filler->values == NULL)
    return (ml_cell){.kind = ML_CELL_UNSET};
  return value_cell(c->store->graph, column, &filler->values[column->attribute]);
}

static const char *kept(ml_graph *graph, ml_str text) {
  uint32_t string = ml_graph_intern(graph, text); /* may move the strings, so it comes first */
  return graph->strings.v[string].at;
}

static void add_claim(const collecting *c, const ml_claim *claim) {
  ml_graph *graph = c->store->graph;
  const ml_document *document = c->document;
  const ml_layout *layout = &graph->layouts[claim->relation];
  ml_record record = {
      .relation = claim->relation,
      .sentence = claim->sentence,
      .start_char = document->char_at[claim->begin],
      .end_char = ml_document_char_end(document, claim->end),
      .start_byte = document->byte_at[claim->begin],
      .end_byte = ml_document_byte_end(document, claim->end),
      .confidence = claim->confidence,
      .cells = graph->cells.n,
      .document = kept(graph, ml_str_of(document->id)),
      .rule = kept(graph, ml_str_of(claim->rule)),
      .quote = kept(graph, ml_document_quote(document, claim->begin, claim->end)),
  };
  for (size_t i = 0; i < layout->n_columns; i++) {
    ml_cell cell = cell_of(c, &layout->columns[i], &claim->fillers[layout->columns[i].role]);
    ml_vec_push(graph->arena, &graph->cells, cell);
  }
  ml_vec_push(graph->arena, &graph->records, record);
}

/* ---- all of it ---- */

static ml_status refuse(const collecting *c, ml_str first) {
  const ml_document *document = c->document;
  char message[512];
  snprintf(message, sizeof message, "the id '%s' is taken by %.*s; this document is left out", document->id,
           (int)first.n, first.at);
  ml_report(&c->store->reporter,
            &(ml_diagnostic){.severity = ML_ERROR,
                             .file = document->file,
                             .line = document->line,
                             .message = message,
                             .hint = "give each document an id of its own; objects without \"id\" get one"});
  return ML_ERR_INPUT;
}

/* Notes the document's id, and where the document was read; refuses an id that is taken. */
static ml_status take_id(const collecting *c) {
  ml_graph *graph = c->store->graph;
  const ml_document *document = c->document;
  uint32_t first = ml_map_get(&graph->documents, ml_str_of(document->id));
  if (first != ML_MAP_NONE)
    return refuse(c, graph->strings.v[first]);
  const char *id = ml_arena_copy(graph->arena, document->id, strlen(document->id));
  const char *place =
      document->line == 0 ? document->file : ml_arena_format(graph->arena, "%s:%zu", document->file, document->line);
  ml_map_put(graph->arena, &graph->documents, ml_str_of(id), ml_graph_intern(graph, ml_str_of(place)));
  return ML_OK;
}

static ml_status add(void *argument) {
  collecting *c = argument;
  const ml_extraction *extraction = c->extraction;
  ML_TRY(take_id(c));
  ML_TRY(add_document(c->store, c->document));
  for (size_t i = 0; i < extraction->n_mentions; i++) {
    const ml_mention *mention = &extraction->mentions[i];
    const ml_type *type = &extraction->schema->types[mention->type];
    if (type->silent || type->kind == ML_PART)
      continue;
    ML_TRY(add_mention(c, mention));
    if (type->kind == ML_ENTITY)
      count_names(c, mention);
  }
  for (size_t i = 0; i < extraction->n_claims; i++)
    add_claim(c, &extraction->claims[i]);
  return ML_OK;
}

ml_status ml_store_add(ml_store *store, const ml_document *document, const ml_extraction *extraction) {
  if (store->graph == NULL)
    return ml_fail(&store->reporter, ML_ERR_ARGUMENT, store->path, "this store is complete; nothing can be added");
  collecting c = {store, document, extraction};
  return ml_arena_guard(&store->arena, add, &c);
}
