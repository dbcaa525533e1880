#include "base/json.h"

#include <math.h>
#include <stdbool.h>

#include "base/number.h"
#include "base/utf8.h"

static void put_escaped(FILE *to, uint32_t code) {
  switch (code) {
  case '"':
    fputs("\\\"", to);
    return;
  case '\\':
    fputs("\\\\", to);
    return;
  case '\n':
    fputs("\\n", to);
    return;
  case '\r':
    fputs("\\r", to);
    return;
  case '\t':
    fputs("\\t", to);
    return;
  case ML_UTF8_BAD:
    fputs("\xEF\xBF\xBD", to);
    return;
  default:
    fprintf(to, "\\u%04x", (unsigned)code);
  }
}

static bool needs_no_escape(uint32_t code) {
  return code >= 0x20 && code != '"' && code != '\\' && code != 0x7F && code != ML_UTF8_BAD;
}

/* Where the characters from `at` on end that need no escape. */
static size_t plain_until(ml_str text, size_t at) {
  while (at < text.n) {
    size_t here = at;
    uint32_t code = (unsigned char)text.at[at];
    if (code < 0x80)
      at++;
    else
      code = ml_utf8_next(text, &at);
    if (!needs_no_escape(code))
      return here;
  }
  return at;
}

/* What needs no escape is written in one piece. */
void ml_json_string(FILE *to, ml_str text) {
  putc('"', to);
  for (size_t at = 0; at < text.n;) {
    size_t end = plain_until(text, at);
    fwrite(text.at + at, 1, end - at, to);
    at = end;
    if (at < text.n)
      put_escaped(to, ml_utf8_next(text, &at));
  }
  putc('"', to);
}

void ml_json_number(FILE *to, double number) {
  char text[ML_NUMBER_SIZE];
  if (!isfinite(number)) {
    fputs("null", to);
    return;
  }
  ml_number_text(number, text);
  fputs(text, to);
}
