#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "rules/parse.h"

enum { MESSAGE_SIZE = 512 };

static const ml_line *line_of(const ml_parse *p) {
  return &p->file->lines[p->line - 1];
}

bool ml_parse_is_lower(uint32_t code) {
  return code >= 'a' && code <= 'z';
}

bool ml_parse_is_upper(uint32_t code) {
  return code >= 'A' && code <= 'Z';
}

bool ml_parse_is_digit(uint32_t code) {
  return code >= '0' && code <= '9';
}

bool ml_parse_is_word(uint32_t code) {
  return ml_parse_is_lower(code) || ml_parse_is_upper(code) || ml_parse_is_digit(code) || code == '_';
}

/* No-break and ideographic spaces come with pasted text and from Chinese input methods. */
bool ml_parse_is_space(uint32_t code) {
  return code == ' ' || code == '\t' || code == 0xA0 || code == 0x3000;
}

/* What the ASCII sign is for whose full-width double `code` is, or NULL: then `code` is text like any other. */
static const char *operator_purpose(uint32_t code) {
  static const struct {
    const char *signs, *purpose;
  } table[] = {{"()", "a group"},       {"[]", "a class"},        {"{}?*+", "a count"}, {"|", "an alternative"},
               {":", "a name"},         {"<>!", "a look-around"}, {"~", "points"},      {".", "any character"},
               {"=", "an equals sign"}, {";,", "a list"}};
  if (code < 0xFF01 || code > 0xFF5E)
    return NULL;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strchr(table[i].signs, (int)(code - 0xFEE0)) != NULL)
      return table[i].purpose;
  return NULL;
}

bool ml_parse_is_text(uint32_t code) {
  return code >= 0x80 && code != ML_END_OF_LINE && !ml_parse_is_space(code) && operator_purpose(code) == NULL;
}

uint32_t ml_parse_ahead(const ml_parse *p, size_t offset) {
  const ml_line *line = line_of(p);
  return p->at + offset < line->n ? line->codes[p->at + offset] : ML_END_OF_LINE;
}

uint32_t ml_parse_peek(ml_parse *p) {
  const ml_line *line = line_of(p);
  while (p->at < line->n && ml_parse_is_space(line->codes[p->at]))
    p->at++;
  if (p->at < line->n && line->codes[p->at] == '#' && (p->at == 0 || ml_parse_is_space(line->codes[p->at - 1])))
    return ML_END_OF_LINE;
  return ml_parse_ahead(p, 0);
}

bool ml_parse_accept(ml_parse *p, uint32_t code) {
  if (ml_parse_peek(p) != code)
    return false;
  p->at++;
  return true;
}

void ml_parse_expect(ml_parse *p, uint32_t code, const char *purpose) {
  if (!ml_parse_accept(p, code))
    ml_parse_expected(p, ml_arena_format(p->syntax->arena, "`%c` %s", (int)code, purpose));
}

void ml_parse_end(ml_parse *p) {
  if (ml_parse_peek(p) != ML_END_OF_LINE)
    ml_parse_expected(p, "the end of the line");
}

bool ml_parse_next_line(ml_parse *p) {
  while (p->line < p->file->n_lines) {
    p->line++;
    p->at = 0;
    if (ml_parse_peek(p) == ML_END_OF_LINE)
      continue;
    bool indented = p->at > 0;
    p->at = 0;
    return indented;
  }
  p->line = p->file->n_lines + 1;
  return false;
}

ml_place ml_parse_place(const ml_parse *p, size_t from) {
  const ml_line *line = line_of(p);
  size_t to = p->at;
  while (to > from + 1 && ml_parse_is_space(line->codes[to - 1]))
    to--;
  return (ml_place){p->file, p->line, from + 1, to - from};
}

ml_place ml_parse_next_place(ml_parse *p, size_t length) {
  ml_parse_peek(p);
  return (ml_place){p->file, p->line, p->at + 1, length};
}

void ml_parse_fail(ml_parse *p, ml_place place, const char *hint, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  ml_syntax_error(p->syntax, place, hint, "%s", message);
  longjmp(p->broken, 1);
}

static const char *shown(ml_parse *p, uint32_t code) {
  if (code < 0x20 || code == 0x7F)
    return ml_arena_format(p->syntax->arena, "U+%04X", code);
  return ml_utf8_encode(p->syntax->arena, &code, 1).at;
}

