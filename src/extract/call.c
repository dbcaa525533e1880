#include "extract/call.h"

#include <string.h>

#include "base/script.h"
#include "base/utf8.h"
#include "extract/date.h"
#include "extract/value.h"
#include "rules/function.h"

static bool is_letter(char c) {
  return ml_lower(c) >= 'a' && ml_lower(c) <= 'z';
}

/* Whether `b` stands in `a`; it is found by its last byte, which of a Chinese text tells more than the first one. */
static bool has(ml_str a, ml_str b) {
  if (b.n == 0 || b.n > a.n)
    return b.n == 0;
  char last = b.at[b.n - 1];
  for (const char *at = a.at + b.n - 1, *end = a.at + a.n; at < end; at++) {
    if (!is_letter(last))
      at = memchr(at, last, (size_t)(end - at));
    if (at == NULL)
      return false;
    if (ml_alike(at - (b.n - 1), b.at, b.n))
      return true;
  }
  return false;
}

bool ml_text_test(uint32_t function, ml_str a, ml_str b) {
  if (function == ML_FN_has)
    return has(a, b);
  return b.n <= a.n && ml_alike(function == ML_FN_begins ? a.at : a.at + a.n - b.n, b.at, b.n);
}

/* Where a capture stands, or NULL. */
static const ml_bound *place_of(const ml_scene *scene, const ml_expr *capture) {
  if (capture->kind != ML_EXPR_NAME || capture->symbol == ML_NO_INDEX || scene->slots == NULL)
    return NULL;
  const ml_bound *bound = &scene->slots[capture->symbol];
  return bound->set && bound->lattice != NULL ? bound : NULL;
}

/* The character beside a capture, or unset at the edge of the sentence. */
static ml_value neighbour(const ml_scene *scene, const ml_expr *capture, bool right) {
  const ml_bound *bound = place_of(scene, capture);
  if (bound == NULL)
    return ml_unset();
  uint32_t at = right ? bound->end : bound->begin - 1;
  if (right ? at >= bound->lattice->n : bound->begin == 0)
    return ml_unset();
  return ml_text_value(ml_lattice_text(scene->matcher->arena, bound->lattice, at, at + 1));
}

/* The number of the four digits that end at `end`, when they stand alone; else 0. */
static int four_digits(const uint32_t *codes, size_t end) {
  int number = 0;
  for (size_t i = end - 4; i < end; i++) {
    if (codes[i] < '0' || codes[i] > '9')
      return 0;
    number = number * 10 + (int)(codes[i] - '0');
  }
  return end > 4 && codes[end - 5] >= '0' && codes[end - 5] <= '9' ? 0 : number;
}

/* The year of the last 2019年 before a capture, or unset when there is none near. */
static ml_value year_before(const ml_scene *scene, const ml_expr *capture) {
  enum { REACH = 2000, EARLIEST = 1900, LATEST = 2100, YEAR = 0x5E74 /* 年 */ };
  const ml_bound *bound = place_of(scene, capture);
  if (bound == NULL)
    return ml_unset();
  const uint32_t *codes = bound->lattice->document->fold;
  size_t from = bound->lattice->begin + bound->begin;
  for (size_t at = from; at-- > 4 && from - at <= REACH;) {
    int year = codes[at] == YEAR ? four_digits(codes, at) : 0;
    if (year >= EARLIEST && year < LATEST)
      return ml_number_value(year);
  }
  return ml_unset();
}

/* The characters between two captures of one sentence; 0 when they touch or overlap. */
static ml_value distance(const ml_bound *a, const ml_bound *b) {
  if (a == NULL || b == NULL || a->lattice != b->lattice)
    return ml_unset();
  uint32_t end = a->begin < b->begin ? a->end : b->end, begin = a->begin < b->begin ? b->begin : a->begin;
  return ml_number_value(begin > end ? begin - end : 0);
}

static ml_value is_same(const ml_scene *scene, const ml_expr *a, const ml_expr *b) {
  return ml_number_value(ml_is_same(scene, &scene->slots[a->symbol], &scene->slots[b->symbol]));
}

/* A function of the places of captures. */
static ml_value call_with_places(const ml_scene *scene, const ml_expr *expr) {
  const ml_expr *first = expr->operands[0];
  switch ((ml_function)expr->function) {
  case ML_FN_left:
  case ML_FN_right:
    return neighbour(scene, first, expr->function == ML_FN_right);
  case ML_FN_distance:
    return distance(place_of(scene, first), place_of(scene, expr->operands[1]));
  case ML_FN_same:
    return scene->slots == NULL ? ml_unset() : is_same(scene, first, expr->operands[1]);
  default:
    return year_before(scene, first);
  }
}

static ml_value script_of(ml_value value) {
  bool han = true, latin = true, digit = true;
  if (value.kind != ML_TEXT || *value.text == '\0')
    return ml_unset();
  ml_str text = ml_str_of(value.text);
  for (size_t at = 0; at < text.n;) {
    uint32_t code = ml_utf8_next(text, &at);
    han = han && ml_is_han(code);
    latin = latin && ml_is_latin(code);
    digit = digit && ml_is_digit(code);
  }
  return ml_text_value(han ? "han" : latin ? "latin" : digit ? "digit" : "mixed");
}

ml_value ml_call(const ml_scene *scene, const ml_expr *expr, const ml_value *v) {
  ml_arena *arena = scene->matcher->arena;
  switch ((ml_function)expr->function) {
  case ML_FN_len:
    return v[0].kind == ML_TEXT ? ml_number_value((double)ml_utf8_length(ml_str_of(v[0].text))) : v[0];
  case ML_FN_script:
    return script_of(v[0]);
  case ML_FN_date:
    return ml_date_make(arena, v[0], v[1], v[2]);
  case ML_FN_quarter:
    return ml_date_part(arena, v[0], v[1], 4);
  case ML_FN_half:
    return ml_date_part(arena, v[0], v[1], 2);
  case ML_FN_interval:
    return ml_date_interval(arena, v[0], v[1]);
  case ML_FN_from:
    return ml_date_edge(arena, v[0], false);
  case ML_FN_until:
    return ml_date_edge(arena, v[0], true);
  case ML_FN_precision:
    return ml_date_precision(arena, v[0]);
  case ML_FN_days:
    return ml_date_move(arena, v[0], v[1], (ml_value){0});
  case ML_FN_months:
    return ml_date_move(arena, v[0], (ml_value){0}, v[1]);
  case ML_FN_begins: /* these three are tests, which ml_text_test answers */
  case ML_FN_ends:
  case ML_FN_has:
  case ML_FN_left:
  case ML_FN_right:
  case ML_FN_distance:
  case ML_FN_same:
  case ML_FN_year_before:
    break;
  }
  return call_with_places(scene, expr);
}
