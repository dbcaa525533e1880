#include "rules/lexicon.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { MESSAGE_SIZE = 512, MAX_COLUMNS = 32 };

/* What the columns of a file mean; `attribute` counts up from there in the order of the file. */
typedef enum column { TERM, TYPE, CANONICAL, ID, WEIGHT, ATTRIBUTE } column;

typedef struct reader {
  ml_syntax *syntax;
  ml_lexicon *out;
  ml_str rest;                 /* lines still to be read */
  size_t line;                 /* number of the last line taken */
  column columns[MAX_COLUMNS]; /* what each column of the file is */
  size_t n_columns;
} reader;

void ml_lexicon_error(ml_syntax *syntax, const ml_lexicon *lexicon, size_t line, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  syntax->errors++;
  ml_report(syntax->reporter,
            &(ml_diagnostic){.severity = ML_ERROR, .file = lexicon->file, .line = line, .message = message});
}

bool ml_lexicon_number(const char *cell, double *number) {
  const char *at = cell + (*cell == '-');
  size_t whole = strspn(at, "0123456789"), fraction = 0;
  at += whole;
  if (*at == '.') {
    fraction = strspn(at + 1, "0123456789");
    at += fraction + 1;
    if (fraction == 0)
      return false;
  }
  if (whole == 0 || *at != '\0')
    return false;
  *number = strtod(cell, NULL);
  return true;
}

/* ---- lines and cells ---- */

/* Takes what stands before the next `separator`, or all that is left. */
static ml_str take_until(ml_str *rest, char separator) {
  const char *end = memchr(rest->at, separator, rest->n);
  ml_str taken = {rest->at, end == NULL ? rest->n : (size_t)(end - rest->at)};
  size_t used = end == NULL ? rest->n : taken.n + 1;
  *rest = (ml_str){rest->at + used, rest->n - used};
  return taken;
}

static ml_str trimmed(ml_str text) {
  while (text.n > 0 && (text.at[0] == ' ' || text.at[0] == '\r'))
    text = (ml_str){text.at + 1, text.n - 1};
  while (text.n > 0 && (text.at[text.n - 1] == ' ' || text.at[text.n - 1] == '\r'))
    text.n--;
  return text;
}

static bool is_utf8(ml_str text) {
  for (size_t at = 0; at < text.n;) {
    uint32_t code = ml_utf8_next(text, &at);
    if (code == ML_UTF8_BAD || code == '\0')
      return false;
  }
  return true;
}

