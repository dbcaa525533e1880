/* The store from inside: one SQLite file. docs/formats.md describes its tables. */
#ifndef ML_GRAPH_STORE_H
#define ML_GRAPH_STORE_H

#include <sqlite3.h>

#include "base/arena.h"
#include "rules/schema.h"

typedef struct ml_graph ml_graph;
typedef struct ml_stage ml_stage;

/* Statements that are not finalised yet. SQLite's own list also has those that the full-text search keeps to itself. */
typedef struct ml_statements {
  sqlite3_stmt **v;
  size_t n, cap;
} ml_statements;

struct ml_store {
  ml_arena arena; /* what a store being made keeps in memory, and what a query needs */
  ml_reporter reporter;
  char *path;  /* the final name */
  char *part;  /* the name while it is being made; NULL once it can be read */
  int lock;    /* the file of that name, locked by whoever makes it; -1: by nobody here */
  sqlite3 *db; /* NULL after a failure to finish */
  ml_statements *statements;
  ml_graph *graph; /* what ml_store_finish joins and writes; NULL once it can be read */
  ml_stage *stage; /* what it is made of; likewise */
};

/* ml_store_create with the schema alone. The schema must outlive ml_store_finish. */
ml_status ml_store_create_for(ml_store **out, const char *path, const ml_schema *schema, const ml_reporter *reporter);

/* A store for `path` without a database, or NULL when there is no memory. */
ml_store *ml_store_new(const char *path, const ml_reporter *reporter);

/* Opens the database that is complete under the store's path. An error, reported, when it is no store of this format.
 */
ml_status ml_store_open_database(ml_store *store);

/* Finalises all statements and closes the database. */
void ml_store_close_database(ml_store *store);

/* Frees a store that nobody is making: ml_store_free for those below what makes them. */
void ml_store_close(ml_store *store);

/* ML_OK when the store can be read, else an error that is reported. */
ml_status ml_store_readable(const ml_store *store);

#endif
