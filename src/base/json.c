#include "base/json.h"

#include <math.h>
#include <stdbool.h>

#include "base/number.h"
#include "base/utf8.h"

static void put_escaped(ml_pieces *to, uint32_t code) {
  static const char digits[] = "0123456789abcdef";
  switch (code) {
  case '"':
    ml_pieces_put(to, ML_STR("\\\""));
    return;
  case '\\':
    ml_pieces_put(to, ML_STR("\\\\"));
    return;
  case '\n':
    ml_pieces_put(to, ML_STR("\\n"));
    return;
  case '\r':
    ml_pieces_put(to, ML_STR("\\r"));
    return;
  case '\t':
    ml_pieces_put(to, ML_STR("\\t"));
    return;
  case ML_UTF8_BAD:
    ml_pieces_put(to, ML_STR("\xEF\xBF\xBD"));
    return;
  default: /* a control character */
    ml_pieces_put(to, ML_STR("\\u00"));
    ml_pieces_char(to, digits[code >> 4]);
    ml_pieces_char(to, digits[code & 0xF]);
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

/* What needs no escape is one piece. */
void ml_json_put_string(ml_pieces *to, ml_str text) {
  ml_pieces_char(to, '"');
  for (size_t at = 0; at < text.n;) {
    size_t end = plain_until(text, at);
    ml_pieces_put(to, (ml_str){text.at + at, end - at});
    at = end;
    if (at < text.n)
      put_escaped(to, ml_utf8_next(text, &at));
  }
  ml_pieces_char(to, '"');
}

void ml_json_put_number(ml_pieces *to, double number) {
  char text[ML_NUMBER_SIZE] = "null";
  if (isfinite(number))
    ml_number_text(number, text);
  ml_pieces_put(to, ml_str_of(text));
}

void ml_json_string(FILE *to, ml_str text) {
  ml_pieces pieces;
  ml_pieces_start(&pieces, to);
  ml_json_put_string(&pieces, text);
  ml_pieces_flush(&pieces);
}

void ml_json_number(FILE *to, double number) {
  ml_pieces pieces;
  ml_pieces_start(&pieces, to);
  ml_json_put_number(&pieces, number);
  ml_pieces_flush(&pieces);
}
