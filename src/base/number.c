#include "base/number.h"

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

void ml_number_text(double number, char out[ML_NUMBER_SIZE]) {
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
