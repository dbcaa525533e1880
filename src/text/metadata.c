#include "text/metadata.h"

#include "base/utf8.h"

enum {
  TITLE_LENGTH = 100, /* positions; what is longer is a paragraph */
  HEADER_LENGTH = 60, /* a longer line belongs to the body */
  HEADER_LINES = 24,  /* pages begin with lines of menus */
  BODY_SENTENCE = 20, /* so does a line of this length that ends like a sentence */
  FIRST_YEAR = 1900,
  LAST_YEAR = 2099
};

/* A date is read from code points, whether they come from a text or a name. */
typedef struct reader {
  const uint32_t *at;
  size_t n, next;
} reader;

static bool is_digit(const reader *from, size_t i) {
  return i < from->n && from->at[i] >= '0' && from->at[i] <= '9';
}

/* Reads `least`..`most` digits as a number within [low, high]; 0 when they are not there or more digits follow. */
static int read_number(reader *from, unsigned least, unsigned most, int low, int high) {
  int number = 0;
  unsigned digits = 0;
  for (; digits < most && is_digit(from, from->next); digits++)
    number = number * 10 + (int)(from->at[from->next++] - '0');
  return digits >= least && number >= low && number <= high ? number : 0;
}

static bool accept(reader *from, uint32_t code) {
  bool there = from->next < from->n && from->at[from->next] == code;
  from->next += there;
  return there;
}

/* 2018-09-30, 2018/9/30, 2018.09.30, 2018年9月30日, with two digits each also 20180930; all parts or none. */
static ml_date read_date(reader *from, bool dense) {
  const ml_date none = {0};
  ml_date date = {.year = read_number(from, 4, 4, FIRST_YEAR, LAST_YEAR)};
  if (date.year == 0)
    return none;
  uint32_t sign = from->next < from->n ? from->at[from->next] : 0;
  bool together = dense && is_digit(from, from->next);
  if (!together && sign != '-' && sign != '/' && sign != '.' && sign != U'年')
    return none;
  from->next += !together;
  date.month = read_number(from, together ? 2 : 1, 2, 1, 12);
  if (date.month == 0 || (!together && !accept(from, sign == U'年' ? U'月' : sign)))
    return none;
  date.day = read_number(from, together ? 2 : 1, 2, 1, 31);
  return date.day == 0 || is_digit(from, from->next) ? none : date;
}

/* 2019年第4期 */
static ml_date read_issue(reader *from) {
  ml_date date = {.year = read_number(from, 4, 4, FIRST_YEAR, LAST_YEAR)};
  bool issue = date.year != 0 && accept(from, U'年') && accept(from, U'第') && read_number(from, 1, 3, 1, 999) != 0 &&
               accept(from, U'期');
  return issue ? date : (ml_date){0};
}

static ml_date scan(const uint32_t *codes, size_t n, bool dense, bool issues) {
  reader from = {.at = codes, .n = n};
  ml_date date = {0};
  for (size_t i = 0; i < n && date.year == 0; i++) {
    if (!is_digit(&from, i) || (i > 0 && is_digit(&from, i - 1)))
      continue;
    from.next = i;
    date = read_date(&from, dense);
    from.next = i;
    if (date.year == 0 && issues)
      date = read_issue(&from);
  }
  return date;
}

/* ---- lines ---- */

typedef struct line {
  const uint32_t *at;
  size_t n;
  size_t next; /* index of the sentence behind it */
} line;

/* The line that starts with sentence `first`. */
static line line_at(const struct ml_document *document, size_t first) {
  size_t next = first;
  while (next < document->n_sentences && document->sentences[next].paragraph == document->sentences[first].paragraph)
    next++;
  uint32_t begin = document->sentences[first].begin;
  return (line){document->fold + begin, document->sentences[next - 1].end - begin, next};
}

static bool is_body(line text) {
  uint32_t last = text.at[text.n - 1];
  return text.n > HEADER_LENGTH || (text.n > BODY_SENTENCE && (last == U'。' || last == '?' || last == '!'));
}

const char *ml_find_title(struct ml_document *document) {
  if (document->n_sentences == 0)
    return "";
  line first = line_at(document, 0);
  size_t begin = document->sentences[0].begin, end = begin + first.n;
  while (begin < end && (document->fold[begin] == '#' || document->fold[begin] == ' ')) /* Markdown */
    begin++;
  if (end - begin > TITLE_LENGTH)
    return "";
  return ml_utf8_encode(&document->arena, document->plain + begin, end - begin).at;
}

ml_date ml_find_date(const struct ml_document *document) {
  ml_date date = {0};
  size_t next = 0;
  for (unsigned lines = 0; lines < HEADER_LINES && next < document->n_sentences && date.year == 0; lines++) {
    line text = line_at(document, next);
    next = text.next;
    if (is_body(text))
      break;
    date = scan(text.at, text.n, false, true);
  }
  return date;
}

ml_date ml_date_in(ml_str name) {
  enum { LONGEST = 256 }; /* of a name that is worth looking into */
  uint32_t codes[LONGEST] = {0};
  size_t n = 0;
  for (size_t at = 0; at < name.n && n < LONGEST;)
    codes[n++] = ml_utf8_next(name, &at);
  ml_date date = scan(codes, n, true, false);
  reader from = {.at = codes, .n = n};
  if (date.year != 0)
    return date;
  date.year = read_number(&from, 4, 4, FIRST_YEAR, LAST_YEAR);
  bool has_month = date.year != 0 && accept(&from, '-');
  if (has_month)
    date.month = read_number(&from, 1, 2, 1, 12);
  return from.next == n && has_month == (date.month != 0) ? date : (ml_date){0};
}
