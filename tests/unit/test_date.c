/* Date functions: a call and what it gives, "" for nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "extract/date.h"

static ml_value number(double n) {
  return (ml_value){.kind = ML_NUMBER, .number = n};
}

/* "" is unset. */
static ml_value text(const char *t) {
  return (ml_value){.kind = *t == '\0' ? ML_UNSET : ML_TEXT, .text = t};
}

static void assert_value(ml_value value, const char *expected) {
  assert_string_equal(value.kind == ML_UNSET ? "" : value.text, expected);
}

static ml_status make(void *arena) {
  enum { NOT = -1 };
  static const struct {
    double year, month, day;
    const char *expected;
  } samples[] = {
      {2021, NOT, NOT, "2021"}, {2021, 3, NOT, "2021-03"},   {2021, 3, 5, "2021-03-05"}, {2021, NOT, 5, ""},
      {NOT, 3, 5, ""},          {2021, 13, NOT, ""},         {2021, 2, 29, ""},          {2020, 2, 29, "2020-02-29"},
      {1900, 2, 29, ""},        {2000, 2, 29, "2000-02-29"}, {2021, 4, 31, ""},          {0, NOT, NOT, ""},
      {10000, NOT, NOT, ""},    {2021, 0, NOT, ""},          {2021, 3, 0, ""},           {2021, 3.5, NOT, ""},
      {1e300, 1, 1, ""},        {987, NOT, NOT, "0987"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    ml_value unset = {.kind = ML_UNSET};
    assert_value(ml_date_make(arena, samples[i].year < 0 ? unset : number(samples[i].year),
                              samples[i].month < 0 ? unset : number(samples[i].month),
                              samples[i].day < 0 ? unset : number(samples[i].day)),
                 samples[i].expected);
  }
  return ML_OK;
}

static ml_status part(void *arena) {
  static const struct {
    double index;
    int parts;
    const char *expected;
  } samples[] = {{1, 4, "2021-01/2021-03"},
                 {4, 4, "2021-10/2021-12"},
                 {2, 2, "2021-07/2021-12"},
                 {0, 4, ""},
                 {5, 4, ""},
                 {3, 2, ""}};
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    assert_value(ml_date_part(arena, number(2021), number(samples[i].index), samples[i].parts), samples[i].expected);
  assert_value(ml_date_part(arena, text(""), number(1), 4), "");
  return ML_OK;
}

static ml_status edges(void *arena) {
  static const struct {
    const char *date, *from, *until, *precision;
  } samples[] = {
      {"2021", "2021-01-01", "2021-12-31", "year"},
      {"2020-02", "2020-02-01", "2020-02-29", "month"},
      {"2021-03-05", "2021-03-05", "2021-03-05", "day"},
      {"2020-11/2021-02", "2020-11-01", "2021-02-28", "interval"},
      {"2020/2021-03-05", "2020-01-01", "2021-03-05", "interval"},
      {"", "", "", ""},
      {"去年", "", "", ""},
      {"2021-", "", "", ""},
      {"2021-13", "", "", ""},
      {"2021-03-05x", "", "", ""},
      {"2021/", "", "", ""},
      {"/2021", "", "", ""},
      {"2021/2022/2023", "", "", ""},
      {"+2021", "", "", ""},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    assert_value(ml_date_edge(arena, text(samples[i].date), false), samples[i].from);
    assert_value(ml_date_edge(arena, text(samples[i].date), true), samples[i].until);
    assert_value(ml_date_precision(arena, text(samples[i].date)), samples[i].precision);
  }
  assert_value(ml_date_interval(arena, text("2020"), text("2021")), "2020/2021");
  assert_value(ml_date_interval(arena, text("2020-01/2020-03"), text("2020-07/2020-09")), "2020-01/2020-09");
  assert_value(ml_date_interval(arena, text("2020"), text("")), "");
  return ML_OK;
}

static ml_status move(void *arena) {
  static const struct {
    const char *date;
    double days, months; /* days 0: months */
    const char *expected;
  } samples[] = {
      {"2021-03-05", -5, 0, "2021-02-28"},
      {"2020-12-31", 1, 0, "2021-01-01"},
      {"2020-02-28", 1, 0, "2020-02-29"},
      {"2021-01-31", 0, 1, "2021-02-28"},
      {"2021-01", 0, -1, "2020-12"},
      {"2021-01", 0, 25, "2023-02"},
      {"2021-03", 5, 0, ""},
      {"2021", 0, 1, ""},
      {"2020/2021", 0, 1, ""},
      {"2021-03-05", 1e9, 0, ""},
      {"0001-01", 0, -1, ""},
      {"0001-01-01", -1, 0, ""},
      {"9999-12-31", 1, 0, ""},
      {"2021-03-05", 365, 0, "2022-03-05"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    bool by_days = samples[i].days != 0;
    assert_value(ml_date_move(arena, text(samples[i].date), by_days ? number(samples[i].days) : text(""),
                              by_days ? text("") : number(samples[i].months)),
                 samples[i].expected);
  }
  return ML_OK;
}

static void run(ml_status (*work)(void *arena)) {
  ml_arena arena = ML_ARENA_INIT;
  assert_int_equal(ml_arena_guard(&arena, work, &arena), ML_OK);
  ml_arena_dispose(&arena);
}

static void test_make(void **state) {
  (void)state;
  run(make);
}

static void test_part(void **state) {
  (void)state;
  run(part);
}

static void test_edges(void **state) {
  (void)state;
  run(edges);
}

static void test_move(void **state) {
  (void)state;
  run(move);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_make),
      cmocka_unit_test(test_part),
      cmocka_unit_test(test_edges),
      cmocka_unit_test(test_move),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
