#include "base/json_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { DEPTH = 256, FEW = 16 };

typedef struct parser {
  ml_arena *arena;
  char *at; /* in a copy of the text, where strings are made in their place; a NUL stands behind it */
  const char *end;
  const char *problem;
} parser;

static bool fail(parser *p, const char *problem) {
  if (p->problem == NULL)
    p->problem = problem;
  return false;
}

static void skip_blanks(parser *p) {
  while (*p->at == ' ' || *p->at == '\t' || *p->at == '\r' || *p->at == '\n')
    p->at++;
}

static bool accept(parser *p, char sign) {
  skip_blanks(p);
  bool there = *p->at == sign && p->at < p->end;
  p->at += there;
  return there;
}

/* ---- strings ---- */

const char *ml_json_plain_end(const char *at, const char *end) {
  const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
  for (uint64_t word; end - at >= 8;
       at += 8) { /* eight bytes at a time; a byte that is zero has borrowed its top bit */
    memcpy(&word, at, 8);
    uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
    uint64_t found = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((word - ones * 0x20) & ~word);
    if ((found & tops) != 0)
      break;
  }
  while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
    at++;
  return at;
}

static bool read_hex(parser *p, uint32_t *unit) {
  *unit = 0;
  for (int i = 0; i < 4; i++, p->at++) {
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *digit = *p->at == '\0' ? NULL : strchr(digits, *p->at);
    if (digit == NULL)
      return fail(p, "four hexadecimal digits are missing behind \\u");
    uint32_t value = (uint32_t)(digit - digits);
    *unit = *unit << 4 | (value < 16 ? value : value - 6);
  }
  return true;
}

/* Behind \u: a code point, which may take two such escapes. */
static bool read_code(parser *p, uint32_t *code) {
  uint32_t low;
  if (!read_hex(p, code))
    return false;
  if (*code == 0)
    return fail(p, "a NUL stands in a string");
  if ((*code & 0xF800) != 0xD800)
    return true;
  if (*code >= 0xDC00 || p->at[0] != '\\' || p->at[1] != 'u')
    return fail(p, "half of a surrogate pair stands alone");
  p->at += 2;
  if (!read_hex(p, &low))
    return false;
  if ((low & 0xFC00) != 0xDC00)
    return fail(p, "half of a surrogate pair stands alone");
  *code = 0x10000 + ((*code & 0x3FF) << 10) + (low & 0x3FF);
  return true;
}

