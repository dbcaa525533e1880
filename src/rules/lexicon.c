#include "rules/lexicon.h"

#include <stdarg.h>
#include <stdio.h>

enum { MESSAGE_SIZE = 512 };

/* What the columns of a file mean; `attribute` counts up from there in the order of the file. */
typedef enum column { TERM, TYPE, CANONICAL, ID, WEIGHT, ATTRIBUTE } column;

typedef struct reader {
  ml_syntax *syntax;
  ml_lexicon *out;
  column columns[ML_MAX_COLUMNS]; /* what each column of the file is */
} reader;

void ml_lexicon_error(const ml_lexicon *lexicon, const ml_lexicon_row *row, const char *name, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  size_t cell = 0;
  while (cell < lexicon->n_header && !ml_str_is(lexicon->header[cell], name))
    cell++;
  ml_table_error(&lexicon->table, &row->record, cell < lexicon->n_header ? cell : ML_MAX_COLUMNS, "%s", message);
}

/* ---- header ---- */

static bool is_attribute_name(ml_str name) {
  for (size_t i = 0; i < name.n; i++) {
    char c = name.at[i];
    if (!((c >= 'a' && c <= 'z') || (i > 0 && ((c >= '0' && c <= '9') || c == '_'))))
      return false;
  }
  return name.n > 0;
}

static bool has_column(const ml_lexicon *lexicon, const char *name) {
  for (size_t i = 0; i < lexicon->n_header; i++)
    if (ml_str_is(lexicon->header[i], name))
      return true;
  return false;
}

static void add_column(reader *r, size_t cell) {
  static const char *const known[] = {"term", "type", "canonical", "id", "weight"};
  ml_lexicon *out = r->out;
  ml_str name = out->table.cells[cell];
  const char *copy = ml_arena_copy(r->syntax->arena, name.at, name.n);
  column meaning = TERM;
  while (meaning < ATTRIBUTE && !ml_str_is(name, known[meaning]))
    meaning++;
  if (has_column(out, copy))
    ml_table_error(&out->table, &out->table.record, cell, "the column %s stands twice in the header", copy);
  if (meaning == ATTRIBUTE) {
    if (!is_attribute_name(name))
      ml_table_error(&out->table, &out->table.record, cell, "the column name \"%s\" is not written in a-z, 0-9 and _",
                     copy);
    out->columns[out->n_columns++] = copy;
  }
  r->columns[out->n_header] = meaning;
  out->header[out->n_header++] = ml_str_of(copy);
}

static bool read_header(reader *r) {
  ml_lexicon *out = r->out;
  out->columns = ML_NEW_ARRAY(r->syntax->arena, const char *, ML_MAX_COLUMNS);
  size_t n = ml_table_next(&out->table) ? out->table.n_cells : 0;
  bool has_term = false;
  for (size_t i = 0; i < n; i++)
    has_term = has_term || ml_str_is(out->table.cells[i], "term");
  for (size_t i = 0; i < n && has_term; i++)
    add_column(r, i);
  if (!has_term)
    ml_table_error(&out->table, &out->table.record, ML_MAX_COLUMNS,
                   "the first line that is no comment names the columns, with %s between them, and one of them must be "
                   "`term`",
                   out->table.commas ? "commas" : "tabs");
  return has_term;
}

/* ---- rows ---- */

static size_t count_lines(ml_str text) {
  size_t n = 1;
  for (size_t i = 0; i < text.n; i++)
    n += text.at[i] == '\n';
  return n;
}

/* `|` separates the names of one thing. */
static void set_terms(reader *r, ml_lexicon_row *row, ml_str cell) {
  size_t room = 1;
  for (size_t i = 0; i < cell.n; i++)
    room += cell.at[i] == '|';
  row->terms = ML_NEW_ARRAY(r->syntax->arena, ml_str, room);
  for (size_t begin = 0, end; begin < cell.n; begin = end + 1) {
    for (end = begin; end < cell.n && cell.at[end] != '|';)
      end++;
    ml_str term = {cell.at + begin, end - begin};
    for (; term.n > 0 && term.at[0] == ' '; term.at++)
      term.n--;
    while (term.n > 0 && term.at[term.n - 1] == ' ')
      term.n--;
    if (term.n > 0)
      row->terms[row->n_terms++] = term;
  }
}

/* Rows of one type mostly follow each other, so the name of the type is copied once for all of them. */
static const char *copied_type(reader *r, ml_str cell) {
  const char *last = r->out->n_rows == 0 ? NULL : r->out->rows[r->out->n_rows - 1].type;
  return last != NULL && ml_str_is(cell, last) ? last : ml_arena_copy(r->syntax->arena, cell.at, cell.n);
}

static bool set_weight(reader *r, ml_lexicon_row *row, size_t cell) {
  double weight = 0;
  row->weighted = ml_table_points(&r->out->table, cell, &weight);
  row->weight = (int)(weight * 100 + (weight < 0 ? -0.5 : 0.5));
  return row->weighted;
}

/* Sets what a cell that is not empty says. */
static bool set_cell(reader *r, ml_lexicon_row *row, size_t index, size_t attribute) {
  ml_str cell = r->out->table.cells[index];
  switch (r->columns[index]) {
  case TERM:
    set_terms(r, row, cell);
    return true;
  case TYPE:
    row->type = copied_type(r, cell);
    return true;
  case WEIGHT:
    return set_weight(r, row, index);
  case CANONICAL:
    row->canonical = ml_arena_copy(r->syntax->arena, cell.at, cell.n);
    return true;
  case ID:
    row->id = ml_arena_copy(r->syntax->arena, cell.at, cell.n);
    return true;
  case ATTRIBUTE:
    break;
  }
  row->cells[attribute] = ml_arena_copy(r->syntax->arena, cell.at, cell.n);
  return true;
}

/* Empty cells at the end may be left out with their tabs; there must not be more cells than columns. */
static bool read_row(reader *r, ml_lexicon_row *row) {
  const ml_table *table = &r->out->table;
  *row = (ml_lexicon_row){.record = table->record};
  if (table->n_cells > r->out->n_header) {
    ml_lexicon_error(r->out, row, "", "this line has %zu cells, but the header names %zu columns", table->n_cells,
                     r->out->n_header);
    return false;
  }
  row->cells = ML_NEW_ARRAY(r->syntax->arena, const char *, r->out->n_columns);
  size_t attribute = 0;
  for (size_t i = 0; i < table->n_cells; i++) {
    size_t this_attribute = attribute;
    attribute += r->columns[i] == ATTRIBUTE;
    if (table->cells[i].n > 0 && !set_cell(r, row, i, this_attribute))
      return false;
  }
  if (row->n_terms == 0)
    ml_lexicon_error(r->out, row, "term", "this line has no term");
  return row->n_terms > 0;
}

bool ml_lexicon_read(ml_syntax *syntax, const ml_schema *schema, const ml_lexicon_decl *decl, ml_str text,
                     ml_lexicon *out) {
  *out = (ml_lexicon){0};
  if (text.at == NULL)
    return false;
  ml_table_start(&out->table, syntax, decl->file, text);
  if (ml_lexicon_is_rdf(decl->path, NULL))
    return ml_lexicon_read_rdf(schema, decl, schema->language, out);
  reader r = {.syntax = syntax, .out = out};
  if (!read_header(&r))
    return false;
  out->rows = ML_NEW_ARRAY(syntax->arena, ml_lexicon_row, count_lines(out->table.rest));
  while (ml_table_next(&out->table))
    out->n_rows += read_row(&r, &out->rows[out->n_rows]);
  return true;
}
