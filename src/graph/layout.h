/* Layout: how the facts of each relation are stored, named in RDF and drawn; worked out from the schema. */
#ifndef ML_GRAPH_LAYOUT_H
#define ML_GRAPH_LAYOUT_H

#include "graph/vocabulary.h"
#include "rules/schema.h"

typedef enum ml_column_kind {
  ML_COLUMN_ENTITY, /* the id of an entity */
  ML_COLUMN_NUMBER,
  ML_COLUMN_DATE, /* as ISO 8601 writes a day, month, year or interval, or other words */
  ML_COLUMN_TEXT,
  ML_COLUMN_WORDS /* the text's own words for a value; says nothing that the columns before do not say */
} ml_column_kind;

typedef struct ml_column {
  const char *name;
  ml_column_kind kind;
  uint32_t role;
  uint32_t attribute;   /* of a value's type, or ML_NO_INDEX: the filler's text or entity */
  const char *property; /* IRI */
  bool shown;           /* stands for its role in a fact's label */
} ml_column;

/* How the facts of one relation are stored and drawn. */
typedef struct ml_layout {
  const ml_relation *relation;
  const char *class_iri;
  const char *table;
  ml_column *columns;
  size_t n_columns;
  uint32_t source; /* role indices for drawings, or ML_NO_INDEX */
  uint32_t target; /* ML_NO_INDEX: facts are drawn as leaves of their source */
  uint32_t begins; /* indices of columns that hold when a fact begins and ends, or ML_NO_INDEX */
  uint32_t ends;
} ml_layout;

/* One layout for each relation of the schema, in the vocabulary's arena.
 * ML_ERR_RULES after reporting every name that cannot be used. */
ml_status ml_layouts_make(const ml_schema *schema, ml_vocabulary *vocabulary, ml_layout **out);

#endif
