/* Numerals: the text, how many of its characters are the numeral, and what it says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "extract/lattice.h"

typedef struct sample {
  const char *text;
  uint32_t begin, length; /* characters; length 0: there is no numeral */
  double value;
  const char *qualifier;
} sample;

static const sample samples[] = {
    /* Arabic digits, and multipliers behind them */
    {"300万", 0, 4, 3e6, NULL},
    {"3.3亿", 0, 4, 3.3e8, NULL},
    {"1.1亿", 0, 4, 1.1e8, NULL},
    {"0.07", 0, 4, 0.07, NULL},
    {"1,234,567", 0, 9, 1234567, NULL},
    {"1,2345", 0, 1, 1, NULL},
    {"12,34", 0, 2, 12, NULL},
    {"3.", 0, 1, 3, NULL},
    {"1.2.3", 0, 3, 1.2, NULL},
    {"2万亿", 0, 3, 2e12, NULL},
    {"1.1亿", 0, 4, 110000000, NULL}, /* without a rounding error */
    {"1.15万", 0, 5, 11500, NULL},
    {"40万亿", 0, 4, 4e13, NULL},
    {"3亿5000万", 0, 7, 3.5e8, NULL},
    {"5百", 0, 2, 500, NULL},
    /* Chinese digits */
    {"八百万", 0, 3, 8e6, NULL},
    {"一百零五", 0, 4, 105, NULL},
    {"一千零二十", 0, 5, 1020, NULL},
    {"十", 0, 1, 10, NULL},
    {"二十", 0, 2, 20, NULL},
    {"两百", 0, 2, 200, NULL},
    {"百万", 0, 2, 1e6, NULL},
    {"三万五", 0, 3, 35000, NULL},
    {"三百五", 0, 3, 350, NULL},
    {"三十五", 0, 3, 35, NULL},
    {"二〇一七", 0, 4, 2017, NULL},
    {"一亿二千三百四十五万六千七百八十九", 0, 17, 123456789, NULL},
    {"零", 0, 1, 0, NULL},
    {"三点五", 0, 3, 3.5, NULL},
    {"三点五亿", 0, 4, 3.5e8, NULL},
    {"三点五十", 0, 1, 3, NULL}, /* a time */
    {"三点", 0, 1, 3, NULL},
    /* more than */
    {"1万5千多", 0, 5, 15000, ">"},
    {"三千余", 0, 3, 3000, ">"},
    {"十多亿", 0, 3, 1e9, ">"},
    {"10多万", 0, 4, 1e5, ">"},
    /* no numerals */
    {"十几", 0, 0, 0, NULL},
    {"十几万", 0, 0, 0, NULL},
    {"数十", 0, 0, 0, NULL},
    {"数十", 1, 0, 0, NULL},
    {"几千万", 0, 0, 0, NULL},
    {"几千万", 1, 0, 0, NULL},
    {"二十几万", 1, 0, 0, NULL},
    {"万", 0, 0, 0, NULL},
    {"亿元", 0, 0, 0, NULL},
    {"多少", 0, 0, 0, NULL},
    {"人", 0, 0, 0, NULL},
    /* units that begin like multipliers */
    {"千瓦", 0, 0, 0, NULL},
    {"5千瓦", 0, 1, 5, NULL},
    {"5千米", 0, 1, 5, NULL},
    {"5千名", 0, 2, 5000, NULL},
    /* not within other numerals and words */
    {"v3", 1, 0, 0, NULL},
    {"12", 1, 0, 0, NULL},
    {"a-4", 2, 1, 4, NULL},
    {"第3", 1, 1, 3, NULL},
};

static bool same_text(const char *a, const char *b) {
  return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void check_sample(ml_arena *arena, const sample *s) {
  size_t n;
  double value = 0;
  const char *qualifier = NULL;
  const uint32_t *codes = ml_utf8_decode(arena, ml_str_of(s->text), &n);
  uint32_t length = ml_read_number(codes, (uint32_t)n, s->begin, &value, &qualifier);
  if (length != s->length || (length > 0 && (value != s->value || !same_text(qualifier, s->qualifier))))
    fail_msg("%s from %u: %u characters, %.15g, %s", s->text, s->begin, length, value,
             qualifier == NULL ? "exact" : qualifier);
}

static ml_status check_all(void *arena) {
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    check_sample(arena, &samples[i]);
  return ML_OK;
}

static void test_samples(void **state) {
  (void)state;
  ml_arena arena = ML_ARENA_INIT;
  assert_int_equal(ml_arena_guard(&arena, check_all, &arena), ML_OK);
  ml_arena_dispose(&arena);
}

/* Long runs are read once and are no number when no double can hold them. */
static void test_long_runs(void **state) {
  (void)state;
  enum { LONG = 640 };
  static const struct {
    uint32_t first, then;
    size_t n;
    uint32_t length;
  } runs[] = {{'7', '7', 300, 300}, {'7', '7', LONG, 0}, {0x4E03, 0x4E03, LONG, 0}, {'1', 0x4EBF, 60, 0}};
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
    uint32_t codes[LONG];
    double value;
    const char *qualifier;
    for (size_t k = 0; k < runs[i].n; k++)
      codes[k] = k == 0 ? runs[i].first : runs[i].then;
    assert_int_equal(ml_read_number(codes, (uint32_t)runs[i].n, 0, &value, &qualifier), runs[i].length);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_samples),
      cmocka_unit_test(test_long_runs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
