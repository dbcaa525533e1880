#include "text/warc.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static const char cut_off[] = "the archive ends within it";

bool ml_is_warc(ml_str head) {
  return ml_str_starts(head, ML_STR("WARC/"));
}

/* ---- headers ---- */

static bool is_space(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r';
}

static ml_str trimmed(ml_str text) {
  for (; text.n > 0 && is_space(text.at[text.n - 1]); text.n--)
    ;
  for (; text.n > 0 && is_space(*text.at); text.n--)
    text.at++;
  return text;
}

/* The value of a line `name: value`; false: the line is another. */
static bool value_of(ml_str line, const char *name, ml_str *value) {
  size_t n = strlen(name);
  if (line.n <= n || line.at[n] != ':' || strncasecmp(line.at, name, n) != 0)
    return false;
  *value = trimmed((ml_str){line.at + n + 1, line.n - n - 1});
  return true;
}

static void keep(char *to, size_t room, ml_str value) {
  size_t n = value.n < room ? value.n : room - 1;
  memcpy(to, value.at, n);
  to[n] = '\0';
}

/* A decimal number; 0 for what is none or has no room. */
static uint64_t number_in(ml_str text) {
  uint64_t number = 0;
  for (size_t i = 0; i < text.n; i++) {
    if (text.at[i] < '0' || text.at[i] > '9' || number > UINT64_MAX / 10 - 1)
      return 0;
    number = number * 10 + (uint64_t)(text.at[i] - '0');
  }
  return number;
}

static bool is_text_type(const char *type) {
  static const char *const types[] = {"text/html", "application/xhtml", "text/plain"};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strncasecmp(type, types[i], strlen(types[i])) == 0)
      return true;
  return *type == '\0';
}

typedef struct header {
  char kind[ML_WARC_WORD]; /* WARC-Type */
  bool has_length;
} header;

static void read_field(ml_warc *warc, header *head, ml_str line) {
  ml_str value;
  if (value_of(line, "WARC-Type", &value)) {
    keep(head->kind, sizeof head->kind, value);
  } else if (value_of(line, "WARC-Target-URI", &value)) {
    bool bracketed = value.n > 2 && *value.at == '<' && value.at[value.n - 1] == '>';
    keep(warc->uri, sizeof warc->uri, bracketed ? (ml_str){value.at + 1, value.n - 2} : value);
  } else if (value_of(line, "Content-Type", &value)) {
    keep(warc->type, sizeof warc->type, value);
  } else if (value_of(line, "Content-Length", &value)) {
    warc->left = number_in(value);
    head->has_length = value.n > 0;
  }
}

/* The lines up to a blank one. */
static ml_read read_header(ml_warc *warc, header *head) {
  for (size_t lines = 0; lines < ML_WARC_LINES; lines++) {
    ml_str line;
    ml_read result = ml_reader_line(warc->from, ML_WARC_LINE, &line);
    if (result == ML_READ_TOO_LONG)
      continue;
    if (result != ML_READ_DONE)
      return result;
    line = trimmed(line);
    if (line.n == 0)
      return ML_READ_DONE;
    read_field(warc, head, line);
  }
  warc->problem = "its header has too many lines";
  return ML_READ_DONE;
}

/* A line of the record, counted; an empty one at its end. */
static ml_read record_line(ml_warc *warc, ml_str *line) {
  *line = (ml_str){"", 0};
  if (warc->left == 0)
    return ML_READ_DONE;
  uint64_t before = ml_reader_place(warc->from);
  ml_read result = ml_reader_line(warc->from, ML_WARC_LINE, line);
  uint64_t used = ml_reader_place(warc->from) - before;
  warc->left -= used < warc->left ? used : warc->left;
  *line = result == ML_READ_DONE ? trimmed(*line) : (ml_str){"", 0};
  return result == ML_READ_TOO_LONG ? ML_READ_DONE : result;
}

/* The header that a server sent before a page. */
static ml_read read_response(ml_warc *warc) {
  ml_str line, value;
  ml_read result = record_line(warc, &line);
  const char *status = memchr(line.at, ' ', line.n);
  bool delivered = status != NULL && status + 1 < line.at + line.n && status[1] == '2';
  *warc->type = '\0';
  for (size_t lines = 0; result == ML_READ_DONE && line.n > 0 && lines < ML_WARC_LINES; lines++) {
    result = record_line(warc, &line);
    if (value_of(line, "Content-Type", &value))
      keep(warc->type, sizeof warc->type, value);
    else if (value_of(line, "Content-Encoding", &value))
      keep(warc->coded, sizeof warc->coded, value);
    else if (value_of(line, "Transfer-Encoding", &value))
      warc->chunked = value.n >= 7 && strncasecmp(value.at + value.n - 7, "chunked", 7) == 0;
  }
  warc->has_text = delivered && is_text_type(warc->type);
  return result;
}

/* ---- chunks ---- */

/* The length in a line before a chunk; false: the line has none. */
static bool chunk_length(ml_str line, uint64_t *length) {
  *length = 0;
  size_t n = 0;
  for (; n < line.n && n < 15; n++) {
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *digit = memchr(digits, line.at[n], sizeof digits - 1);
    if (digit == NULL)
      break;
    ptrdiff_t value = digit - digits;
    *length = *length * 16 + (uint64_t)(value < 16 ? value : value - 6);
  }
  return n > 0 && (n == line.n || line.at[n] == ';' || is_space(line.at[n]));
}

