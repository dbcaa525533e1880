#include "eval/cells.h"

#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"

/* Longer cells are compared up to here. */
enum { MAX_CHARACTERS = 256, NUMBER_SIZE = 64 };

typedef struct cleaned {
  uint32_t codes[MAX_CHARACTERS];
  size_t n;
} cleaned;

static bool is_noise(uint32_t code) {
  static const char marks[] = "\"'“”「」『』《》()（） \t\r\n\u3000\u00A0";
  for (size_t at = 0; at < sizeof marks - 1;)
    if (ml_utf8_next((ml_str){marks, sizeof marks - 1}, &at) == code)
      return true;
  return false;
}

static cleaned clean(ml_str text) {
  cleaned out = {.n = 0};
  for (size_t at = 0; at < text.n && out.n < MAX_CHARACTERS;) {
    uint32_t code = ml_utf8_next(text, &at);
    if (code >= 'A' && code <= 'Z')
      code += 'a' - 'A';
    if (!is_noise(code))
      out.codes[out.n++] = code;
  }
  return out;
}

/* Takes the next of the texts between `|` off the cell; false behind the last. An empty cell is one empty text. */
static bool next_text(ml_str *cell, ml_str *text) {
  if (cell->at == NULL)
    return false;
  const char *bar = cell->n == 0 ? NULL : memchr(cell->at, '|', cell->n);
  *text = (ml_str){cell->at, bar == NULL ? cell->n : (size_t)(bar - cell->at)};
  *cell = bar == NULL ? (ml_str){NULL, 0} : (ml_str){bar + 1, cell->n - text->n - 1};
  return true;
}

static ml_str not_null(ml_str text) {
  return text.at == NULL ? ML_STR("") : text;
}

bool ml_cell_same(ml_str cell, ml_str got) {
  const cleaned found = clean(got);
  ml_str text;
  for (cell = not_null(cell); next_text(&cell, &text);) {
    const cleaned known = clean(text);
    if (known.n == found.n && memcmp(known.codes, found.codes, known.n * sizeof *known.codes) == 0)
      return true;
  }
  return false;
}

/* How many runs of `n` characters of `a` stand in `b`, each of them paired once. */
static size_t common_runs(const cleaned *a, const cleaned *b, size_t n) {
  bool taken[MAX_CHARACTERS] = {false};
  size_t common = 0;
  for (size_t i = 0; i + n <= a->n; i++) {
    size_t k = 0;
    while (k + n <= b->n && (taken[k] || memcmp(&a->codes[i], &b->codes[k], n * sizeof *a->codes) != 0))
      k++;
    if (k + n <= b->n) {
      taken[k] = true;
      common++;
    }
  }
  return common;
}

static double likeness(const cleaned *a, const cleaned *b) {
  if (a->n == 0 || b->n == 0)
    return a->n == b->n ? 1 : 0;
  size_t runs = (2 * a->n - 1) + (2 * b->n - 1); /* characters and pairs of both */
  return 2.0 * (double)(common_runs(a, b, 1) + common_runs(a, b, 2)) / (double)runs;
}

double ml_cell_likeness(ml_str cell, ml_str got) {
  const cleaned found = clean(got);
  double best = 0;
  ml_str text;
  for (cell = not_null(cell); next_text(&cell, &text);) {
    const cleaned known = clean(text);
    double like = likeness(&known, &found);
    best = like > best ? like : best;
  }
  return best;
}

/* ---- numbers ---- */

/* A number with or without commas. */
static bool read_number(ml_str text, double *number) {
  char digits[NUMBER_SIZE], *end;
  size_t n = 0;
  for (size_t i = 0; i < text.n && n < sizeof digits - 1; i++)
    if (text.at[i] != ',' && text.at[i] != ' ')
      digits[n++] = text.at[i];
  digits[n] = '\0';
  *number = strtod(digits, &end);
  return n > 0 && *end == '\0' && isfinite(*number);
}

typedef struct range {
  double low, high;
} range;

static bool read_range(ml_str text, range *out) {
  size_t dots = 0;
  while (dots + 1 < text.n && (text.at[dots] != '.' || text.at[dots + 1] != '.'))
    dots++;
  bool one = dots + 1 >= text.n;
  if (!read_number(one ? text : (ml_str){text.at, dots}, &out->low))
    return false;
  out->high = out->low;
  return one || read_number((ml_str){text.at + dots + 2, text.n - dots - 2}, &out->high);
}

static bool near(double want, double got) {
  double size = fabs(want);
  return fabs(want - got) <= 1e-3 * (size > 1 ? size : 1) + (size < 100 ? 0.01 : 0);
}

bool ml_cell_equal(ml_str cell, ml_str low, ml_str high) {
  range got, want;
  ml_str text;
  if (low.n == 0 || cell.n == 0)
    return low.n == cell.n;
  if (!read_number(low, &got.low))
    return false;
  if (high.n == 0 || !read_number(high, &got.high))
    got.high = got.low;
  while (next_text(&cell, &text))
    if (read_range(text, &want) && near(want.low, got.low) && near(want.high, got.high))
      return true;
  return false;
}

bool ml_cell_is_number(ml_str cell) {
  range ignored;
  ml_str text;
  if (cell.n == 0)
    return true;
  while (next_text(&cell, &text))
    if (!read_range(text, &ignored))
      return false;
  return true;
}
