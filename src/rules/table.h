/* Files of lines with cells: tab-separated, or with commas and quotes (RFC 4180). UTF-8; blank lines and lines that
 * start with # are passed over. Lexicons, weights and tables of points are such files. */
#ifndef ML_RULES_TABLE_H
#define ML_RULES_TABLE_H

#include "rules/syntax.h"

enum { ML_MAX_COLUMNS = 32 };

/* A line with cells; with quotes it may be several lines of the file. */
typedef struct ml_record {
  ml_str source; /* without the line end */
  size_t line;   /* the first one, from 1 */
} ml_record;

typedef struct ml_table {
  ml_syntax *syntax;
  const char *file; /* for messages */
  bool commas;
  ml_str rest;                    /* of the text */
  size_t next_line;               /* number of the first line of it */
  ml_record record;               /* the one that was read last */
  ml_str cells[ML_MAX_COLUMNS];   /* without the spaces and quotes around */
  ml_str sources[ML_MAX_COLUMNS]; /* as they stand in the record */
  size_t n_cells;
} ml_table;

/* Begins to read `text`; a byte order mark is left out. Cells stand between commas if the file's name ends in .csv. */
void ml_table_start(ml_table *table, ml_syntax *syntax, const char *file, ml_str text);

/* Reads the next record; false at the end. A record that is no UTF-8, has more cells than ML_MAX_COLUMNS, or breaks the
 * rules of quotes is reported, counted and passed over. Cells lie in the text or in the syntax tree's arena. */
bool ml_table_next(ml_table *table);

/* Reports an error in cell `cell` of a record of the table's file, or in the whole record when it has no such cell, and
 * counts it. */
void ml_table_error(const ml_table *table, const ml_record *record, size_t cell, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same as a warning, which does not count; `hint` may be NULL. */
void ml_table_warning(const ml_table *table, const ml_record *record, size_t cell, const char *hint, const char *format,
                      ...) __attribute__((format(printf, 5, 6)));

/* Reads the header of a table whose first two columns have these names; false after reporting that it has none. */
bool ml_table_header(ml_table *table, const char *first, const char *second);

/* Reads a cell as a decimal number ("-12.5"); false when it is none. */
bool ml_table_number(ml_str cell, double *number);

enum { ML_MAX_WEIGHT = 1000 }; /* points of a name, a feature or a key, either way */

/* Reads a cell of the record that was read last as points; false after reporting that it is none. */
bool ml_table_points(const ml_table *table, size_t cell, double *points);

#endif
