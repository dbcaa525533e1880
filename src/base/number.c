#include "base/number.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The digits after the point when `number` is written with `digits` significant ones. */
static int decimals_of(double number, int digits) {
  char text[64];
  snprintf(text, sizeof text, "%.*e", digits - 1, number);
  const char *exponent = strchr(text, 'e');
  int decimals = digits - 1 - (int)strtol(exponent == NULL ? "0" : exponent + 1, NULL, 10);
  return decimals < 0 ? 0 : decimals;
}

/* Writes `digits` with a point before the last `decimals` of them; what stands at the end of `out` goes to its front.
 */
static void write_digits(uint64_t digits, int decimals, bool negative, char *out) {
  char *at = out + ML_NUMBER_SIZE - 1, *end = at;
  for (int n = 0; digits > 0 || n <= decimals; n++, digits /= 10) {
    if (n == decimals && n > 0)
      *--at = '.';
    *--at = (char)('0' + digits % 10);
  }
  if (negative)
    *--at = '-';
  memmove(out, at, (size_t)(end - at));
  out[end - at] = '\0';
}

/* Most numbers are whole or have a few decimals: those of at most 15 digits need no trial. */
static bool write_short(double number, char *out) {
  enum { MOST_DECIMALS = 4 };
  const double most = 1e15;
  double scale = 1, size = number < 0 ? -number : number;
  for (int decimals = 0; decimals <= MOST_DECIMALS && size * scale < most; decimals++, scale *= 10) {
    uint64_t digits = (uint64_t)(size * scale + 0.5);
    if ((double)digits / scale == size) {
      write_digits(digits, decimals, number < 0, out);
      return true;
    }
  }
  return false;
}

void ml_number_text(double number, char out[ML_NUMBER_SIZE]) {
  if (write_short(number, out))
    return;
  enum { LEAST = 15, ENOUGH = 17 }; /* every decimal of 15 digits survives a double; 17 tell all doubles apart */
  for (int digits = LEAST; digits <= ENOUGH; digits++) {
    snprintf(out, ML_NUMBER_SIZE, "%.*f", decimals_of(number, digits), number);
    if (strtod(out, NULL) == number)
      break;
  }
  char *point = out + strspn(out, "-0123456789"); /* a locale may write another point */
  if (*point != '\0') {
    *point = '.';
    char *last = out + strlen(out) - 1;
    while (*last == '0')
      *last-- = '\0';
    if (*last == '.')
      *last = '\0';
  }
  if (strcmp(out, "-0") == 0)
    memcpy(out, "0", sizeof "0");
}
