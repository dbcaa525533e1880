/* Taking over what was extracted from a document: its rows, its names, and its claims as records to be sorted. */
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/report.h"
#include "base/script.h"
#include "base/utf8.h"
#include "extract/lattice.h"
#include "graph/graph.h"
#include "graph/sql.h"

typedef struct collecting {
  const ml_store *store;
  ml_arena scratch; /* of the sheet at hand */
  ml_str line;
} collecting;

/* ---- the document and its mentions ---- */

static ml_status add_document(const ml_store *store, const ml_sheet *sheet, ml_str line) {
  sqlite3_stmt *insert = store->graph->add_document, *keep = store->graph->add_sheet;
  ml_sql_bind(insert, 1, ml_str_of(sheet->document));
  ml_sql_bind(insert, 2, ml_str_of(sheet->uri));
  ml_sql_bind(insert, 3, ml_str_of(sheet->title));
  ml_sql_bind(insert, 4, ml_str_of(sheet->author));
  ml_sql_bind(insert, 5, ml_str_of(sheet->outlet));
  ml_sql_bind(insert, 6, ml_str_of(sheet->site));
  ml_sql_bind(insert, 7, ml_str_of(sheet->published));
  ml_sql_bind(insert, 8, ml_str_of(sheet->hash));
  sqlite3_bind_int64(insert, 9, (sqlite3_int64)sheet->chars);
  ML_TRY(ml_sql_run(store, insert));
  ml_sql_bind(keep, 1, ml_str_of(sheet->document));
  ml_sql_bind(keep, 2, ml_str_of(sheet->state));
  ml_sql_bind(keep, 3, line);
  return ml_sql_run(store, keep);
}

static ml_status add_mention(const ml_store *store, const ml_sheet *sheet, const ml_sheet_mention *mention) {
  sqlite3_stmt *insert = store->graph->add_mention;
  ml_sql_bind(insert, 1, ml_str_of(sheet->document));
  ml_sql_bind(insert, 2, ml_str_of(store->graph->schema->types[mention->type].name));
  ml_sql_bind(insert, 3, mention->text);
  sqlite3_bind_int64(insert, 4, mention->start_char);
  sqlite3_bind_int64(insert, 5, mention->end_char);
  return ml_sql_run(store, insert);
}

/* ---- names ---- */

static const char *lang_of(ml_str name) {
  for (size_t at = 0; at < name.n;)
    if (ml_is_han(ml_utf8_next(name, &at)))
      return "zh-Hans";
  return "en";
}

/* One of the three that the tables know. */
static const char *known_lang(const char *lang) {
  return strcmp(lang, "zh-Hant") == 0 ? "zh-Hant" : strcmp(lang, "zh-Hans") == 0 ? "zh-Hans" : "en";
}

/* What stands in the text may become the label of a listed thing: it is called what most texts call it. The canonical
   name serves where the text is in Traditional characters, or the thing is known from this document alone. */
static void count_names(ml_graph *graph, const ml_sheet_mention *mention) {
  if (mention->name == NULL)
    return;
  uint32_t entity = ml_graph_entity(graph, mention->type, mention->id, mention->name);
  ml_str name = ml_str_of(mention->name);
  bool by_text = mention->surface != NULL && mention->id != NULL && strcmp(mention->lang, "zh-Hant") != 0;
  ml_graph_count_name(graph, entity, name, !by_text, lang_of(name));
  if (mention->surface != NULL)
    ml_graph_count_name(graph, entity, ml_str_of(mention->surface), by_text, known_lang(mention->lang));
}

/* ---- claims ---- */

static ml_cell text_cell(const char *text) {
  if (text == NULL || *text == '\0')
    return (ml_cell){.kind = ML_CELL_UNSET};
  return (ml_cell){.kind = ML_CELL_TEXT, .text = ml_str_of(text)};
}

static ml_cell entity_cell(ml_graph *graph, const ml_sheet_filler *filler) {
  uint32_t entity = ml_graph_entity(graph, filler->type, filler->id, filler->text);
  ml_str name = ml_str_of(filler->text);
  if (!filler->mentioned)
    ml_graph_count_name(graph, entity, name, true, lang_of(name));
  return (ml_cell){.kind = ML_CELL_ENTITY, .entity = entity};
}

