/* Parallel: items are read one after another, worked on by several threads, and handed on in the order in which they
 * were read.
 *
 * No thread has a part of its own: each takes the next item, works on it, and hands on whatever is ready and in order
 * by then. So one thread is a plain loop, and what comes out does not depend on how many there are. At most a few items
 * for each thread are held at a time, however far one that takes long makes the others run ahead. */
#ifndef ML_BASE_PARALLEL_H
#define ML_BASE_PARALLEL_H

#include "mailuo.h"

typedef struct ml_parallel {
  size_t n_threads;  /* the calling one among them; 0 counts as 1. Fewer run when the system refuses threads */
  size_t item_bytes; /* an item is zeroed before it is read */
  void *user;
  /* Fills the next item; leaves *more false behind the last one. Never called twice at once. */
  ml_status (*read)(void *user, void *item, bool *more);
  /* The work on one item, in any thread. What goes wrong is written in the item. */
  void (*work)(void *user, void *item);
  /* Takes an item over, in order. Never called twice at once, but while others are read and worked on. */
  ml_status (*write)(void *user, void *item);
  /* Gives back what an item holds, after it was written or instead of that. */
  void (*release)(void *user, void *item);
} ml_parallel;

/* Runs until the last item is written, or an error: then items before it in the order are still written when it was in
 * reading, and what is left is released. The first error in the order of items, or ML_ERR_NOMEM. */
ml_status ml_parallel_run(const ml_parallel *parallel);

#endif
