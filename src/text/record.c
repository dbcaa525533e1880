#include "text/record.h"

#include "base/json_read.h"
#include "base/utf8.h"

static ml_str *member(ml_record *record, ml_str name) {
  return ml_str_is(name, "text")        ? &record->text
         : ml_str_is(name, "content")   ? &record->text
         : ml_str_is(name, "id")        ? &record->id
         : ml_str_is(name, "title")     ? &record->title
         : ml_str_is(name, "published") ? &record->published
         : ml_str_is(name, "date")      ? &record->published
         : ml_str_is(name, "uri")       ? &record->uri
         : ml_str_is(name, "author")    ? &record->author
         : ml_str_is(name, "source")    ? &record->source
         : ml_str_is(name, "site")      ? &record->site
         : ml_str_is(name, "html")      ? &record->html
                                        : NULL;
}

/* ---- the quick way ---- */

typedef struct scanner {
  ml_arena *arena;
  const char *at, *end;
} scanner;

static void skip_space(scanner *from) {
  while (from->at < from->end && (*from->at == ' ' || *from->at == '\t' || *from->at == '\r' || *from->at == '\n'))
    from->at++;
}

static bool accept(scanner *from, char sign) {
  skip_space(from);
  bool there = from->at < from->end && *from->at == sign;
  from->at += there;
  return there;
}

/* Four hexadecimal digits, or ML_UTF8_BAD. */
static uint32_t read_hex(scanner *from) {
  uint32_t code = 0;
  if (from->end - from->at < 4)
    return ML_UTF8_BAD;
  for (unsigned i = 0; i < 4; i++) {
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *digit = memchr(digits, *from->at++, sizeof digits - 1);
    if (digit == NULL)
      return ML_UTF8_BAD;
    ptrdiff_t value = digit - digits;
    code = code << 4 | (uint32_t)(value < 16 ? value : value - 6);
  }
  return code;
}

/* The code point of \uXXXX behind its u, or of a pair that makes one; ML_UTF8_BAD for half a pair. */
static uint32_t read_unicode(scanner *from) {
  uint32_t code = read_hex(from);
  if (code < 0xD800 || code > 0xDFFF)
    return code;
  if (code > 0xDBFF || from->end - from->at < 2 || from->at[0] != '\\' || from->at[1] != 'u')
    return ML_UTF8_BAD;
  from->at += 2;
  uint32_t low = read_hex(from);
  return low >= 0xDC00 && low <= 0xDFFF ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : ML_UTF8_BAD;
}

/* The code point of an escape behind its backslash, or ML_UTF8_BAD. */
static uint32_t read_escape(scanner *from) {
  static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  if (from->at == from->end)
    return ML_UTF8_BAD;
  char name = *from->at++;
  if (name == 'u')
    return read_unicode(from);
  const char *found = memchr(names, name, sizeof names - 1);
  return found == NULL ? ML_UTF8_BAD : (unsigned char)values[found - names];
}

/* A string behind its opening quote, decoded into the arena. */
static bool read_string(scanner *from, ml_str *string) {
  const char *end = ml_json_plain_end(from->at, from->end);
  if (end < from->end && *end == '"') {
    *string = (ml_str){ml_arena_copy(from->arena, from->at, (size_t)(end - from->at)), (size_t)(end - from->at)};
    from->at = end + 1;
    return true;
  }
  /* Escapes are longer than what they stand for, so what is left of the line has room for the string. */
  char *out = ml_arena_alloc(from->arena, (size_t)(from->end - from->at) + 1);
  size_t n = 0;
  for (;;) {
    end = ml_json_plain_end(from->at, from->end);
    memcpy(out + n, from->at, (size_t)(end - from->at));
    n += (size_t)(end - from->at);
    from->at = end;
    if (from->at == from->end)
      return false;
    char sign = *from->at++;
    if (sign == '"')
      break;
    if (sign != '\\')
      return false;
    uint32_t code = read_escape(from);
    if (code == ML_UTF8_BAD)
      return false;
    n += ml_utf8_put(code, out + n);
  }
  out[n] = '\0';
  *string = (ml_str){out, n};
  return true;
}

static size_t digits(scanner *from) {
  const char *start = from->at;
  while (from->at < from->end && *from->at >= '0' && *from->at <= '9')
    from->at++;
  return (size_t)(from->at - start);
}

/* An integer of at most 18 digits, true, false or null; *integer is what an integer spells. */
static bool read_literal(scanner *from, ml_str *integer) {
  static const char *const words[] = {"true", "false", "null"};
  skip_space(from);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (ml_str_starts((ml_str){from->at, (size_t)(from->end - from->at)}, ml_str_of(words[i]))) {
      from->at += strlen(words[i]);
      return true;
    }
  const char *start = from->at;
  bool zero = from->at < from->end && *from->at == '0';
  size_t n = digits(from);
  if (n == 0 || n > 18 || (zero && n > 1) || (from->at < from->end && strchr(".eE", *from->at) != NULL))
    return false;
  *integer = (ml_str){ml_arena_copy(from->arena, start, n), n};
  return true;
}

bool ml_record_scan(ml_arena *arena, ml_str line, ml_record *record) {
  scanner from = {arena, line.at, line.at + line.n};
  *record = (ml_record){0};
  if (!accept(&from, '{'))
    return false;
  do {
    ml_str name, value = {0}, integer = {0};
    if (!accept(&from, '"') || !read_string(&from, &name) || !accept(&from, ':'))
      return false;
    if (accept(&from, '"') ? !read_string(&from, &value) : !read_literal(&from, &integer))
      return false;
    ml_str *place = member(record, name);
    if (place == &record->id && value.at == NULL)
      value = integer;
    if (place != NULL)
      *place = value; /* of members that occur twice the last one counts, as in Jansson */
  } while (accept(&from, ','));
  if (!accept(&from, '}'))
    return false;
  skip_space(&from);
  return from.at == from.end;
}

/* ---- the general way ---- */

void ml_record_read(ml_arena *arena, ml_str line, ml_record *record, json_t **json, json_error_t *error) {
  const char *name;
  json_t *value;
  *record = (ml_record){0};
  *json = json_loadb(line.at, line.n, JSON_ALLOW_NUL | JSON_DECODE_ANY, error);
  json_object_foreach(*json, name, value) {
    ml_str *place = member(record, ml_str_of(name));
    if (place != NULL && json_is_string(value)) {
      *place = (ml_str){json_string_value(value), json_string_length(value)};
    } else if (place == &record->id && json_is_integer(value)) {
      *place = ml_str_of(ml_arena_format(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value)));
    }
  }
}
