/* The terms of a store by their numbers. They are numbered in the order in which the sorted triples need them, so the
 * next one asked for is mostly one of the next rows or a recent one; only what lies elsewhere is sought in the table.
 */
#ifndef ML_WRITE_TERMS_H
#define ML_WRITE_TERMS_H

#include "base/str.h"
#include "graph/graph.h"

typedef struct ml_term {
  int64_t number;
  bool is_iri;
  ml_str value, datatype, lang; /* datatype and lang are empty where there is none */
  char *room;                   /* what the texts lie in, with room for `cap` bytes */
  size_t cap;
} ml_term;

/* Goes through the terms from some number on. */
typedef struct ml_term_cursor {
  sqlite3_stmt *rows;
  int64_t at; /* the number of the row it stands at; 0: at none */
} ml_term_cursor;

enum { ML_TERM_SLOTS = 8192, ML_TERM_CURSORS = 2 };

typedef struct ml_terms {
  const ml_store *store;
  ml_arena *arena;
  ml_term_cursor cursors[ML_TERM_CURSORS];
  size_t used; /* the cursor that was used last */
  ml_term slots[ML_TERM_SLOTS];
  ml_term large; /* the last term that is too long to be kept */
} ml_terms;

/* Prepares for reading; memory comes from the arena and does not grow with the number of terms. */
ml_status ml_terms_open(ml_terms *terms, const ml_store *store, ml_arena *arena);

/* The term with that number, valid until the next call. A store without it is an error. */
ml_status ml_terms_get(ml_terms *terms, int64_t number, const ml_term **out);

#endif