void ml_parse_expected(ml_parse *p, const char *what) {
  uint32_t code = ml_parse_peek(p);
  ml_place place = ml_parse_next_place(p, 1);
  if (code == ML_END_OF_LINE)
    ml_parse_fail(p, place, NULL, "expected %s, but the line ends", what);
  const char *purpose = operator_purpose(code), *sign = shown(p, code);
  if (ml_parse_is_word(code)) {
    sign = ml_parse_peek_word(p);
    place.length = strlen(sign);
  }
  if (purpose == NULL)
    ml_parse_fail(p, place, NULL, "expected %s, found `%s`", what, sign);
  const char *hint = ml_arena_format(p->syntax->arena, "for %s write %c   for the character itself write \"%s\"",
                                     purpose, (int)(code - 0xFEE0), sign);
  ml_parse_fail(p, place, hint, "the full-width %s is text, not an operator, and text like this must be quoted", sign);
}

void ml_parse_enter(ml_parse *p) {
  if (++p->depth > ML_MAX_NESTING)
    ml_parse_fail(p, ml_parse_place(p, p->at > 0 ? p->at - 1 : 0), "name a part of it with `let`",
                  "nested too deeply (the limit is %d)", ML_MAX_NESTING);
}

void ml_parse_leave(ml_parse *p) {
  p->depth--;
}

/* ---- words ---- */

static size_t word_length(ml_parse *p) {
  size_t n = 0;
  ml_parse_peek(p);
  while (ml_parse_is_word(ml_parse_ahead(p, n)))
    n++;
  return n;
}

static const char *word_at(ml_parse *p, size_t n) {
  return ml_utf8_encode(p->syntax->arena, line_of(p)->codes + p->at, n).at;
}

const char *ml_parse_peek_word(ml_parse *p) {
  size_t n = word_length(p);
  return word_at(p, n);
}

bool ml_parse_accept_word(ml_parse *p, const char *word) {
  size_t n = 0;
  ml_parse_peek(p);
  for (; word[n] != '\0'; n++)
    if (ml_parse_ahead(p, n) != (unsigned char)word[n])
      return false;
  if (ml_parse_is_word(ml_parse_ahead(p, n)))
    return false;
  p->at += n;
  return true;
}

static const char *take_word(ml_parse *p, ml_place *place) {
  size_t n = word_length(p), from = p->at;
  const char *word = word_at(p, n);
  p->at += n;
  if (place != NULL)
    *place = ml_parse_place(p, from);
  return word;
}

static bool is_lower_case(const char *word) {
  bool lower = ml_parse_is_lower((unsigned char)*word);
  while (*word != '\0' && lower)
    lower = !ml_parse_is_upper((unsigned char)*word++);
  return lower;
}

const char *ml_parse_name(ml_parse *p, const char *what, ml_place *place) {
  if (word_length(p) == 0)
    ml_parse_expected(p, ml_arena_format(p->syntax->arena, "the name of %s (a-z, 0-9 and _)", what));
  ml_place found;
  const char *word = take_word(p, &found);
  if (!is_lower_case(word))
    ml_parse_fail(p, found, NULL, "the name of %s starts with a-z and is written in a-z, 0-9 and _", what);
  if (place != NULL)
    *place = found;
  return word;
}

const char *ml_parse_new_name(ml_parse *p, const char *what, ml_place *place) {
  static const char *const reserved[] = {"and", "or", "not", "else", "in", "where", "before", "after"};
  ml_place found;
  const char *name = ml_parse_name(p, what, &found);
  for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
    if (strcmp(name, reserved[i]) == 0)
      ml_parse_fail(p, found, NULL, "%s is a word of the rule language and cannot be the name of %s", name, what);
  if (place != NULL)
    *place = found;
  return name;
}

const char *ml_parse_type(ml_parse *p, const char *what, ml_place *place) {
  if (word_length(p) == 0)
    ml_parse_expected(p, what);
  ml_place found;
  const char *word = take_word(p, &found);
  if (!ml_parse_is_upper((unsigned char)*word))
    ml_parse_fail(p, found, NULL, "expected %s; the name of a mention type starts with A-Z", what);
  if (place != NULL)
    *place = found;
  return word;
}

