#include "base/utf8.h"

static uint32_t tail(ml_str text, size_t at, unsigned n, uint32_t code, uint32_t least) {
  if (text.n - at < n)
    return ML_UTF8_BAD;
  for (unsigned i = 0; i < n; i++) {
    unsigned char byte = (unsigned char)text.at[at + i];
    if ((byte & 0xC0) != 0x80)
      return ML_UTF8_BAD;
    code = code << 6 | (byte & 0x3Fu);
  }
  if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
    return ML_UTF8_BAD;
  return code;
}

uint32_t ml_utf8_next(ml_str text, size_t *at) {
  unsigned char lead = (unsigned char)text.at[(*at)++];
  uint32_t code = ML_UTF8_BAD;
  unsigned more = 0;
  if (lead < 0x80)
    return lead;
  if (lead >= 0xC2 && lead < 0xE0)
    code = tail(text, *at, more = 1, lead & 0x1Fu, 0x80);
  else if (lead >= 0xE0 && lead < 0xF0)
    code = tail(text, *at, more = 2, lead & 0x0Fu, 0x800);
  else if (lead >= 0xF0 && lead < 0xF5)
    code = tail(text, *at, more = 3, lead & 0x07u, 0x10000);
  if (code != ML_UTF8_BAD)
    *at += more;
  return code;
}

size_t ml_utf8_put(uint32_t code, char out[4]) {
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = n; i-- > 1; code >>= 6)
    out[i] = (char)(0x80 | (code & 0x3F));
  out[0] = (char)(lead[n] | code);
  return n;
}

size_t ml_utf8_length(ml_str text) {
  size_t n = 0;
  for (size_t at = 0; at < text.n; n++)
    ml_utf8_next(text, &at);
  return n;
}

ml_str ml_utf8_encode(ml_arena *arena, const uint32_t *codes, size_t n) {
  char *out = ml_arena_take(arena, (n + 1) * 4);
  size_t size = 0;
  for (size_t i = 0; i < n; i++)
    size += ml_utf8_put(codes[i], out + size);
  out[size] = '\0';
  return (ml_str){out, size};
}

uint32_t *ml_utf8_decode(ml_arena *arena, ml_str text, size_t *n) {
  uint32_t *codes = ml_arena_array(arena, text.n + 1, sizeof *codes);
  *n = 0;
  for (size_t at = 0; at < text.n;) {
    uint32_t code = ml_utf8_next(text, &at);
    codes[(*n)++] = code == ML_UTF8_BAD ? 0xFFFD : code;
  }
  return codes;
}

int ml_utf8_within(const char *text, size_t bytes) {
  const ml_str whole = ml_str_of(text);
  size_t within = 0;
  for (size_t at = 0; at < whole.n && at < bytes;) {
    ml_utf8_next(whole, &at);
    if (at <= bytes)
      within = at;
  }
  return (int)within;
}

unsigned ml_utf8_width(uint32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x300 && c < 0x370) || (c >= 0x200B && c <= 0x200F) ||
      (c >= 0xFE00 && c <= 0xFE0F))
    return 0;
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0xA4CF) ||
                 (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
                 (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1F9FF) ||
                 (c >= 0x20000 && c <= 0x3FFFD)
             ? 2
             : 1;
}
