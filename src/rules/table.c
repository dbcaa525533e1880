#include "rules/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { MESSAGE_SIZE = 512, NUMBER_SIZE = 64 };

static const char bom[] = "\xEF\xBB\xBF";

static ml_str from(ml_str text, size_t n) {
  return (ml_str){text.at + n, text.n - n};
}

static ml_str trimmed(ml_str text) {
  while (text.n > 0 && (text.at[0] == ' ' || text.at[0] == '\r'))
    text = from(text, 1);
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

void ml_table_start(ml_table *table, ml_syntax *syntax, const char *file, ml_str text) {
  *table = (ml_table){.syntax = syntax,
                      .file = file,
                      .commas = ml_str_ends(ml_str_of(file), ML_STR(".csv")),
                      .rest = ml_str_starts(text, ML_STR(bom)) ? from(text, sizeof bom - 1) : text,
                      .next_line = 1};
}

/* ---- records ---- */

static size_t length_before(ml_str text, char end) {
  const char *at = text.n == 0 ? NULL : memchr(text.at, end, text.n);
  return at == NULL ? text.n : (size_t)(at - text.at);
}

/* The bytes up to the end of the line, or of the cell in a line. With commas, quotes at the begin of a cell guard what
 * is inside of them; one that follows a closing quote opens again, so that a doubled one changes nothing. */
static size_t length_until(const ml_table *table, ml_str text, bool cell) {
  if (!table->commas)
    return length_before(text, cell ? '\t' : '\n');
  bool quoted = false, at_begin = true, closed = false;
  size_t n = 0;
  for (; n < text.n; n++) {
    char c = text.at[n];
    if (!quoted && (c == '\n' || (cell && c == ',')))
      break;
    bool quote = c == '"' && (quoted || at_begin || closed);
    closed = quote && quoted;
    quoted = quoted != quote;
    at_begin = !quoted && (c == ',' || (at_begin && c == ' '));
  }
  return quoted ? length_before(text, '\n') : n; /* a quote that is not closed spoils its line, not all behind it */
}

static bool has_quote(ml_str source) {
  return source.n > 0 && memchr(source.at, '"', source.n) != NULL;
}

/* Whether a cell that has quotes begins and ends with one, and doubles those inside. */
static bool is_well_quoted(ml_str source) {
  if (source.n < 2 || source.at[0] != '"' || source.at[source.n - 1] != '"')
    return false;
  for (size_t i = 1; i + 1 < source.n; i++)
    if (source.at[i] == '"' && (++i + 1 >= source.n || source.at[i] != '"'))
      return false;
  return true;
}

static ml_str unquoted(const ml_table *table, ml_str source) {
  ml_str inside = {source.at + 1, source.n - 2};
  if (!has_quote(inside))
    return inside;
  char *out = ml_arena_alloc(table->syntax->arena, inside.n);
  size_t n = 0;
  for (size_t i = 0; i < inside.n; i++) {
    out[n++] = inside.at[i];
    i += inside.at[i] == '"';
  }
  return (ml_str){out, n};
}

/* Finds the cells of a record; false when there are too many. */
static bool split(ml_table *table, const ml_record *record) {
  ml_str rest = record->source;
  for (table->n_cells = 0;; rest = from(rest, 1)) {
    size_t n = length_until(table, rest, true);
    if (table->n_cells == ML_MAX_COLUMNS)
      return false;
    table->sources[table->n_cells++] = trimmed((ml_str){rest.at, n});
    rest = from(rest, n);
    if (rest.n == 0)
      return true;
  }
}

static bool read_cells(ml_table *table) {
  if (!is_utf8(table->record.source)) {
    ml_table_error(table, &table->record, ML_MAX_COLUMNS, "this line is not UTF-8");
    return false;
  }
  if (!split(table, &table->record)) {
    ml_table_error(table, &table->record, ML_MAX_COLUMNS, "a line has at most %d cells", ML_MAX_COLUMNS);
    return false;
  }
  for (size_t i = 0; i < table->n_cells; i++) {
    bool quoted = table->commas && has_quote(table->sources[i]);
    if (quoted && !is_well_quoted(table->sources[i])) {
      ml_table_error(table, &table->record, i, "quotes stand around a whole cell, and are doubled inside of it");
      return false;
    }
    table->cells[i] = quoted ? unquoted(table, table->sources[i]) : table->sources[i];
  }
  return true;
}

bool ml_table_next(ml_table *table) {
  while (table->rest.n > 0) {
    size_t n = length_until(table, table->rest, false);
    table->record = (ml_record){{table->rest.at, n}, table->next_line};
    for (size_t i = 0; i < n && table->commas; i++)
      table->next_line += table->rest.at[i] == '\n';
    table->next_line++;
    table->rest = from(table->rest, n < table->rest.n ? n + 1 : n);
    if (trimmed(table->record.source).n > 0 && table->record.source.at[0] != '#' && read_cells(table))
      return true;
  }
  return false;
}

/* ---- errors ---- */

/* Where `spot` stands in the record: its line, and the column in characters. */
static void place(ml_diagnostic *diagnostic, const ml_table *table, const ml_record *record, ml_str spot) {
  const char *line = record->source.at, *end = record->source.at + record->source.n;
  for (const char *c = line; c < spot.at; c++)
    if (*c == '\n') {
      diagnostic->line++;
      line = c + 1;
    }
  const char *line_end = memchr(line, '\n', (size_t)(end - line));
  line_end = line_end == NULL ? end : line_end;
  ml_str in_line = {spot.at, spot.n < (size_t)(line_end - spot.at) ? spot.n : (size_t)(line_end - spot.at)};
  diagnostic->column = ml_utf8_length((ml_str){line, (size_t)(spot.at - line)}) + 1;
  diagnostic->length = ml_utf8_length(in_line);
  diagnostic->source_line = ml_arena_copy(table->syntax->arena, line, (size_t)(line_end - line));
}

static void tell(const ml_table *table, const ml_record *record, size_t cell, ml_diagnostic *diagnostic) {
  ml_table again = *table;
  diagnostic->file = table->file;
  diagnostic->line = record->line;
  if (cell < ML_MAX_COLUMNS && split(&again, record) && cell < again.n_cells)
    place(diagnostic, table, record, again.sources[cell]);
  ml_report(table->syntax->reporter, diagnostic);
}

void ml_table_error(const ml_table *table, const ml_record *record, size_t cell, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  table->syntax->errors++;
  tell(table, record, cell, &(ml_diagnostic){.severity = ML_ERROR, .message = message});
}

void ml_table_warning(const ml_table *table, const ml_record *record, size_t cell, const char *hint, const char *format,
                      ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  tell(table, record, cell, &(ml_diagnostic){.severity = ML_WARNING, .message = message, .hint = hint});
}

bool ml_table_number(ml_str cell, double *number) {
  char text[NUMBER_SIZE];
  size_t at = cell.n > 0 && cell.at[0] == '-', digits = 0, dots = 0;
  for (size_t i = at; i < cell.n; i++) {
    bool digit = cell.at[i] >= '0' && cell.at[i] <= '9';
    if (!digit && (cell.at[i] != '.' || digits == 0 || i + 1 == cell.n || dots > 0))
      return false;
    digits += digit;
    dots += !digit;
  }
  if (digits == 0 || cell.n >= sizeof text)
    return false;
  memcpy(text, cell.at, cell.n);
  text[cell.n] = '\0';
  *number = strtod(text, NULL);
  return true;
}

bool ml_table_points(const ml_table *table, size_t cell, double *points) {
  ml_str text = cell < table->n_cells ? table->cells[cell] : (ml_str){0};
  if (ml_table_number(text, points) && *points >= -ML_MAX_WEIGHT && *points <= ML_MAX_WEIGHT)
    return true;
  ml_table_error(table, &table->record, cell, "%.*s is no number of points from %d to %d", (int)text.n, text.at,
                 -ML_MAX_WEIGHT, ML_MAX_WEIGHT);
  return false;
}

bool ml_table_header(ml_table *table, const char *first, const char *second) {
  if (ml_table_next(table) && table->n_cells >= 2 && ml_str_is(table->cells[0], first) &&
      ml_str_is(table->cells[1], second))
    return true;
  ml_table_error(table, &table->record, ML_MAX_COLUMNS, "the first line that is no comment names the columns: %s, %s",
                 first, second);
  return false;
}
