/* Bit streams say what plain arrays of bool say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "extract/streams.h"

/* The same numbers every time (Knuth's MMIX generator). */
static uint32_t drawn(uint64_t *state, uint32_t below) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*state >> 33) % below;
}

static void assert_alike(const ml_stream *stream, const bool *plain) {
  uint32_t next = ml_stream_next(stream, 0, ML_BATCH_SIZE);
  for (uint32_t p = 0; p < ML_BATCH_SIZE; p++) {
    assert_int_equal(ml_stream_has(stream, p), plain[p]);
    if (plain[p]) {
      assert_int_equal(next, p);
      next = ml_stream_next(stream, p + 1, ML_BATCH_SIZE);
    }
  }
  assert_int_equal(next, ML_NO_INDEX);
}

static void test_like_arrays_of_bool(void **state) {
  (void)state;
  enum { ROUNDS = 300, LONGEST = 200 };
  static ml_stream stream, other;
  static bool plain[ML_BATCH_SIZE], other_plain[ML_BATCH_SIZE];
  uint64_t seed = 7;
  for (int round = 0; round < ROUNDS; round++) {
    uint32_t begin = drawn(&seed, ML_BATCH_SIZE), end = begin + drawn(&seed, LONGEST);
    if (end > ML_BATCH_SIZE)
      end = ML_BATCH_SIZE;
    ml_stream_add(&other, begin);
    other_plain[begin] = true;
    switch (drawn(&seed, 4)) {
    case 0:
      ml_stream_add_range(&stream, begin, end);
      memset(plain + begin, true, end - begin);
      break;
    case 1:
      ml_stream_take_away(&stream, begin, end);
      memset(plain + begin, false, end - begin);
      break;
    case 2:
      ml_stream_add_part(&stream, &other, begin, end);
      for (uint32_t p = begin; p < end; p++)
        plain[p] = plain[p] || other_plain[p];
      break;
    default:
      ml_stream_add_all(&stream, &other);
      for (uint32_t p = 0; p < ML_BATCH_SIZE; p++)
        plain[p] = plain[p] || other_plain[p];
    }
    assert_alike(&stream, plain);
  }
}

static void test_end_is_not_in_it(void **state) {
  (void)state;
  ml_stream stream = {0};
  ml_stream_add_range(&stream, 63, 65);
  assert_int_equal(ml_stream_next(&stream, 0, 63), ML_NO_INDEX);
  assert_int_equal(ml_stream_next(&stream, 0, 64), 63);
  assert_int_equal(ml_stream_next(&stream, 64, 65), 64);
  assert_int_equal(ml_stream_next(&stream, 65, ML_BATCH_SIZE), ML_NO_INDEX);
  assert_int_equal(ml_stream_next(&stream, ML_BATCH_SIZE, ML_BATCH_SIZE), ML_NO_INDEX);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_like_arrays_of_bool),
      cmocka_unit_test(test_end_is_not_in_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