/* Takes the next line that says something; false at the end. */
static bool take_line(reader *r, ml_str *line) {
  while (r->rest.n > 0) {
    *line = take_until(&r->rest, '\n');
    r->line++;
    if (trimmed(*line).n > 0 && line->at[0] != '#')
      return true;
  }
  return false;
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

static bool has_column(const reader *r, column meaning) {
  for (size_t i = 0; i < r->n_columns; i++)
    if (r->columns[i] == meaning)
      return true;
  return false;
}

static void add_column(reader *r, ml_str name) {
  static const char *const known[] = {"term", "type", "canonical", "id", "weight"};
  ml_lexicon *out = r->out;
  column meaning = TERM;
  while (meaning < ATTRIBUTE && !ml_str_is(name, known[meaning]))
    meaning++;
  if (meaning != ATTRIBUTE && has_column(r, meaning))
    ml_lexicon_error(r->syntax, out, r->line, "the column %s stands twice in the header", known[meaning]);
  if (meaning == ATTRIBUTE) {
    if (!is_attribute_name(name))
      ml_lexicon_error(r->syntax, out, r->line, "the column name \"%.*s\" is not written in a-z, 0-9 and _",
                       (int)name.n, name.at);
    out->columns[out->n_columns++] = ml_arena_copy(r->syntax->arena, name.at, name.n);
  }
  r->columns[r->n_columns++] = meaning;
}

static bool read_header(reader *r) {
  ml_str line = {0};
  bool found = take_line(r, &line);
  r->out->columns = ML_NEW_ARRAY(r->syntax->arena, const char *, MAX_COLUMNS);
  for (bool more = found; more;) {
    more = memchr(line.at, '\t', line.n) != NULL;
    if (r->n_columns == MAX_COLUMNS) {
      ml_lexicon_error(r->syntax, r->out, r->line, "a lexicon has at most %d columns", MAX_COLUMNS);
      return false;
    }
    add_column(r, trimmed(take_until(&line, '\t')));
  }
  if (has_column(r, TERM))
    return true;
  ml_lexicon_error(r->syntax, r->out, r->line,
                   "the first line that is no comment names the columns, and one of them must be `term`");
  return false;
}

/* ---- rows ---- */

static size_t count_lines(ml_str text) {
  size_t n = 0;
  while (text.n > 0) {
    take_until(&text, '\n');
    n++;
  }
  return n;
}

static void set_terms(reader *r, ml_lexicon_row *row, ml_str cell) {
  size_t room = 1;
  for (size_t i = 0; i < cell.n; i++)
    room += cell.at[i] == '|';
  row->terms = ML_NEW_ARRAY(r->syntax->arena, ml_str, room);
  while (cell.n > 0) {
    ml_str term = trimmed(take_until(&cell, '|'));
    if (term.n > 0)
      row->terms[row->n_terms++] = term;
  }
}

/* Rows of one type mostly follow each other, so the name of the type is copied once for all of them. */
static const char *copied_type(reader *r, ml_str cell) {
  const char *last = r->out->n_rows == 0 ? NULL : r->out->rows[r->out->n_rows - 1].type;
  return last != NULL && ml_str_is(cell, last) ? last : ml_arena_copy(r->syntax->arena, cell.at, cell.n);
}

static bool set_weight(reader *r, ml_lexicon_row *row, const char *cell) {
  double weight = 0;
  if (!ml_lexicon_number(cell, &weight) || weight < -ML_MAX_WEIGHT || weight > ML_MAX_WEIGHT) {
    ml_lexicon_error(r->syntax, r->out, r->line, "%s is no weight: a number from %d to %d", cell, -ML_MAX_WEIGHT,
                     ML_MAX_WEIGHT);
    return false;
  }
  row->weighted = true;
  row->weight = (int)(weight * 100 + (weight < 0 ? -0.5 : 0.5));
  return true;
}

/* Sets what a cell that is not empty says. */
static bool set_cell(reader *r, ml_lexicon_row *row, column meaning, size_t attribute, ml_str cell) {
  if (meaning == TERM) {
    set_terms(r, row, cell);
    return true;
  }
  if (meaning == TYPE) {
    row->type = copied_type(r, cell);
    return true;
  }
  const char *text = ml_arena_copy(r->syntax->arena, cell.at, cell.n);
  if (meaning == WEIGHT)
    return set_weight(r, row, text);
  if (meaning == CANONICAL)
    row->canonical = text;
  else if (meaning == ID)
    row->id = text;
  else
    row->cells[attribute] = text;
  return true;
}

static bool read_row(reader *r, ml_str line, ml_lexicon_row *row) {
  row->line = r->line;
  row->cells = ML_NEW_ARRAY(r->syntax->arena, const char *, r->out->n_columns);
  size_t attribute = 0;
  for (size_t i = 0; i < r->n_columns; i++) {
    ml_str cell = trimmed(take_until(&line, '\t'));
    size_t this_attribute = attribute;
    attribute += r->columns[i] == ATTRIBUTE;
    if (cell.n > 0 && !set_cell(r, row, r->columns[i], this_attribute, cell))
      return false;
  }
  if (row->n_terms == 0)
    ml_lexicon_error(r->syntax, r->out, r->line, "this line has no term");
  return row->n_terms > 0;
}

/* Empty cells at the end may be left out with their tabs; there must not be more cells than columns. */
static bool check_line(reader *r, ml_str line) {
  size_t cells = 1;
  for (size_t i = 0; i < line.n; i++)
    cells += line.at[i] == '\t';
  if (cells > r->n_columns)
    ml_lexicon_error(r->syntax, r->out, r->line, "this line has %zu cells, but the header names %zu columns", cells,
                     r->n_columns);
  else if (!is_utf8(line))
    ml_lexicon_error(r->syntax, r->out, r->line, "this line is not UTF-8");
  else
    return true;
  return false;
}

bool ml_lexicon_read(ml_syntax *syntax, const ml_lexicon_decl *decl, ml_lexicon *out) {
  *out = (ml_lexicon){.file = decl->file};
  if (decl->text.at == NULL)
    return false;
  reader r = {.syntax = syntax, .out = out, .rest = decl->text};
  if (ml_str_starts(r.rest, ML_STR("\xEF\xBB\xBF")))
    r.rest = (ml_str){r.rest.at + 3, r.rest.n - 3};
  if (!read_header(&r))
    return false;
  out->rows = ML_NEW_ARRAY(syntax->arena, ml_lexicon_row, count_lines(r.rest));
  for (ml_str line; take_line(&r, &line);) {
    ml_lexicon_row row = {0};
    if (check_line(&r, line) && read_row(&r, line, &row))
      out->rows[out->n_rows++] = row;
  }
  return true;
}
