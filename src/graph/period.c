#include "graph/period.h"

#include <stdio.h>

typedef struct day_range {
  int year, month, first, last_month, last;
} day_range;

static int days_in(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

/* `digits` digits at text.at[at], or -1. */
static int number_at(ml_str text, size_t at, size_t digits) {
  int number = 0;
  if (at + digits > text.n)
    return -1;
  for (size_t i = at; i < at + digits; i++) {
    if (text.at[i] < '0' || text.at[i] > '9')
      return -1;
    number = number * 10 + (text.at[i] - '0');
  }
  return number;
}

static bool read_range(ml_str text, day_range *out) {
  int year = number_at(text, 0, 4), month = -1, day = -1;
  if (year <= 0 || (text.n != 4 && text.n != 7 && text.n != 10))
    return false;
  if (text.n >= 7) {
    month = number_at(text, 5, 2);
    if (text.at[4] != '-' || month < 1 || month > 12)
      return false;
  }
  if (text.n == 10) {
    day = number_at(text, 8, 2);
    if (text.at[7] != '-' || day < 1 || day > days_in(year, month))
      return false;
  }
  int last_month = month < 0 ? 12 : month;
  *out = (day_range){year, month < 0 ? 1 : month, day < 0 ? 1 : day, last_month,
                     day < 0 ? days_in(year, last_month) : day};
  return true;
}

static void put_day(char out[ML_DAY_SIZE], int year, int month, int day) {
  char text[40];
  snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
  memcpy(out, text, ML_DAY_SIZE - 1);
  out[ML_DAY_SIZE - 1] = '\0';
}

bool ml_period_days(ml_str text, char from[ML_DAY_SIZE], char until[ML_DAY_SIZE]) {
  const char *slash = text.n == 0 ? NULL : memchr(text.at, '/', text.n);
  size_t head = slash == NULL ? text.n : (size_t)(slash - text.at);
  ml_str tail = slash == NULL ? text : (ml_str){slash + 1, text.n - head - 1};
  day_range first, last;
  if (!read_range((ml_str){text.at, head}, &first) || !read_range(tail, &last))
    return false;
  put_day(from, first.year, first.month, first.first);
  put_day(until, last.year, last.last_month, last.last);
  return memcmp(from, until, ML_DAY_SIZE) <= 0;
}
