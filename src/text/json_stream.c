#include "text/json_stream.h"

#include "base/json_read.h"

static bool is_blank(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* ---- one value ---- */

typedef enum expect {
  VALUE,
  VALUE_OR_END, /* behind [ */
  NAME,
  NAME_OR_END, /* behind { */
  COLON,
  COMMA_OR_END,
  STRING, /* within a string that is a value */
  NAME_STRING
} expect;

/* How far the bytes of a value have been looked at; more of them may come. Starts zeroed. */
typedef struct scan {
  size_t at;
  size_t begin; /* of the string that is open */
  expect next;
  unsigned depth;
  char open[ML_JSON_DEPTH]; /* { or [ */
  const char *problem;
  size_t problem_at;
} scan;

typedef enum outcome { MORE, DONE, BAD } outcome;

static outcome fail(scan *s, const char *problem) {
  s->problem = problem;
  s->problem_at = s->at;
  return BAD;
}

/* Behind a value: what comes next in the array or object around it. */
static outcome end_value(scan *s) {
  s->next = COMMA_OR_END;
  return s->depth == 0 ? DONE : MORE;
}

static outcome fail_in_string(scan *s, char sign) {
  if (sign != '\n' && sign != '\r')
    return fail(s, "a control character stands in a string");
  fail(s, "this string is not closed");
  s->problem_at = s->begin;
  return BAD;
}

static outcome scan_string(scan *s, ml_str bytes) {
  for (;;) {
    s->at = (size_t)(ml_json_plain_end(bytes.at + s->at, bytes.at + bytes.n) - bytes.at);
    if (s->at == bytes.n || (bytes.at[s->at] == '\\' && s->at + 1 == bytes.n))
      return MORE;
    char sign = bytes.at[s->at];
    if (sign == '"')
      break;
    if (sign != '\\')
      return fail_in_string(s, sign);
    s->at += 2;
  }
  s->at++;
  if (s->next == STRING)
    return end_value(s);
  s->next = COLON;
  return MORE;
}

static outcome open_with(scan *s, char sign) {
  if (s->depth == ML_JSON_DEPTH)
    return fail(s, "too many arrays and objects stand in each other");
  s->open[s->depth++] = sign;
  s->next = sign == '{' ? NAME_OR_END : VALUE_OR_END;
  s->at++;
  return MORE;
}

static outcome close_with(scan *s) {
  s->depth--;
  s->at++;
  return end_value(s);
}

static void open_string(scan *s, expect kind) {
  s->begin = s->at++;
  s->next = kind;
}

static bool is_of_word(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '-' ||
         byte == '+' || byte == '.';
}

/* A number or literal, whose spelling is left to the reader of the value. */
static outcome scan_word(scan *s, ml_str bytes) {
  size_t end = s->at;
  while (end < bytes.n && is_of_word(bytes.at[end]))
    end++;
  if (end == s->at)
    return fail(s, "a value is missing");
  if (end == bytes.n)
    return MORE;
  s->at = end;
  return end_value(s);
}

static outcome scan_value(scan *s, ml_str bytes) {
  char sign = bytes.at[s->at];
  if (sign == ']' && s->next == VALUE_OR_END)
    return close_with(s);
  if (sign == '{' || sign == '[')
    return open_with(s, sign);
  if (sign != '"')
    return scan_word(s, bytes);
  open_string(s, STRING);
  return MORE;
}

static outcome scan_name(scan *s, char sign) {
  if (sign == '}' && s->next == NAME_OR_END)
    return close_with(s);
  if (sign != '"')
    return fail(s, "a name in double quotes is missing");
  open_string(s, NAME_STRING);
  return MORE;
}

static outcome scan_colon(scan *s, char sign) {
  if (sign != ':')
    return fail(s, "a colon is missing behind a name");
  s->at++;
  s->next = VALUE;
  return MORE;
}

static outcome scan_comma(scan *s, char sign) {
  bool object = s->open[s->depth - 1] == '{';
  if (sign == (object ? '}' : ']'))
    return close_with(s);
  if (sign != ',')
    return fail(s, object ? "a comma or } is missing" : "a comma or ] is missing");
  s->at++;
  s->next = object ? NAME : VALUE;
  return MORE;
}

/* Looks at the bytes behind s->at, of which those before have been looked at: up to the value's end (DONE), to where it
 * is no JSON (BAD), or to where more bytes have to come. */
static outcome scan_on(scan *s, ml_str bytes) {
  outcome result = MORE;
  while (result == MORE) {
    size_t before = s->at;
    bool in_string = s->next == STRING || s->next == NAME_STRING;
    while (!in_string && s->at < bytes.n && is_blank(bytes.at[s->at]))
      s->at++;
    if (s->at == bytes.n)
      return MORE;
    char sign = bytes.at[s->at];
    result = in_string                                     ? scan_string(s, bytes)
             : s->next == VALUE || s->next == VALUE_OR_END ? scan_value(s, bytes)
             : s->next == NAME || s->next == NAME_OR_END   ? scan_name(s, sign)
             : s->next == COLON                            ? scan_colon(s, sign)
                                                           : scan_comma(s, sign);
    if (s->at == before) /* the rest of a word or an escape has to come */
      break;
  }
  return result;
}

/* ---- recognising ---- */

static ml_str behind_blanks(ml_str text) {
  while (text.n > 0 && is_blank(*text.at))
    text = (ml_str){text.at + 1, text.n - 1};
  return text;
}

/* Does an object with a name begin here? */
static bool starts_object(ml_str text) {
  return text.n > 0 && *text.at == '{' && ml_str_starts(behind_blanks((ml_str){text.at + 1, text.n - 1}), ML_STR("\""));
}

ml_json_kind ml_json_kind_of(ml_str head) {
  if (ml_str_starts(head, ML_STR("\xEF\xBB\xBF")))
    head = (ml_str){head.at + 3, head.n - 3};
  head = behind_blanks(head);
  if (head.n == 0 || (*head.at != '{' && *head.at != '['))
    return ML_JSON_NONE;
  scan s = {0};
  bool array = *head.at == '[';
  ml_str first = array ? behind_blanks((ml_str){head.at + 1, head.n - 1}) : head;
  if (!starts_object(first) || scan_on(&s, first) == BAD)
    return ML_JSON_BROKEN;
  if (array || memchr(first.at, '\n', s.at) != NULL)
    return ML_JSON_SPREAD;
  while (s.at < first.n && is_blank(first.at[s.at]) && first.at[s.at] != '\n')
    s.at++;
  return s.at == first.n || first.at[s.at] == '\n' ? ML_JSON_LINED : ML_JSON_BROKEN;
}

/* ---- one value after another ---- */

/* Takes the next n bytes, which have been read, and keeps count of lines and columns. */
static ml_str take(ml_json_stream *stream, size_t n) {
  ml_str bytes;
  ml_reader_take(stream->from, n, &bytes);
  for (size_t i = 0; i < bytes.n; i++) {
    bool ended = bytes.at[i] == '\n';
    stream->next_line += ended;
    stream->next_column = ended ? 1 : stream->next_column + ((bytes.at[i] & 0xC0) != 0x80);
  }
  return bytes;
}

/* Looks at the next byte that is not blank. ML_READ_END: there is none. */
static ml_read peek_sign(ml_json_stream *stream, char *sign) {
  for (;;) {
    ml_str bytes;
    ml_read result = ml_reader_peek(stream->from, 1, &bytes);
    if (result != ML_READ_DONE)
      return result;
    if (bytes.n == 0)
      return ML_READ_END;
    size_t n = bytes.n - behind_blanks(bytes).n;
    if (n < bytes.n) {
      *sign = bytes.at[n];
      take(stream, n);
      return ML_READ_DONE;
    }
    take(stream, n);
  }
}

/* The current value is none, and what comes next is looked for. */
static ml_read lose(ml_json_stream *stream, const char *problem) {
  stream->problem = problem;
  stream->line = stream->next_line;
  stream->column = stream->next_column;
  stream->lost = true;
  return ML_READ_DONE;
}

/* Goes to the next object that is no value of another one. */
static ml_read find_object(ml_json_stream *stream) {
  char before = '\n', sign;
  for (;;) {
    ml_str bytes;
    ml_read result = peek_sign(stream, &sign);
    if (result == ML_READ_DONE)
      result = ml_reader_peek(stream->from, 64, &bytes);
    if (result != ML_READ_DONE)
      return result;
    if (before != ':' && starts_object(bytes))
      return ML_READ_DONE;
    before = sign;
    take(stream, 1);
  }
}

/* Enters the array, if there is one. */
static ml_read begin(ml_json_stream *stream, char *sign) {
  ml_str head;
  ml_read result = ml_reader_peek(stream->from, 3, &head);
  if (result != ML_READ_DONE)
    return result;
  stream->next_line = stream->next_column = 1;
  if (ml_str_starts(head, ML_STR("\xEF\xBB\xBF")))
    ml_reader_take(stream->from, 3, &head);
  result = peek_sign(stream, sign);
  if (result != ML_READ_DONE || *sign != '[')
    return result;
  stream->in_array = true;
  take(stream, 1);
  return peek_sign(stream, sign);
}

/* Goes to where a value has to begin, past what stands between it and the one before. ML_READ_END: there is none. */
static ml_read arrive(ml_json_stream *stream) {
  char sign;
  bool first = stream->next_line == 0;
  ml_read result = first ? begin(stream, &sign) : peek_sign(stream, &sign);
  if (result == ML_READ_DONE && !first && stream->in_array && sign == ',') {
    take(stream, 1);
    result = peek_sign(stream, &sign);
  } else if (result == ML_READ_DONE && !first && stream->in_array && sign != ']') {
    return lose(stream, "a comma is missing between two members of the array");
  }
  if (result == ML_READ_END && stream->in_array) {
    stream->in_array = false;
    return lose(stream, "the array is not closed");
  }
  if (result != ML_READ_DONE || !stream->in_array || sign != ']')
    return result;
  take(stream, 1);
  stream->in_array = false;
  result = peek_sign(stream, &sign);
  return result == ML_READ_DONE ? lose(stream, "something stands behind the array") : result;
}

/* Reads the value that begins here, or finds out why there is none. */
static ml_read read_value(ml_json_stream *stream, size_t limit, ml_str *value) {
  scan s = {0};
  outcome found = MORE;
  bool ended = false;
  stream->line = stream->next_line;
  stream->column = stream->next_column;
  for (size_t seen = 0; found == MORE && !ended && s.at <= limit;) {
    ml_str bytes;
    ml_read result = ml_reader_peek(stream->from, seen + 1, &bytes);
    if (result != ML_READ_DONE)
      return result;
    ended = bytes.n == seen;
    seen = bytes.n;
    found = scan_on(&s, bytes);
  }
  if (found == DONE && s.at <= limit) {
    *value = take(stream, s.at);
    return ML_READ_DONE;
  }
  take(stream, found == BAD ? s.problem_at : s.at);
  lose(stream, found == BAD ? s.problem : ended ? "the file ends within a value" : NULL);
  return found == BAD || ended ? ML_READ_DONE : ML_READ_TOO_LONG;
}

ml_read ml_json_next(ml_json_stream *stream, size_t limit, ml_str *value) {
  bool lost = stream->lost;
  stream->lost = false;
  stream->problem = NULL;
  ml_read result = lost ? find_object(stream) : arrive(stream);
  if (result != ML_READ_DONE || stream->problem != NULL)
    return result;
  stream->number++;
  return read_value(stream, limit, value);
}
