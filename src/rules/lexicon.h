/* Lexicon files: names, as lines with cells (rules/table.h) or as RDF. Of lines, the first one names the columns, and
 * each further one holds one entity with all its names. Of RDF, each thing with labels is an entity. */
#ifndef ML_RULES_LEXICON_H
#define ML_RULES_LEXICON_H

#include "rules/table.h"

typedef struct ml_lexicon_row {
  ml_record record; /* where it stands; of RDF nowhere: line 0 */
  ml_str *terms;    /* at least one: the aliases, as written */
  size_t n_terms;
  const char *type, *canonical, *id; /* NULL: not given */
  bool weighted;
  int weight;         /* hundredths, when weighted */
  const char **cells; /* one for each column of the lexicon; NULL: empty */
} ml_lexicon_row;

typedef struct ml_lexicon {
  ml_table table;
  ml_str header[ML_MAX_COLUMNS]; /* names of all columns of the file */
  size_t n_header;
  const char **columns; /* names of those columns that hold attributes */
  size_t n_columns;
  ml_lexicon_row *rows;
  size_t n_rows;
} ml_lexicon;

/* Reads `text`, which the file of the declaration holds; everything in *out lives in the syntax tree's arena. A line
 * that is wrong is reported, counted and left out. Of RDF, `schema` says which classes the types stand for, unless the
 * declaration names a type. False when nothing can be read: no text, a header without the column term, RDF that is
 * broken; this is reported too. */
bool ml_lexicon_read(ml_syntax *syntax, const ml_schema *schema, const ml_lexicon_decl *decl, ml_str text,
                     ml_lexicon *out);

/* The same of RDF (lexicon_rdf.c); *out has its table started. */
bool ml_lexicon_read_rdf(const ml_schema *schema, const ml_lexicon_decl *decl, const char *language, ml_lexicon *out);

/* Whether a lexicon is RDF, by the name of its file; then *parser, where not NULL, is what raptor calls its syntax. */
bool ml_lexicon_is_rdf(const char *path, const char **parser);

/* Reports an error in the cell of a row in the column of this name, and counts it. */
void ml_lexicon_error(const ml_lexicon *lexicon, const ml_lexicon_row *row, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
