#include "extract/date.h"

#include <limits.h>
#include <string.h>

#include "extract/value.h"

typedef struct date {
  int year, month, day; /* 0: not said */
} date;

static int days_in(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

static bool is_possible(date d) {
  if (d.year < 1 || d.year > 9999 || d.month < 0 || d.month > 12 || d.day < 0)
    return false;
  return d.day == 0 || (d.month > 0 && d.day <= days_in(d.year, d.month));
}

static void put_digits(char *to, int number, int width) {
  for (; width > 0; number /= 10)
    to[--width] = (char)('0' + number % 10);
}

static ml_value print(ml_arena *arena, date d) {
  if (!is_possible(d))
    return ml_unset();
  char text[] = "0000-00-00";
  put_digits(text, d.year, 4);
  put_digits(text + 5, d.month, 2);
  put_digits(text + 8, d.day, 2);
  return (ml_value){.kind = ML_TEXT, .text = ml_arena_copy(arena, text, d.day > 0 ? 10 : d.month > 0 ? 7 : 4)};
}

/* Reads a number of at most `width` digits. */
static bool read_digits(const char **at, const char *end, int width, int *out) {
  const char *from = *at;
  for (*out = 0; *at < end && *at - from < width && **at >= '0' && **at <= '9'; ++*at)
    *out = *out * 10 + (**at - '0');
  return *at > from;
}

static bool read(const char *text, size_t n, date *out) {
  const char *at = text, *end = text + n;
  *out = (date){0};
  if (n < 4 || !read_digits(&at, end, 4, &out->year))
    return false;
  if (at < end && (*at++ != '-' || !read_digits(&at, end, 2, &out->month)))
    return false;
  if (at < end && (*at++ != '-' || !read_digits(&at, end, 2, &out->day)))
    return false;
  return at == end && is_possible(*out);
}

static bool read_both(ml_value value, date *from, date *until) {
  if (value.kind != ML_TEXT)
    return false;
  const char *slash = strchr(value.text, '/');
  size_t n = slash == NULL ? strlen(value.text) : (size_t)(slash - value.text);
  if (!read(value.text, n, from))
    return false;
  *until = *from;
  return slash == NULL || read(slash + 1, strlen(slash + 1), until);
}

/* 0 for what is no whole number above 0. */
static int whole(ml_value value) {
  if (value.kind != ML_NUMBER || !(value.number > 0 && value.number < INT_MAX))
    return 0;
  return value.number == (int)value.number ? (int)value.number : 0;
}

ml_value ml_date_make(ml_arena *arena, ml_value year, ml_value month, ml_value day) {
  bool said = (month.kind == ML_UNSET || whole(month) > 0) && (day.kind == ML_UNSET || whole(day) > 0);
  return said ? print(arena, (date){whole(year), whole(month), whole(day)}) : ml_unset();
}

ml_value ml_date_part(ml_arena *arena, ml_value year, ml_value index, int parts) {
  int i = whole(index), length = 12 / parts;
  if (i < 1 || i > parts)
    return ml_unset();
  return ml_date_interval(arena, print(arena, (date){whole(year), (i - 1) * length + 1, 0}),
                          print(arena, (date){whole(year), i * length, 0}));
}

ml_value ml_date_interval(ml_arena *arena, ml_value from, ml_value until) {
  if (from.kind != ML_TEXT || until.kind != ML_TEXT)
    return ml_unset();
  const char *behind = strchr(until.text, '/');
  return (ml_value){.kind = ML_TEXT,
                    .text = ml_arena_format(arena, "%.*s/%s", (int)strcspn(from.text, "/"), from.text,
                                            behind == NULL ? until.text : behind + 1)};
}

ml_value ml_date_edge(ml_arena *arena, ml_value value, bool last) {
  date from, until;
  if (!read_both(value, &from, &until))
    return ml_unset();
  date d = last ? until : from;
  if (d.month == 0)
    d.month = last ? 12 : 1;
  if (d.day == 0)
    d.day = last ? days_in(d.year, d.month) : 1;
  return print(arena, d);
}

ml_value ml_date_precision(ml_arena *arena, ml_value value) {
  date from, until;
  if (!read_both(value, &from, &until))
    return ml_unset();
  const char *word = strchr(value.text, '/') != NULL ? "interval"
                     : from.day > 0                  ? "day"
                     : from.month > 0                ? "month"
                                                     : "year";
  return (ml_value){.kind = ML_TEXT, .text = ml_arena_copy(arena, word, strlen(word))};
}

static date plus_days(date d, int days) {
  d.day += days;
  while (d.day > days_in(d.year, d.month)) {
    d.day -= days_in(d.year, d.month);
    d.year += d.month == 12;
    d.month = d.month % 12 + 1;
  }
  while (d.day < 1) {
    d.year -= d.month == 1;
    d.month = d.month == 1 ? 12 : d.month - 1;
    d.day += days_in(d.year, d.month);
  }
  return d;
}

static date plus_months(date d, int months) {
  int since = d.year * 12 + d.month - 1 + months;
  d.year = since / 12;
  d.month = since % 12 + 1;
  if (d.year > 0 && d.day > days_in(d.year, d.month))
    d.day = days_in(d.year, d.month);
  return d;
}

ml_value ml_date_move(ml_arena *arena, ml_value value, ml_value days, ml_value months) {
  enum { FARTHEST = 36600 }; /* a century in days, so that the loops above stay short */
  date from, until;
  if (!read_both(value, &from, &until) || strchr(value.text, '/') != NULL || from.month == 0)
    return ml_unset();
  double by = days.kind == ML_NUMBER ? days.number : months.kind == ML_NUMBER ? months.number : 0;
  if (by > FARTHEST || by < -FARTHEST || (days.kind == ML_NUMBER && from.day == 0))
    return ml_unset();
  date moved = days.kind == ML_NUMBER ? plus_days(from, (int)by) : plus_months(from, (int)by);
  return print(arena, moved);
}