/* Writes what the escape at hand stands for, which is never longer, to `to`; returns the place behind it. */
static char *read_escape(parser *p, char *to) {
  static const char signs[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
  uint32_t code;
  p->at++;
  const char *sign = *p->at == '\0' ? NULL : strchr(signs, *p->at);
  if (sign != NULL) {
    p->at++;
    *to = meant[sign - signs];
    return to + 1;
  }
  if (*p->at != 'u') {
    fail(p, "a backslash stands before something that it does not escape");
    return to;
  }
  p->at++;
  return read_code(p, &code) ? to + ml_utf8_put(code, to) : to;
}

/* Behind the quote that opens it. */
static bool read_string(parser *p, ml_str *out) {
  char *begin = p->at, *to = p->at;
  for (;;) {
    size_t n = (size_t)(ml_json_plain_end(p->at, p->end) - p->at);
    if (to != p->at)
      memmove(to, p->at, n);
    to += n;
    p->at += n;
    if (*p->at != '\\')
      break;
    to = read_escape(p, to);
    if (p->problem != NULL)
      return false;
  }
  if (*p->at != '"')
    return fail(p, p->at == p->end ? "a string is not closed" : "a control character stands in a string");
  p->at++;
  *to = '\0';
  *out = (ml_str){begin, (size_t)(to - begin)};
  return true;
}

/* ---- numbers and literals ---- */

static const char *behind_digits(const char *at) {
  while (*at >= '0' && *at <= '9')
    at++;
  return at;
}

/* Behind the number that begins here; NULL: none does. */
static const char *number_end(const char *at) {
  at += *at == '-';
  const char *end = *at == '0' ? at + 1 : behind_digits(at);
  if (end == at)
    return NULL;
  if (*end == '.') {
    at = end + 1;
    end = behind_digits(at);
    if (end == at)
      return NULL;
  }
  if (*end != 'e' && *end != 'E')
    return end;
  at = end + 1;
  at += *at == '+' || *at == '-';
  end = behind_digits(at);
  return end == at ? NULL : end;
}

/* A number of so few digits that it and the power of ten below its point are exact, and so is their quotient but for
 * one rounding (Clinger, How to read floating point numbers accurately, 1990). False: it is none. Most are. */
static bool read_short(const char *at, const char *end, double *number) {
  enum { MOST_DIGITS = 15 };
  int64_t digits = 0;
  double scale = 1;
  bool behind_point = false;
  if (end - at > MOST_DIGITS)
    return false;
  for (; at < end; at++) {
    if (*at >= '0' && *at <= '9') {
      digits = digits * 10 + (*at - '0');
      scale *= behind_point ? 10 : 1;
    } else if (*at == '.') {
      behind_point = true;
    } else {
      return false;
    }
  }
  *number = (double)digits / scale;
  return true;
}

/* Any number: its digits without the point, whose sign is the locale's matter, and the power of ten that makes up for
 * it are what strtod reads. */
static double read_long(ml_arena *arena, const char *at, const char *end) {
  enum { ROOM = 32, MOST = 1 << 30 /* far beyond what doubles hold, even with all digits that a text may have */ };
  size_t size = (size_t)(end - at) + ROOM, n = 0;
  char *text = ML_NEW_ARRAY(arena, char, size);
  long exponent = 0;
  bool behind_point = false;
  for (; at < end && *at != 'e' && *at != 'E'; at++) {
    if (*at != '.')
      text[n++] = *at;
    exponent -= behind_point;
    behind_point = behind_point || *at == '.';
  }
  long said = at < end ? strtol(at + 1, NULL, 10) : 0;
  exponent += said > MOST ? MOST : said < -MOST ? -MOST : said;
  snprintf(text + n, size - n, "e%ld", exponent);
  return strtod(text, NULL);
}

static bool read_number(parser *p, double *number) {
  const char *end = number_end(p->at);
  if (end == NULL)
    return fail(p, "a value is missing");
  if (!read_short(p->at, end, number))
    *number = read_long(p->arena, p->at, end);
  if (!isfinite(*number))
    return fail(p, "a number is too large");
  p->at += end - p->at;
  return true;
}

static bool read_word(parser *p, ml_json *value) {
  static const char *const words[] = {[ML_JSON_NULL] = "null", [ML_JSON_FALSE] = "false", [ML_JSON_TRUE] = "true"};
  for (int type = ML_JSON_NULL; type <= ML_JSON_TRUE; type++) {
    size_t n = strlen(words[type]);
    if (strncmp(p->at, words[type], n) != 0)
      continue;
    p->at += n;
    value->type = (ml_json_type)type;
    return true;
  }
  value->type = ML_JSON_NUMBER;
  return read_number(p, &value->number);
}

/* ---- arrays and objects ---- */

static int by_name(const void *a, const void *b) {
  return ml_str_cmp(*(const ml_str *)a, *(const ml_str *)b);
}

/* Of a few names each is held against all before it, of many they are sorted. */
static bool has_twice(ml_arena *arena, const ml_json *object) {
  const ml_json *first = object->members.first;
  size_t n = object->members.n;
  if (n <= FEW) {
    for (const ml_json *a = first; a != NULL; a = a->next)
      for (const ml_json *b = first; b != a; b = b->next)
        if (ml_str_eq(a->name, b->name))
          return true;
    return false;
  }
  ml_str *names = ML_NEW_ARRAY(arena, ml_str, n);
  for (const ml_json *a = first; a != NULL; a = a->next)
    *names++ = a->name;
  names -= n;
  qsort(names, n, sizeof *names, by_name);
  for (size_t i = 1; i < n; i++)
    if (ml_str_eq(names[i - 1], names[i]))
      return true;
  return false;
}

static bool read_value(parser *p, ml_json *value, unsigned depth);

static bool read_name(parser *p, ml_str *name) {
  if (!accept(p, '"'))
    return fail(p, "a name in double quotes is missing");
  return read_string(p, name) && (accept(p, ':') || fail(p, "a colon is missing behind a name"));
}

static bool read_members(parser *p, ml_json *all, unsigned depth) {
  bool object = all->type == ML_JSON_OBJECT;
  char close = object ? '}' : ']';
  const ml_json **link = &all->members.first;
  all->members.first = NULL;
  all->members.n = 0;
  if (accept(p, close))
    return true;
  do {
    ml_json *member = ML_NEW(p->arena, ml_json);
    if ((object && !read_name(p, &member->name)) || !read_value(p, member, depth))
      return false;
    *link = member;
    link = &member->next;
    all->members.n++;
  } while (accept(p, ','));
  if (!accept(p, close))
    return fail(p, object ? "a comma or } is missing" : "a comma or ] is missing");
  return !object || !has_twice(p->arena, all) || fail(p, "an object has a name twice");
}

static bool read_value(parser *p, ml_json *value, unsigned depth) {
  if (accept(p, '"')) {
    value->type = ML_JSON_STRING;
    return read_string(p, &value->text);
  }
  bool object = accept(p, '{');
  if (!object && !accept(p, '['))
    return read_word(p, value);
  value->type = object ? ML_JSON_OBJECT : ML_JSON_ARRAY;
  return depth < DEPTH ? read_members(p, value, depth + 1) : fail(p, "too many arrays and objects stand in each other");
}

/* ---- all of it ---- */

static bool is_utf8(ml_str text) {
  for (size_t at = 0; at < text.n;)
    if ((unsigned char)text.at[at] < 0x80)
      at++;
    else if (ml_utf8_next(text, &at) == ML_UTF8_BAD)
      return false;
  return true;
}

const ml_json *ml_json_read(ml_arena *arena, ml_str text, ml_json_error *error) {
  char *copy = ml_arena_copy(arena, text.at, text.n);
  parser p = {.arena = arena, .at = copy, .end = copy + text.n};
  ml_json *value = ML_NEW(arena, ml_json);
  *error = (ml_json_error){NULL, 0};
  if (!is_utf8(text)) {
    error->problem = "its bytes are no UTF-8";
    return NULL;
  }
  bool read = read_value(&p, value, 0);
  if (read)
    skip_blanks(&p);
  if (read && p.at != p.end)
    read = fail(&p, "something stands behind the value");
  if (read)
    return value;
  *error = (ml_json_error){p.problem, ml_utf8_length((ml_str){text.at, (size_t)(p.at - copy)}) + 1};
  return NULL;
}

const ml_json *ml_json_get(const ml_json *object, const char *name) {
  if (!ml_json_is(object, ML_JSON_OBJECT))
    return NULL;
  const ml_str wanted = ml_str_of(name);
  for (const ml_json *member = object->members.first; member != NULL; member = member->next)
    if (ml_str_eq(member->name, wanted))
      return member;
  return NULL;
}
