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

static bool is_plain(uint32_t code) {
  return code >= 0x20 && code != '"' && code != '\\' && code != 0x7F && code != ML_UTF8_BAD;
}

/* What needs no escape is written in one piece. */
void ml_json_string(FILE *to, ml_str text) {
  size_t from = 0;
  putc('"', to);
  for (size_t at = 0; at < text.n;) {
    size_t here = at;
    uint32_t code = ml_utf8_next(text, &at);
    if (is_plain(code))
      continue;
    fwrite(text.at + from, 1, here - from, to);
    put_escaped(to, code);
    from = at;
  }
  if (from < text.n)
    fwrite(text.at + from, 1, text.n - from, to);
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
