/* The formats that a store can be exported to. A new one is a function here and a line in export.c. */
#ifndef ML_WRITE_FORMATS_H
#define ML_WRITE_FORMATS_H

#include <stdio.h>

#include "graph/store.h"

/* Each writes the whole store to `to`. Memory comes from `arena`, which has a guard. Write errors stay in the stream;
 * an error of the store is reported and returned. */
ml_status ml_write_turtle(const ml_store *store, ml_arena *arena, FILE *to);
ml_status ml_write_graphml(const ml_store *store, ml_arena *arena, FILE *to);

#endif