/* 9.38 times 100,000,000 is 938000000.0000001 in binary. No text states more than 15 digits, and that many survive. */
static double stated(double number) {
  char digits[32];
  snprintf(digits, sizeof digits, "%.15g", number);
  double rounded = strtod(digits, NULL);
  return isfinite(rounded) ? rounded : number;
}

static ml_cell value_cell(ml_arena *arena, const ml_column *column, const ml_value *value) {
  char text[ML_NUMBER_SIZE];
  if (value->kind == ML_TEXT && column->kind != ML_COLUMN_NUMBER)
    return text_cell(value->text);
  if (value->kind != ML_NUMBER || !isfinite(value->number))
    return (ml_cell){.kind = ML_CELL_UNSET};
  if (column->kind == ML_COLUMN_NUMBER)
    return (ml_cell){.kind = ML_CELL_NUMBER, .number = stated(value->number)};
  ml_number_text(stated(value->number), text);
  return text_cell(ml_arena_copy(arena, text, strlen(text)));
}

static ml_cell cell_of(collecting *c, const ml_column *column, const ml_sheet_filler *filler) {
  if (!filler->set)
    return (ml_cell){.kind = ML_CELL_UNSET};
  if (column->kind == ML_COLUMN_ENTITY)
    return entity_cell(c->store->graph, filler);
  if (column->attribute == ML_NO_INDEX)
    return text_cell(filler->text);
  if (filler->values == NULL)
    return (ml_cell){.kind = ML_CELL_UNSET};
  return value_cell(&c->scratch, column, &filler->values[column->attribute]);
}

static ml_status add_claim(collecting *c, const ml_sheet *sheet, const ml_sheet_claim *claim) {
  const ml_layout *layout = &c->store->graph->layouts[claim->relation];
  ml_cell *cells = ML_NEW_ARRAY(&c->scratch, ml_cell, layout->n_columns);
  for (size_t i = 0; i < layout->n_columns; i++)
    cells[i] = cell_of(c, &layout->columns[i], &claim->fillers[layout->columns[i].role]);
  ml_record record = {.relation = claim->relation,
                      .sentence = claim->sentence,
                      .start_char = claim->start_char,
                      .end_char = claim->end_char,
                      .start_byte = claim->start_byte,
                      .end_byte = claim->end_byte,
                      .confidence = claim->confidence,
                      .cells = cells,
                      .document = sheet->document,
                      .rule = claim->rule,
                      .rule_set = sheet->rule_set,
                      .quote = claim->quote};
  return ml_records_add(c->store, &c->scratch, &record);
}

/* ---- all of it ---- */

static ml_status collect_sheet(void *argument) {
  collecting *c = argument;
  ml_graph *graph = c->store->graph;
  ml_sheet sheet;
  size_t column;
  const char *problem = ml_sheet_read(&c->scratch, c->line, graph->schema, &sheet, &column);
  if (problem != NULL)
    return ml_fail(&c->store->reporter, ML_ERR_STORE, c->store->path, "a document in the store is damaged: %s",
                   problem);
  graph->n_other_rules += strcmp(sheet.rule_set, graph->schema->hash) != 0;
  ML_TRY(add_document(c->store, &sheet, c->line));
  for (size_t i = 0; i < sheet.n_mentions; i++) {
    ML_TRY(add_mention(c->store, &sheet, &sheet.mentions[i]));
    count_names(graph, &sheet.mentions[i]);
  }
  for (size_t i = 0; i < sheet.n_claims; i++)
    ML_TRY(add_claim(c, &sheet, &sheet.claims[i]));
  return ML_OK;
}

static ml_status take_sheet(void *user, ml_str line) {
  collecting *c = user;
  c->line = line;
  ml_status status = ml_arena_guard(&c->scratch, collect_sheet, c);
  ml_arena_reset(&c->scratch);
  return status;
}

typedef struct collection {
  collecting c;
  ml_stage *stage;
} collection;

static ml_status collect_all(void *argument) {
  collection *all = argument;
  ML_TRY(ml_records_open(all->c.store));
  return ml_stage_each(all->stage, take_sheet, &all->c);
}

ml_status ml_graph_collect(const ml_store *store, ml_stage *stage) {
  collection all = {.c = {.store = store}, .stage = stage};
  ml_status status = ml_arena_guard(store->graph->arena, collect_all, &all);
  ml_arena_dispose(&all.c.scratch);
  return status;
}
