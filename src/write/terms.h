/* The terms of a store by their numbers. They are numbered in the order in which the sorted triples need them, so the
 * next one asked for is mostly one of the next rows or one met before; only what lies elsewhere is sought in the table.
 * Terms that were met are kept while there is room, short ones by the ten thousand: most of them are IRIs of things,
 * which facts name again and again in no order. */
#ifndef ML_WRITE_TERMS_H
#define ML_WRITE_TERMS_H

#include "base/str.h"
#include "base/vec.h"
#include "graph/graph.h"

/* What a term is beside its text: one of a handful. */
typedef struct ml_term_type {
  bool is_iri;
  ml_str datatype, lang; /* empty where there is none */
} ml_term_type;

typedef struct ml_term {
  const ml_term_type *type;
  ml_str value;
} ml_term;

typedef struct ml_term_slot {
  int64_t number; /* 0: free */
  uint32_t type;
  uint32_t n;
  char value[48];
} ml_term_slot;

typedef struct ml_term_long_slot {
  int64_t number; /* 0: free */
  uint32_t type;
  size_t n, cap;
  char *value;
} ml_term_long_slot;

/* Goes through the terms from some number on. */
typedef struct ml_term_cursor {
  sqlite3_stmt *rows;
  int64_t at;    /* the number of the row it stands at; 0: at none */
  uint64_t used; /* when it was, by the count of the terms that were read */
} ml_term_cursor;

/* A cursor each for the runs of numbers that sorted triples go through side by side (subjects, their labels, evidence,
 * quotes, dates), and some for what lies anywhere. */
enum { ML_TERM_SLOTS = 1 << 16, ML_TERM_LONG_SLOTS = 1 << 13, ML_TERM_CURSORS = 8 };

typedef struct ml_terms {
  const ml_store *store;
  ml_arena *arena;
  ML_VEC(ml_term_type) types;
  ml_term_cursor cursors[ML_TERM_CURSORS];
  uint64_t n_read; /* terms that were not among the kept ones */
  ml_term_slot slots[ML_TERM_SLOTS];
  ml_term_long_slot long_slots[ML_TERM_LONG_SLOTS];
  ml_term_long_slot large; /* the last term that is too long to be kept */
} ml_terms;

/* Prepares for reading; memory comes from the arena and does not grow with the number of terms. */
ml_status ml_terms_open(ml_terms *terms, const ml_store *store, ml_arena *arena);

/* The term with that number, valid until the next call. A store without it is an error. */
ml_status ml_terms_get(ml_terms *terms, int64_t number, ml_term *out);

#endif
