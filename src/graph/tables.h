/* The tables of a store: the base tables, and for each relation of the schema a typed table and a view. */
#ifndef ML_GRAPH_TABLES_H
#define ML_GRAPH_TABLES_H

#include "graph/layout.h"
#include "graph/store.h"

enum { ML_STORE_APPLICATION = 0x4D6C756F /* "Mluo" */, ML_STORE_VERSION = 6 };

/* Makes the base tables and the view of triples. */
ml_status ml_tables_create(const ml_store *store);

/* Makes the typed table and the view of a relation. ML_ERR_RULES when their names are taken. */
ml_status ml_tables_add_relation(const ml_store *store, const ml_layout *layout);

/* Indexes entities, evidence and the typed tables; done once, when they are loaded. */
ml_status ml_tables_index(const ml_store *store, const ml_layout *layouts, size_t n_layouts);

/* Indexes the triples by predicate and by object. */
ml_status ml_tables_index_triples(const ml_store *store);

#endif
