#include "text/wrap.h"

#include "base/utf8.h"

enum {
  NARROWEST = 40,     /* columns; poems and lists are narrower */
  WIDEST = 120,       /* and paragraphs that nobody cut are wider */
  LONGEST_LINE = 256, /* bytes of a line that may be as wide */
  SLACK = 3,          /* columns that a cut line may be short of the width: no mark begins a line */
  CUTS_AT_LEAST = 4   /* so many lines must go on */
};

static bool among(const uint32_t *set, uint32_t code) {
  while (*set != 0 && *set != code)
    set++;
  return *set != 0;
}

static bool is_han(uint32_t code) {
  return code >= 0x3400 && code < 0xA000;
}

typedef struct line {
  unsigned columns;
  uint32_t first, last; /* characters; 0: the line is blank */
} line;

static line measure(ml_str text, size_t begin, size_t end) {
  line of = {0};
  while (begin < end) {
    uint32_t code = ml_utf8_next(text, &begin);
    of.columns += ml_utf8_width(code);
    if (of.first == 0)
      of.first = code;
    if (code != ' ' && code != '\r')
      of.last = code;
  }
  return of;
}

static size_t line_end(ml_str text, size_t begin) {
  const char *end = memchr(text.at + begin, '\n', text.n - begin);
  return end == NULL ? text.n : (size_t)(end - text.at);
}

static bool ends_sentence(uint32_t code) {
  return among(U"。！？!?；;：:…”’」』）)】》", code);
}

static bool is_cut(line this, line next, unsigned width) {
  return this.columns + SLACK >= width && this.columns <= width && !ends_sentence(this.last) &&
         (is_han(this.last) || among(U"，、,“《（(", this.last) || (this.last < 0x80 && this.last > ' ')) &&
         (is_han(next.first) || among(U"“”《》（），。、；", next.first) ||
          (next.first < 0x80 && next.first > ' ' && next.first != '-' && next.first != '*' && next.first != '#'));
}

bool ml_goes_on(ml_str text, size_t begin, size_t end, size_t next, unsigned width) {
  return next < text.n && is_cut(measure(text, begin, end), measure(text, next, line_end(text, next)), width);
}

/* The widest line; 0 when one is so long that nobody cut the text. */
static unsigned widest(ml_str text) {
  unsigned width = 0;
  for (size_t at = 0, end; at < text.n; at = end + 1) {
    end = line_end(text, at);
    if (end - at > LONGEST_LINE)
      return 0;
  }
  for (size_t at = 0, end; at < text.n; at = end + 1) {
    end = line_end(text, at);
    unsigned columns = measure(text, at, end).columns;
    width = columns > width ? columns : width;
  }
  return width;
}

unsigned ml_find_wrap(ml_str text) {
  unsigned width = widest(text);
  size_t cuts = 0, ended = 0, broken = 0; /* broken: short lines in the middle of a paragraph, which nobody cut */
  if (width < NARROWEST || width > WIDEST)
    return 0;
  line before = {0}, this = measure(text, 0, line_end(text, 0));
  for (size_t at = line_end(text, 0) + 1, end; at <= text.n; at = end + 1) {
    end = at < text.n ? line_end(text, at) : at;
    line next = at < text.n ? measure(text, at, end) : (line){0};
    bool cut = is_cut(this, next, width);
    bool goes_on = is_cut(before, this, width);
    cuts += cut;
    ended += goes_on && !cut && ends_sentence(this.last);
    broken += goes_on && !cut && !ends_sentence(this.last);
    before = this;
    this = next;
  }
  return cuts >= CUTS_AT_LEAST && ended > 0 && ended >= 4 * broken ? width : 0;
}
