/* Questions in SQL, and their answers as a table, CSV, JSON or Markdown. */
#ifndef ML_GRAPH_QUERY_H
#define ML_GRAPH_QUERY_H

#include "graph/store.h"

/* Writes the rows of one statement that only reads, in which ?1 stands for `argument` unless that is NULL.
 * ML_ERR_ARGUMENT, reported, when the statement makes no sense. */
ml_status ml_query_answer(ml_store *store, const char *sql, const char *argument, ml_query_format format, FILE *to);

#endif