ml_str ml_parse_until_space(ml_parse *p, const char *what, ml_place *place) {
  if (ml_parse_peek(p) == ML_END_OF_LINE)
    ml_parse_expected(p, what);
  const ml_line *line = line_of(p);
  size_t from = p->at;
  while (p->at < line->n && !ml_parse_is_space(line->codes[p->at]))
    p->at++;
  if (place != NULL)
    *place = ml_parse_place(p, from);
  return ml_utf8_encode(p->syntax->arena, line->codes + from, p->at - from);
}

ml_str ml_parse_rest(ml_parse *p, const char *what, ml_place *place) {
  const ml_line *line = line_of(p);
  while (p->at < line->n && ml_parse_is_space(line->codes[p->at]))
    p->at++;
  size_t from = p->at, end = line->n;
  while (end > from && ml_parse_is_space(line->codes[end - 1]))
    end--;
  if (end == from)
    ml_parse_expected(p, what);
  p->at = end;
  if (place != NULL)
    *place = ml_parse_place(p, from);
  return ml_utf8_encode(p->syntax->arena, line->codes + from, end - from);
}

const uint32_t *ml_parse_string(ml_parse *p, size_t *n) {
  const ml_line *line = line_of(p);
  uint32_t *codes = ML_NEW_ARRAY(p->syntax->arena, uint32_t, line->n - p->at);
  size_t from = p->at++;
  for (*n = 0; p->at < line->n; p->at++) {
    uint32_t code = line->codes[p->at];
    if (code == '"') {
      p->at++;
      return codes;
    }
    if (code == '\\' && p->at + 1 < line->n)
      code = line->codes[++p->at];
    codes[(*n)++] = code;
  }
  ml_parse_fail(p, ml_parse_place(p, from), "a \" within the text is written \\\"", "this text has no closing \"");
}

const uint32_t *ml_parse_text_run(ml_parse *p, size_t *n) {
  const uint32_t *codes = line_of(p)->codes + p->at;
  for (*n = 0; ml_parse_is_text(ml_parse_ahead(p, 0)); ++*n)
    p->at++;
  return codes;
}

double ml_parse_number(ml_parse *p, const char *what) {
  ml_parse_peek(p);
  size_t sign = ml_parse_ahead(p, 0) == '-' ? 1 : 0, from = p->at;
  if (!ml_parse_is_digit(ml_parse_ahead(p, sign)))
    ml_parse_expected(p, what);
  p->at += sign;
  double value = 0, unit = 1;
  for (; ml_parse_is_digit(ml_parse_ahead(p, 0)); p->at++)
    value = value * 10 + (double)(ml_parse_ahead(p, 0) - '0');
  if (ml_parse_ahead(p, 0) == '.' && ml_parse_is_digit(ml_parse_ahead(p, 1)))
    for (p->at++; ml_parse_is_digit(ml_parse_ahead(p, 0)); p->at++) {
      value = value * 10 + (double)(ml_parse_ahead(p, 0) - '0');
      unit *= 10;
    }
  if (p->at - from > 15)
    ml_parse_fail(p, ml_parse_place(p, from), NULL, "a number has at most 15 characters");
  return (sign > 0 ? -value : value) / unit;
}

uint32_t ml_parse_integer(ml_parse *p, uint32_t limit, const char *what) {
  ml_parse_peek(p);
  size_t from = p->at;
  double value = ml_parse_number(p, what);
  ml_place place = ml_parse_place(p, from);
  if (value < 0 || value > limit)
    ml_parse_fail(p, place, NULL, "%s is from 0 to %u", what, limit);
  if (value != (double)(uint32_t)value)
    ml_parse_fail(p, place, NULL, "%s is a whole number", what);
  return (uint32_t)value;
}

bool ml_parse_points(ml_parse *p, int *hundredths) {
  if (!ml_parse_accept(p, '~'))
    return false;
  size_t from = p->at;
  double points = ml_parse_number(p, "a number of points") * 100;
  if (points < -ML_MAX_POINTS || points > ML_MAX_POINTS)
    ml_parse_fail(p, ml_parse_place(p, from), NULL, "points are from %d to %d", -ML_MAX_POINTS / 100,
                  ML_MAX_POINTS / 100);
  *hundredths = (int)(points < 0 ? points - 0.5 : points + 0.5);
  return true;
}
