/* Lexicon files: names as tab-separated lines, UTF-8. Lines that start with # say where the names are from; then comes
 * a line with the names of the columns; each further line holds one entity with all its names. */
#ifndef ML_RULES_LEXICON_H
#define ML_RULES_LEXICON_H

#include "rules/syntax.h"

enum { ML_MAX_WEIGHT = 1000 }; /* points of a name or a feature, either way */

typedef struct ml_lexicon_row {
  size_t line;   /* in the file, from 1 */
  ml_str *terms; /* at least one: the aliases, as written */
  size_t n_terms;
  const char *type, *canonical, *id; /* NULL: not given */
  bool weighted;
  int weight;         /* hundredths, when weighted */
  const char **cells; /* one for each column of the lexicon; NULL: empty */
} ml_lexicon_row;

typedef struct ml_lexicon {
  const char *file;     /* for messages */
  const char **columns; /* names of those columns that hold attributes */
  size_t n_columns;
  ml_lexicon_row *rows;
  size_t n_rows;
} ml_lexicon;

/* Reads the lines of decl->text, which ml_package_read has filled; everything in *out lives in the syntax tree's
 * arena. A line that is wrong is reported, counted and left out. False when nothing can be read: no text, or a header
 * without the column term; this is reported too. */
bool ml_lexicon_read(ml_syntax *syntax, const ml_lexicon_decl *decl, ml_lexicon *out);

/* Reports an error in a line of a lexicon file and counts it. */
void ml_lexicon_error(ml_syntax *syntax, const ml_lexicon *lexicon, size_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Reads a cell as a decimal number ("-12.5"); false when it is none. */
bool ml_lexicon_number(const char *cell, double *number);

#endif
