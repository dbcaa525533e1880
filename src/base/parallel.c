#include "base/parallel.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS_PER_THREAD = 8 };

typedef struct crew {
  const ml_parallel *parallel;
  pthread_mutex_t lock; /* for all that follows, but not while an item is read, worked on or written */
  pthread_cond_t moved;
  char *items; /* a ring; item i lies at i modulo n_items */
  bool *done;  /* which have been worked on */
  size_t n_items;
  size_t n_read, n_written;
  bool reading, writing; /* a thread is at it */
  bool ended;            /* there is nothing more to read */
  bool failed;           /* nothing more is written */
  ml_status status;
} crew;

static void *item_at(const crew *c, size_t i) {
  return c->items + i % c->n_items * c->parallel->item_bytes;
}

/* The status of an error that comes first in the order stays: reading is ahead of writing. */
static void fail(crew *c, ml_status status) {
  c->status = status;
  c->ended = true;
  pthread_cond_broadcast(&c->moved);
}

/* Waits for its turn and reads an item; NULL when there is none. */
static void *read_item(crew *c, size_t *index) {
  while (!c->ended && (c->reading || c->n_read - c->n_written == c->n_items))
    pthread_cond_wait(&c->moved, &c->lock);
  if (c->ended)
    return NULL;
  void *item = item_at(c, c->n_read);
  bool more = false;
  c->reading = true;
  pthread_mutex_unlock(&c->lock);
  memset(item, 0, c->parallel->item_bytes);
  ml_status status = c->parallel->read(c->parallel->user, item, &more);
  pthread_mutex_lock(&c->lock);
  c->reading = false;
  pthread_cond_broadcast(&c->moved);
  *index = c->n_read;
  if (more)
    c->n_read++;
  else
    c->parallel->release(c->parallel->user, item);
  if (!more && !c->ended)
    fail(c, status);
  return more ? item : NULL;
}

/* Writes what is ready and in order, unless another thread is at it, who will then see it. */
static void write_items(crew *c) {
  while (!c->writing && c->n_written < c->n_read && c->done[c->n_written % c->n_items]) {
    void *item = item_at(c, c->n_written);
    bool failed = c->failed;
    c->writing = true;
    pthread_mutex_unlock(&c->lock);
    ml_status status = failed ? ML_OK : c->parallel->write(c->parallel->user, item);
    c->parallel->release(c->parallel->user, item);
    pthread_mutex_lock(&c->lock);
    c->done[c->n_written++ % c->n_items] = false;
    c->writing = false;
    if (status != ML_OK) {
      c->failed = true;
      fail(c, status);
    }
    pthread_cond_broadcast(&c->moved);
  }
}

static void *run(void *user) {
  crew *c = user;
  size_t index = 0;
  void *item;
  pthread_mutex_lock(&c->lock);
  while ((item = read_item(c, &index)) != NULL) {
    pthread_mutex_unlock(&c->lock);
    c->parallel->work(c->parallel->user, item);
    pthread_mutex_lock(&c->lock);
    c->done[index % c->n_items] = true;
    write_items(c);
  }
  pthread_mutex_unlock(&c->lock);
  return NULL;
}

/* The calling thread does its share, and alone if it must. */
static void run_threads(crew *c, pthread_t *threads, size_t n) {
  size_t started = 0;
  while (started < n && pthread_create(&threads[started], NULL, run, c) == 0)
    started++;
  run(c);
  for (size_t i = 0; i < started; i++)
    pthread_join(threads[i], NULL);
}

ml_status ml_parallel_run(const ml_parallel *parallel) {
  size_t n_threads = parallel->n_threads == 0 ? 1 : parallel->n_threads;
  crew c = {.parallel = parallel, .n_items = n_threads * ITEMS_PER_THREAD, .status = ML_ERR_NOMEM};
  pthread_t *threads = calloc(n_threads, sizeof *threads);
  c.items = calloc(c.n_items, parallel->item_bytes);
  c.done = calloc(c.n_items, sizeof *c.done);
  if (threads != NULL && c.items != NULL && c.done != NULL) {
    c.status = ML_OK;
    pthread_mutex_init(&c.lock, NULL);
    pthread_cond_init(&c.moved, NULL);
    run_threads(&c, threads, n_threads - 1);
    pthread_cond_destroy(&c.moved);
    pthread_mutex_destroy(&c.lock);
  }
  free(threads);
  free(c.items);
  free(c.done);
  return c.status;
}
