#include "text/metadata.h"

#include "base/utf8.h"

enum {
  TITLE_LENGTH = 100, /* positions; what is longer, or ends with a full stop, is a paragraph */
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
  if (end - begin > TITLE_LENGTH || first.at[first.n - 1] == U'。')
    return "";
  return ml_document_written(document, &document->arena, (uint32_t)begin, (uint32_t)end);
}

/* ---- the header ---- */

enum { LONGEST_NAME = 20 /* of an author or a medium, in positions */ };

typedef struct run {
  uint32_t begin, end; /* folded positions */
} run;

/* Did white space or a bar stand before the position? Beside Han characters folding has left it out. */
static bool starts_field(const struct ml_document *document, uint32_t at) {
  size_t end = document->byte_at[at], begin = end;
  do
    begin--;
  while (begin > 0 && ((unsigned char)document->source.at[begin] & 0xC0) == 0x80);
  switch (ml_utf8_next(document->source, &begin)) {
  case ' ':
  case '\t':
  case 0xA0:
  case 0x3000:
  case '|':
  case U'｜':
  case U'丨':
    return true;
  default:
    return false;
  }
}

static bool is_bar(uint32_t code) {
  return code == '|' || code == U'丨' || code == ' ';
}

/* The field that starts at `begin`, at most up to `end`, without bars and spaces. */
static run field_at(const struct ml_document *document, uint32_t begin, uint32_t end) {
  while (begin < end && is_bar(document->fold[begin]))
    begin++;
  run field = {begin, begin};
  while (field.end < end && !is_bar(document->fold[field.end]) &&
         (field.end == begin || !starts_field(document, field.end)))
    field.end++;
  return field;
}

static bool begins(const struct ml_document *document, run field, const uint32_t *word, uint32_t *n) {
  for (*n = 0; word[*n] != 0; ++*n)
    if (field.begin + *n >= field.end || document->fold[field.begin + *n] != word[*n])
      return false;
  return true;
}

static bool is_name_code(uint32_t code) {
  return code >= 0x3400 || (code >= 'a' && code <= 'z') || code == U'·' || code == '-' || code == '.' || code == '&';
}

/* The name at the beginning of the field, which may be empty; 报道 behind a reporter's name is not his. */
static run name_in(const struct ml_document *document, run field) {
  uint32_t end = field.begin;
  while (end < field.end && is_name_code(document->fold[end]) &&
         !(end + 1 < field.end && document->fold[end] == U'报' && document->fold[end + 1] == U'道'))
    end++;
  if (end - field.begin > LONGEST_NAME)
    end = field.begin;
  return (run){field.begin, end};
}

static const char *name_text(struct ml_document *document, run name) {
  return name.begin == name.end ? "" : ml_document_written(document, &document->arena, name.begin, name.end);
}

/* 《周刊》 */
static run title_in(const struct ml_document *document, run field) {
  uint32_t end = field.begin + 1;
  if (field.begin == field.end || document->fold[field.begin] != U'《')
    return (run){0};
  while (end < field.end && document->fold[end] != U'》')
    end++;
  if (end == field.end || end - field.begin > LONGEST_NAME)
    return (run){0};
  return (run){field.begin + 1, end};
}

static const struct {
  const uint32_t *word;
  bool outlet; /* names the medium, not the author */
} labels[] = {
    {U"作者:", false},    {U"作者/", false}, {U"文/", false},  {U"撰文:", false}, {U"记者:", false}, {U"记者", false},
    {U"本报记者", false}, {U"来源:", true},  {U"出处:", true}, {U"稿源:", true},  {U"转自:", true},
};

enum { N_LABELS = sizeof labels / sizeof *labels };

/* The label that a field begins with, of `*n` positions; N_LABELS: none. */
static size_t label_of(const struct ml_document *document, run field, uint32_t *n) {
  size_t i = 0;
  while (i < N_LABELS && !begins(document, field, labels[i].word, n))
    i++;
  return i;
}

/* Reads the field at field->begin and, when that is only a label, the next one. */
static void read_label(struct ml_document *document, ml_header *header, run field, uint32_t line_end) {
  uint32_t n = 0;
  size_t i = label_of(document, field, &n);
  if (i == N_LABELS)
    return;
  const char **name = labels[i].outlet ? &header->outlet : &header->author;
  run rest = {field.begin + n, field.end};
  if (rest.begin == rest.end)
    rest = field_at(document, field.end, line_end);
  run title = title_in(document, rest);
  if (**name == '\0')
    *name = name_text(document, title.end > 0 ? title : name_in(document, rest));
}