/* Archives keep the header's word when they have put the chunks together, so the body has to show them. */
static ml_read look_for_chunks(ml_warc *warc) {
  enum { LONGEST = 20 };
  ml_str head;
  uint64_t length;
  ml_read result = ml_reader_peek(warc->from, LONGEST, &head);
  head.n = head.n < LONGEST ? head.n : LONGEST;
  const char *end = memchr(head.at, '\n', head.n);
  warc->chunked = end != NULL && chunk_length(trimmed((ml_str){head.at, (size_t)(end - head.at)}), &length);
  return result;
}

/* ---- records ---- */

/* To the line that begins a record. */
static ml_read find_record(ml_warc *warc) {
  for (;;) {
    ml_str line;
    ml_read result = ml_reader_line(warc->from, ML_WARC_LINE, &line);
    if (result == ML_READ_DONE && ml_is_warc(line))
      return ML_READ_DONE;
    if (result != ML_READ_DONE && result != ML_READ_TOO_LONG)
      return result;
    if (result == ML_READ_TOO_LONG || trimmed(line).n > 0)
      warc->problem = "something stands before it that is no record";
  }
}

static bool is_kind(const header *head, const char *kind) {
  return strcasecmp(head->kind, kind) == 0;
}

static ml_read read_heads(ml_warc *warc) {
  header head = {0};
  ml_read result = read_header(warc, &head);
  if (result != ML_READ_DONE)
    return result;
  bool as_is = is_kind(&head, "conversion") || is_kind(&head, "resource");
  if (is_kind(&head, "response") && strncasecmp(warc->type, "application/http", 16) == 0) {
    result = read_response(warc);
    if (result == ML_READ_DONE && warc->chunked)
      result = look_for_chunks(warc);
  } else {
    warc->has_text = (as_is || is_kind(&head, "response")) && is_text_type(warc->type);
  }
  if (!head.has_length) {
    warc->problem = "its header does not tell its length";
    warc->has_text = false;
  }
  warc->is_page = strncasecmp(warc->type, "text/html", 9) == 0 || strncasecmp(warc->type, "application/xhtml", 17) == 0;
  return result;
}

ml_read ml_warc_next(ml_warc *warc) {
  ml_read result = ml_reader_skip(warc->from, warc->left);
  warc->left = warc->left_of_chunk = 0;
  warc->chunked = warc->has_text = false;
  warc->problem = NULL;
  *warc->uri = *warc->type = *warc->coded = '\0';
  if (result == ML_READ_DONE)
    result = find_record(warc);
  if (result == ML_READ_END && warc->problem != NULL) {
    warc->number++;
    warc->problem = "something stands behind the last record that is no record";
    return ML_READ_DONE;
  }
  if (result != ML_READ_DONE)
    return result;
  warc->number++;
  result = read_heads(warc);
  if (result != ML_READ_END)
    return result;
  warc->problem = cut_off;
  warc->left = 0;
  return ML_READ_DONE;
}

/* ---- bodies ---- */

/* Goes to the next chunk; false: there is none, or the archive is cut off. */
static bool next_chunk(ml_warc *warc) {
  ml_str line;
  uint64_t length = 0;
  do {
    if (warc->left == 0)
      return false;
    if (record_line(warc, &line) != ML_READ_DONE) {
      warc->problem = cut_off;
      return false;
    }
  } while (line.n == 0); /* the end of the line behind the chunk before */
  if (!chunk_length(line, &length))
    warc->problem = "the lengths of its chunks are damaged";
  warc->left_of_chunk = length < warc->left ? length : warc->left;
  return warc->left_of_chunk > 0;
}

static ptrdiff_t pull_body(void *user, char *to, size_t room) {
  ml_warc *warc = user;
  if (warc->chunked && warc->left_of_chunk == 0 && !next_chunk(warc))
    return warc->problem == NULL ? 0 : -1;
  uint64_t left = warc->chunked ? warc->left_of_chunk : warc->left;
  size_t n = room < left ? room : (size_t)left;
  if (n == 0)
    return 0;
  ml_str bytes;
  ml_read result = ml_reader_peek(warc->from, 1, &bytes);
  if (result == ML_READ_DONE && bytes.n > 0)
    result = ml_reader_take(warc->from, bytes.n < n ? bytes.n : n, &bytes);
  else if (result == ML_READ_DONE)
    warc->problem = cut_off;
  if (result != ML_READ_DONE || warc->problem != NULL)
    return -1;
  memcpy(to, bytes.at, bytes.n);
  warc->left -= bytes.n;
  warc->left_of_chunk -= warc->chunked ? bytes.n : 0;
  return (ptrdiff_t)bytes.n;
}

static const char *body_problem(void *user) {
  const ml_warc *warc = user;
  return warc->problem != NULL ? warc->problem : ml_reader_problem(warc->from);
}

ml_read ml_warc_open_body(ml_warc *warc, ml_supply *body) {
  ml_warc_close_body(warc);
  warc->problem = NULL; /* of the header; the body has its own */
  *body = (ml_supply){.pull = pull_body, .problem = body_problem, .user = warc};
  if (!ml_coding_known(warc->coded))
    return ML_READ_DONE;
  ml_read result = ml_coding_open(&warc->coding, warc->coded, *body);
  if (result == ML_READ_DONE)
    *body = ml_coding_supply(warc->coding);
  return result;
}

void ml_warc_close_body(ml_warc *warc) {
  ml_coding_free(warc->coding);
  warc->coding = NULL;
}
