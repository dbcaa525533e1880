/* Items come out in the order in which they went in, whatever the number of threads, and none is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/heard.h"
#include "base/parallel.h"

enum { N_ITEMS = 500, NEVER = N_ITEMS + 1 };

typedef struct task {
  size_t n_items, read_fails, write_fails; /* the number of the item at which it fails */
  size_t n_read, n_written;
  atomic_size_t n_held, most_held;
  bool in_order;
} task;

typedef struct item {
  size_t number;
  uint64_t product;
} item;

static ml_status read_item(void *user, void *out, bool *more) {
  task *t = user;
  item *it = out;
  assert_int_equal(it->product, 0);
  size_t held = atomic_fetch_add(&t->n_held, 1) + 1;
  if (held > t->most_held)
    t->most_held = held;
  if (t->n_read == t->read_fails)
    return ML_ERR_INPUT;
  it->number = t->n_read;
  *more = t->n_read < t->n_items;
  t->n_read += *more;
  return ML_OK;
}

/* Some items take much longer than others. */
static void work_on(void *user, void *read) {
  (void)user;
  item *it = read;
  it->product = it->number + 1;
  for (size_t i = 0; i < (it->number % 7 == 0 ? 20000 : 10); i++)
    it->product = it->product * 6364136223846793005U + 1442695040888963407U;
}

static ml_status write_item(void *user, void *worked) {
  task *t = user;
  const item *it = worked;
  t->in_order &= it->number == t->n_written && it->product != 0;
  if (it->number == t->write_fails)
    return ML_ERR_IO;
  t->n_written++;
  return ML_OK;
}

static void release_item(void *user, void *gone) {
  (void)gone;
  atomic_fetch_sub(&((task *)user)->n_held, 1);
}

static ml_status run(task *t, size_t n_threads) {
  t->in_order = true;
  return ml_parallel_run(&(ml_parallel){.n_threads = n_threads,
                                        .item_bytes = sizeof(item),
                                        .user = t,
                                        .read = read_item,
                                        .work = work_on,
                                        .write = write_item,
                                        .release = release_item});
}

static void all_in_order(void **state) {
  (void)state;
  for (size_t n_threads = 0; n_threads <= 5; n_threads++) {
    task t = {.n_items = N_ITEMS, .read_fails = NEVER, .write_fails = NEVER};
    assert_int_equal(run(&t, n_threads), ML_OK);
    assert_true(t.in_order);
    assert_int_equal(t.n_written, N_ITEMS);
    assert_int_equal(t.n_held, 0);
    assert_true(t.most_held <= 8 * (n_threads + 1));
  }
}

static void nothing_to_read(void **state) {
  (void)state;
  task t = {.n_items = 0, .read_fails = NEVER, .write_fails = NEVER};
  assert_int_equal(run(&t, 3), ML_OK);
  assert_int_equal(t.n_held, 0);
}

/* What was read before is still written. */
static void reading_fails(void **state) {
  (void)state;
  for (size_t n_threads = 1; n_threads <= 4; n_threads++) {
    task t = {.n_items = N_ITEMS, .read_fails = 100, .write_fails = NEVER};
    assert_int_equal(run(&t, n_threads), ML_ERR_INPUT);
    assert_int_equal(t.n_written, 100);
    assert_int_equal(t.n_held, 0);
  }
}

/* Nothing behind it is written, and an error in reading further on does not hide it. */
static void writing_fails(void **state) {
  (void)state;
  for (size_t n_threads = 1; n_threads <= 4; n_threads++) {
    task t = {.n_items = N_ITEMS, .read_fails = 102, .write_fails = 100};
    assert_int_equal(run(&t, n_threads), ML_ERR_IO);
    assert_int_equal(t.n_written, 100);
    assert_int_equal(t.n_held, 0);
  }
}

/* ---- diagnostics kept for later ---- */

static void remember(void *user, const ml_diagnostic *diagnostic) {
  assert_string_equal(diagnostic->message, "one");
  assert_string_equal(diagnostic->hint, "do this");
  assert_null(diagnostic->file);
  assert_int_equal(diagnostic->line, 7);
  ++*(size_t *)user;
}

static void heard_is_told_once(void **state) {
  (void)state;
  char message[] = "one", hint[] = "do this";
  size_t told = 0;
  const ml_reporter reporter = {.report = remember, .user = &told};
  ml_heard heard = {0};
  for (size_t i = 0; i < 3; i++)
    ml_hear(&heard, &(ml_diagnostic){.severity = ML_WARNING, .line = 7, .message = message, .hint = hint});
  message[0] = hint[0] = '?';
  assert_int_equal(ml_heard_tell(&heard, &reporter), ML_OK);
  assert_int_equal(ml_heard_tell(&heard, &reporter), ML_OK);
  assert_int_equal(told, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_in_order),  cmocka_unit_test(nothing_to_read),    cmocka_unit_test(reading_fails),
      cmocka_unit_test(writing_fails), cmocka_unit_test(heard_is_told_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