/* `first` is the line's first field. A medium stands before the date, unless that is a byline (记者 林知夏 2024-03-12),
 * or as a title before a reporter or an issue. */
static void read_outlet(struct ml_document *document, ml_header *header, run first, run whole, bool dated) {
  run name = name_in(document, first), title = title_in(document, first);
  uint32_t n;
  if (*header->outlet != '\0')
    return;
  if (title.end > 0 && begins(document, field_at(document, first.end, whole.end), U"记者", &n))
    header->outlet = name_text(document, title);
  else if (dated && first.end < whole.end && name.end == first.end && label_of(document, first, &n) == N_LABELS)
    header->outlet = name_text(document, name);
  else if (dated && document->fold[first.begin] >= '0' && document->fold[first.begin] <= '9')
    for (uint32_t at = first.begin; at < whole.end && *header->outlet == '\0'; at++)
      if (document->fold[at] == U'期')
        header->outlet = name_text(document, title_in(document, (run){at + 1, whole.end}));
}

ml_header ml_read_header(struct ml_document *document) {
  ml_header header = {.author = "", .outlet = ""};
  size_t next = 0;
  for (unsigned lines = 0; lines < HEADER_LINES && next < document->n_sentences; lines++) {
    line text = line_at(document, next);
    run whole = {document->sentences[next].begin, document->sentences[next].begin + (uint32_t)text.n};
    next = text.next;
    if (is_body(text))
      break;
    ml_date date = scan(text.at, text.n, false, true);
    run first = field_at(document, whole.begin, whole.end);
    if (header.published.year == 0)
      header.published = date;
    if (lines > 0) /* the first is the title */
      read_outlet(document, &header, first, whole, date.year > 0);
    for (run field = first; field.begin < field.end; field = field_at(document, field.end, whole.end))
      read_label(document, &header, field, whole.end);
  }
  return header;
}

/* ---- the body ---- */

/* Where the two characters of `word` stand, or n. */
static size_t find_word(const uint32_t *codes, size_t n, const uint32_t *word) {
  for (size_t i = 0; i + 1 < n; i++)
    if (codes[i] == word[0] && codes[i + 1] == word[1])
      return i;
  return n;
}

/* The first number of four digits that is a year. */
static int year_in(const uint32_t *codes, size_t n) {
  reader from = {.at = codes, .n = n};
  for (size_t i = 0; i + 4 <= n; i++) {
    from.next = i;
    int year = i > 0 && is_digit(&from, i - 1) ? 0 : read_number(&from, 4, 4, FIRST_YEAR, LAST_YEAR);
    if (year != 0 && !is_digit(&from, from.next))
      return year;
  }
  return 0;
}

/* 截至2019年5月, 截至2019年5月3日: what stands behind 截至. */
static ml_date read_until(reader *from) {
  const ml_date none = {0};
  ml_date date = {.year = read_number(from, 4, 4, FIRST_YEAR, LAST_YEAR)};
  if (date.year == 0 || !accept(from, U'年'))
    return none;
  date.month = read_number(from, 1, 2, 1, 12);
  if (date.month == 0 || !accept(from, U'月'))
    return none;
  date.day = read_number(from, 1, 2, 1, 31);
  if (date.day != 0 && !accept(from, U'日'))
    date.day = 0;
  return date;
}

static bool is_later(ml_date a, ml_date b) {
  return a.month != b.month ? a.month > b.month : a.day > b.day;
}

/* The year of a sentence that tells what happened 日前; 近30日前 is something else. */
static int year_of_event(const uint32_t *codes, size_t n) {
  size_t lately = find_word(codes, n, U"日前");
  if (lately < n && lately > 0 && codes[lately - 1] >= '0' && codes[lately - 1] <= '9')
    return 0;
  return lately < n || find_word(codes, n, U"近日") < n ? year_in(codes, n) : 0;
}

ml_date ml_find_date_in_body(const struct ml_document *document) {
  ml_date published = {0};
  for (size_t i = 0; i < document->n_sentences && published.year == 0; i++) {
    const ml_sentence *sentence = &document->sentences[i];
    published.year = year_of_event(document->fold + sentence->begin, sentence->end - sentence->begin);
  }
  for (size_t i = 0; i < document->n_sentences && published.year != 0; i++) {
    const ml_sentence *sentence = &document->sentences[i];
    reader from = {.at = document->fold + sentence->begin, .n = sentence->end - sentence->begin};
    from.next = find_word(from.at, from.n, U"截至") + 2;
    ml_date date = from.next < from.n ? read_until(&from) : published;
    if (date.year == published.year && is_later(date, published))
      published = date;
  }
  return published;
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
