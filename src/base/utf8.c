#include "base/utf8.h"

/* The six bits of a byte that goes on; more than they can be: it does not. */
static uint32_t bits(char byte) {
  return (unsigned char)byte ^ 0x80u;
}

enum { BITS = 0x3F };

uint32_t ml_utf8_next(ml_str text, size_t *at) {
  const char *next = text.at + *at;
  uint32_t lead = (unsigned char)*next, code, used;
  size_t left = text.n - *at;
  if (lead < 0x80) {
    ++*at;
    return lead;
  }
  if (lead >= 0xE0 && lead < 0xF0 && left > 2 && (bits(next[1]) | bits(next[2])) <= BITS) {
    code = (lead & 0x0F) << 12 | bits(next[1]) << 6 | bits(next[2]);
    used = code >= 0x800 && (code < 0xD800 || code > 0xDFFF) ? 3 : 0;
  } else if (lead >= 0xC2 && lead < 0xE0 && left > 1 && bits(next[1]) <= BITS) {
    code = (lead & 0x1F) << 6 | bits(next[1]);
    used = 2;
  } else if (lead >= 0xF0 && lead < 0xF5 && left > 3 && (bits(next[1]) | bits(next[2]) | bits(next[3])) <= BITS) {
    code = (lead & 0x07) << 18 | bits(next[1]) << 12 | bits(next[2]) << 6 | bits(next[3]);
    used = code >= 0x10000 && code <= 0x10FFFF ? 4 : 0;
  } else {
    used = 0;
  }
  *at += used == 0 ? 1 : used;
  return used == 0 ? (uint32_t)ML_UTF8_BAD : code;
}

static char going_on(uint32_t code) {
  return (char)(0x80 | (code & BITS));
}

size_t ml_utf8_put(uint32_t code, char out[4]) {
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  if (code < 0x800) {
    out[0] = (char)(0xC0 | code >> 6);
    out[1] = going_on(code);
    return 2;
  }
  if (code < 0x10000) {
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = going_on(code >> 6);
    out[2] = going_on(code);
    return 3;
  }
  out[0] = (char)(0xF0 | code >> 18);
  out[1] = going_on(code >> 12);
  out[2] = going_on(code >> 6);
  out[3] = going_on(code);
  return 4;
}

size_t ml_utf8_length(ml_str text) {
  size_t n = 0;
  for (size_t at = 0; at < text.n; n++)
    ml_utf8_next(text, &at);
  return n;
}

ml_str ml_utf8_encode(ml_arena *arena, const uint32_t *codes, size_t n) {
  size_t size = n, at = 0;
  for (size_t i = 0; i < n; i++)
    size += (size_t)(codes[i] >= 0x80) + (codes[i] >= 0x800) + (codes[i] >= 0x10000);
  char *out = ml_arena_take(arena, size + 1);
  for (size_t i = 0; i < n; i++)
    at += ml_utf8_put(codes[i], out + at);
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
