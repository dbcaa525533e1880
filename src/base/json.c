#include "base/json.h"

#include <math.h>

#include "base/number.h"
#include "base/utf8.h"

static void put_code(FILE *to, uint32_t code) {
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
  default:
    break;
  }
  if (code < 0x20 || code == 0x7F) {
    fprintf(to, "\\u%04x", (unsigned)code);
    return;
  }
  char bytes[4] = {0};
  size_t n = ml_utf8_put(code == ML_UTF8_BAD ? 0xFFFD : code, bytes);
  fwrite(bytes, 1, n, to);
}

void ml_json_string(FILE *to, ml_str text) {
  putc('"', to);
  for (size_t at = 0; at < text.n;)
    put_code(to, ml_utf8_next(text, &at));
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
