#include "graph/date.h"

static int days_in(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

bool ml_is_date(ml_str text) {
  int numbers[3] = {0, 0, 0}; /* year, month, day */
  const size_t length = sizeof "YYYY-MM-DD" - 1;
  if (text.n != length)
    return false;
  for (size_t i = 0, part = 0; i < length; i++) {
    char c = text.at[i];
    bool dash = i == 4 || i == 7;
    if (dash ? c != '-' : c < '0' || c > '9')
      return false;
    if (dash)
      part++;
    else
      numbers[part] = numbers[part] * 10 + (c - '0');
  }
  return numbers[0] >= 1 && numbers[1] >= 1 && numbers[1] <= 12 && numbers[2] >= 1 &&
         numbers[2] <= days_in(numbers[0], numbers[1]);
}
