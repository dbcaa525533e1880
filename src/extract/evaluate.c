#include "extract/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/script.h"
#include "base/utf8.h"
#include "rules/function.h"

static ml_value unset(void) {
  return (ml_value){.kind = ML_UNSET};
}

static ml_value text_value(const char *text) {
  return (ml_value){.kind = text == NULL ? ML_UNSET : ML_TEXT, .text = text};
}

static ml_value number_value(double number) {
  return (ml_value){.kind = ML_NUMBER, .number = number};
}

/* ---- names ---- */

static ml_value text_between(ml_matcher *matcher, const ml_lattice *lattice, uint32_t begin, uint32_t end) {
  return text_value(ml_lattice_text(matcher->arena, lattice, begin, end));
}

/* The index of the attribute of a type that has this number, or ML_NO_INDEX. */
static uint32_t attribute_numbered(const ml_type *type, uint32_t number) {
  for (uint32_t a = 0; a < type->n_attributes; a++)
    if (type->attributes[a].number == number)
      return a;
  return ML_NO_INDEX;
}

ml_value ml_attribute_of(ml_matcher *matcher, const ml_lattice *lattice, const ml_edge *edge, uint32_t number) {
  switch (number) {
  case ML_ATTRIBUTE_NAME:
    if (edge->name != NULL)
      return text_value(edge->name);
    return text_between(matcher, lattice, edge->begin, edge->end);
  case ML_ATTRIBUTE_TEXT:
    return text_between(matcher, lattice, edge->begin, edge->end);
  case ML_ATTRIBUTE_ID:
    return text_value(edge->id);
  default:
    break;
  }
  const ml_type *type = &matcher->rules->schema.types[edge->type];
  uint32_t a = edge->values == NULL ? ML_NO_INDEX : attribute_numbered(type, number);
  return a == ML_NO_INDEX ? unset() : edge->values[a];
}

/* A label that is a numeral counts as a number: "-1" = 去年. */
static ml_value value_of_label(const char *label) {
  char *end = NULL;
  double number = label == NULL || *label == '\0' ? 0 : strtod(label, &end);
  return end != NULL && *end == '\0' ? number_value(number) : text_value(label);
}

/* `number` is that of an attribute. */
static ml_value value_of_bound(const ml_scene *scene, const ml_bound *bound, uint32_t number) {
  if (!bound->set)
    return unset();
  if (bound->said != NULL)
    return text_value(bound->said);
  if (number == ML_ATTRIBUTE_LABEL)
    return value_of_label(bound->label);
  if (bound->edge != NULL)
    return ml_attribute_of(scene->matcher, bound->lattice, bound->edge, number);
  if (number != ML_ATTRIBUTE_TEXT && number != ML_ATTRIBUTE_NAME)
    return unset();
  return text_between(scene->matcher, bound->lattice, bound->begin, bound->end);
}

static ml_value value_of_document(const ml_document *document, const char *attribute) {
  int part = 0;
  if (attribute == NULL)
    return text_value(document->title);
  if (strcmp(attribute, "year") == 0)
    part = document->published.year;
  else if (strcmp(attribute, "month") == 0)
    part = document->published.month;
  else if (strcmp(attribute, "day") == 0)
    part = document->published.day;
  return part == 0 ? unset() : number_value(part);
}

static ml_value value_of_role(const ml_scene *scene, const char *name, const char *attribute) {
  uint32_t r = ml_schema_role(scene->relation, name);
  if (r == ML_NO_INDEX || !scene->fillers[r].set)
    return unset();
  const ml_filler *filler = &scene->fillers[r];
  if (attribute != NULL && filler->kind == ML_ROLE_VALUE) {
    uint32_t a = ml_schema_attribute(&scene->matcher->rules->schema.types[filler->type], attribute);
    if (a != ML_NO_INDEX)
      return filler->values[a];
  }
  if (attribute != NULL && filler->kind == ML_ROLE_ENTITY)
    return scene->bounds == NULL || scene->bounds[r].edge == NULL
               ? unset()
               : ml_attribute_of(scene->matcher, scene->bounds[r].lattice, scene->bounds[r].edge,
                                 ml_schema_attribute_number(&scene->matcher->rules->schema, attribute));
  return text_value(filler->text);
}

static ml_value value_of_own_attribute(const ml_scene *scene, uint32_t number) {
  if (number == ML_ATTRIBUTE_TEXT && scene->made != NULL)
    return text_between(scene->matcher, scene->lattice, scene->made->begin, scene->made->end);
  uint32_t a = attribute_numbered(scene->type, number);
  return a == ML_NO_INDEX ? unset() : scene->values[a];
}

static const ml_document *document_of(const ml_scene *scene) {
  return scene->lattice->document;
}

/* What a mention without a dot behind it stands for is its name. */
static uint32_t attribute_asked_for(const ml_expr *expr) {
  return expr->attribute == NULL ? (uint32_t)ML_ATTRIBUTE_NAME : expr->attribute_number;
}

static ml_value value_of_name(const ml_scene *scene, const ml_expr *expr) {
  if (scene->slots != NULL && expr->symbol != ML_NO_INDEX)
    return value_of_bound(scene, &scene->slots[expr->symbol], attribute_asked_for(expr));
  if (expr->reserved == ML_RESERVED_DOCUMENT)
    return value_of_document(document_of(scene), expr->attribute);
  if (scene->same != NULL && expr->reserved == ML_RESERVED_SAME)
    return ml_attribute_of(scene->matcher, scene->same_lattice, scene->same, attribute_asked_for(expr));
  if (scene->self != NULL)
    return ml_attribute_of(scene->matcher, scene->lattice, scene->self, expr->attribute_number);
  if (scene->type != NULL)
    return value_of_own_attribute(scene, expr->attribute_number);
  if (scene->relation != NULL)
    return value_of_role(scene, expr->text, expr->attribute);
  return unset();
}

/* ---- operators ---- */

static bool is_true(ml_value value) {
  return (value.kind == ML_NUMBER && value.number != 0) || (value.kind == ML_TEXT && *value.text != '\0');
}

ml_value ml_value_as_text(ml_arena *arena, ml_value value) {
  char text[ML_NUMBER_SIZE];
  if (value.kind != ML_NUMBER)
    return value;
  if (!isfinite(value.number))
    return unset();
  ml_number_text(value.number, text);
  return text_value(ml_arena_copy(arena, text, strlen(text)));
}

static ml_value add(const ml_scene *scene, ml_value a, ml_value b) {
  ml_arena *arena = scene->matcher->arena;
  if (a.kind == ML_NUMBER && b.kind == ML_NUMBER)
    return number_value(a.number + b.number);
  if (a.kind != ML_TEXT && b.kind != ML_TEXT)
    return unset();
  a = ml_value_as_text(arena, a);
  b = ml_value_as_text(arena, b);
  if (a.kind == ML_UNSET || b.kind == ML_UNSET) /* what is not there adds nothing to a text */
    return a.kind == ML_UNSET ? b : a;
  return text_value(ml_arena_format(arena, "%s%s", a.text, b.text));
}

static ml_value arithmetic(ml_expr_kind kind, ml_value a, ml_value b) {
  if (a.kind != ML_NUMBER || b.kind != ML_NUMBER)
    return unset();
  switch (kind) {
  case ML_EXPR_SUBTRACT:
    return number_value(a.number - b.number);
  case ML_EXPR_MULTIPLY:
    return number_value(a.number * b.number);
  default:
    return b.number == 0 ? unset() : number_value(a.number / b.number);
  }
}

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Compares n bytes; capitals of the Latin alphabet count as small letters, as they do in matching. */
static bool alike(const char *a, const char *b, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (lower(a[i]) != lower(b[i]))
      return false;
  return true;
}

static bool equal_texts(const char *a, const char *b) {
  size_t i = 0;
  while (a[i] != '\0' && lower(a[i]) == lower(b[i]))
    i++;
  return a[i] == b[i]; /* both at their ends */
}

static bool equal(ml_value a, ml_value b) {
  if (a.kind == ML_NUMBER && b.kind == ML_NUMBER)
    return a.number == b.number;
  return a.kind == ML_TEXT && b.kind == ML_TEXT && equal_texts(a.text, b.text);
}

static bool compare(ml_expr_kind kind, ml_value a, ml_value b) {
  if (kind == ML_EXPR_UNEQUAL)
    return a.kind != ML_UNSET && b.kind != ML_UNSET && !equal(a, b);
  if (a.kind != ML_NUMBER || b.kind != ML_NUMBER)
    return false;
  switch (kind) {
  case ML_EXPR_LESS:
    return a.number < b.number;
  case ML_EXPR_LESS_EQUAL:
    return a.number <= b.number;
  case ML_EXPR_GREATER:
    return a.number > b.number;
  default:
    return a.number >= b.number;
  }
}

/* Whether a text is a word of a list, or a name that a lexicon has for a type. */
static bool is_in(const ml_scene *scene, const ml_expr *expr) {
  ml_value value = ml_evaluate(scene, expr->operands[0]);
  const ml_rules *rules = scene->matcher->rules;
  if (value.kind != ML_TEXT || *value.text == '\0')
    return false;
  size_t n;
  const uint32_t *codes = ml_fold_word(scene->matcher->arena, ml_str_of(value.text), &n);
  const ml_dictionary *words = &rules->words;
  uint32_t s = ml_trie_get(&words->trie, codes, (uint32_t)n);
  for (; s != ML_TRIE_NONE; s = words->senses[s].last != 0 ? ML_TRIE_NONE : s + 1) {
    const ml_sense *sense = &words->senses[s];
    if (expr->kind == ML_EXPR_IN ? sense->listed != 0 && sense->what == expr->symbol
                                 : sense->listed == 0 && (rules->accepts[expr->symbol] >> sense->what & 1) != 0)
      return true;
  }
  return false;
}

static ml_value entry_of(const ml_scene *scene, const ml_expr *expr) {
  ml_arena *arena = scene->matcher->arena;
  const ml_point_table *table = &scene->matcher->rules->tables[expr->symbol];
  ml_value key = ml_value_as_text(arena, ml_evaluate(scene, expr->operands[0]));
  if (key.kind != ML_TEXT)
    return unset();
  size_t n;
  const uint32_t *codes = ml_fold_word(arena, ml_str_of(key.text), &n);
  uint32_t row = ml_map_get(&table->rows, ml_utf8_encode(arena, codes, n));
  return row == ML_MAP_NONE ? unset() : number_value(table->points.v[row]);
}

/* ---- functions ---- */

static bool is_letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
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
    if (alike(at - (b.n - 1), b.at, b.n))
      return true;
  }
  return false;
}

static bool text_test(uint32_t function, ml_str a, ml_str b) {
  if (function == ML_FN_has)
    return has(a, b);
  return b.n <= a.n && alike(function == ML_FN_begins ? a.at : a.at + a.n - b.n, b.at, b.n);
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
    return unset();
  uint32_t at = right ? bound->end : bound->begin - 1;
  if (right ? at >= bound->lattice->n : bound->begin == 0)
    return unset();
  return text_value(ml_lattice_text(scene->matcher->arena, bound->lattice, at, at + 1));
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
    return unset();
  const uint32_t *codes = bound->lattice->document->fold;
  size_t from = bound->lattice->begin + bound->begin;
  for (size_t at = from; at-- > 4 && from - at <= REACH;) {
    int year = codes[at] == YEAR ? four_digits(codes, at) : 0;
    if (year >= EARLIEST && year < LATEST)
      return number_value(year);
  }
  return unset();
}

/* The characters between two captures of one sentence; 0 when they touch or overlap. */
static ml_value distance(const ml_bound *a, const ml_bound *b) {
  if (a == NULL || b == NULL || a->lattice != b->lattice)
    return unset();
  uint32_t end = a->begin < b->begin ? a->end : b->end, begin = a->begin < b->begin ? b->begin : a->begin;
  return number_value(begin > end ? begin - end : 0);
}

bool ml_is_same(const ml_scene *scene, const ml_bound *left, const ml_bound *right) {
  ml_value id = value_of_bound(scene, left, ML_ATTRIBUTE_ID), other = value_of_bound(scene, right, ML_ATTRIBUTE_ID);
  if (id.kind == ML_UNSET || other.kind == ML_UNSET) {
    id = value_of_bound(scene, left, ML_ATTRIBUTE_NAME);
    other = value_of_bound(scene, right, ML_ATTRIBUTE_NAME);
  }
  return equal(id, other);
}

static ml_value is_same(const ml_scene *scene, const ml_expr *a, const ml_expr *b) {
  return number_value(ml_is_same(scene, &scene->slots[a->symbol], &scene->slots[b->symbol]));
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
    return scene->slots == NULL ? unset() : is_same(scene, first, expr->operands[1]);
  default:
    return year_before(scene, first);
  }
}

static ml_value script_of(ml_value value) {
  bool han = true, latin = true, digit = true;
  if (value.kind != ML_TEXT || *value.text == '\0')
    return unset();
  ml_str text = ml_str_of(value.text);
  for (size_t at = 0; at < text.n;) {
    uint32_t code = ml_utf8_next(text, &at);
    han = han && ml_is_han(code);
    latin = latin && ml_is_latin(code);
    digit = digit && ml_is_digit(code);
  }
  return text_value(han ? "han" : latin ? "latin" : digit ? "digit" : "mixed");
}

/* A function of values. */
static ml_value call(const ml_scene *scene, const ml_expr *expr) {
  ml_value v[3] = {{0}, {0}, {0}};
  ml_arena *arena = scene->matcher->arena;
  for (size_t i = 0; i < expr->n_operands; i++)
    v[i] = ml_evaluate(scene, expr->operands[i]);
  switch ((ml_function)expr->function) {
  case ML_FN_len:
    return v[0].kind == ML_TEXT ? number_value((double)ml_utf8_length(ml_str_of(v[0].text))) : v[0];
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
  case ML_FN_begins: /* these three are tests, which ml_holds answers */
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

/* ---- the whole ---- */

/* The value of an expression: at once of a text or a name, which most operands of conditions are. */
static inline ml_value value_of(const ml_scene *scene, const ml_expr *expr) {
  if (expr->kind == ML_EXPR_TEXT)
    return text_value(expr->written);
  return expr->kind == ML_EXPR_NAME ? value_of_name(scene, expr) : ml_evaluate(scene, expr);
}

ml_value ml_evaluate(const ml_scene *scene, const ml_expr *expr) {
  switch (expr->kind) {
  case ML_EXPR_NUMBER:
    return number_value(expr->number);
  case ML_EXPR_TEXT:
    return text_value(expr->written);
  case ML_EXPR_NAME:
    return value_of_name(scene, expr);
  case ML_EXPR_CALL:
    return ml_function_tests_text(expr->function) ? number_value(ml_holds(scene, expr)) : call(scene, expr);
  case ML_EXPR_ENTRY:
    return entry_of(scene, expr);
  case ML_EXPR_ELSE: {
    ml_value first = ml_evaluate(scene, expr->operands[0]);
    return first.kind != ML_UNSET ? first : ml_evaluate(scene, expr->operands[1]);
  }
  case ML_EXPR_ADD:
    return add(scene, ml_evaluate(scene, expr->operands[0]), ml_evaluate(scene, expr->operands[1]));
  case ML_EXPR_SUBTRACT:
  case ML_EXPR_MULTIPLY:
  case ML_EXPR_DIVIDE:
    return arithmetic(expr->kind, ml_evaluate(scene, expr->operands[0]), ml_evaluate(scene, expr->operands[1]));
  case ML_EXPR_EQUAL:
  case ML_EXPR_UNEQUAL:
  case ML_EXPR_LESS:
  case ML_EXPR_LESS_EQUAL:
  case ML_EXPR_GREATER:
  case ML_EXPR_GREATER_EQUAL:
  case ML_EXPR_IN:
  case ML_EXPR_NAMES:
  case ML_EXPR_AND:
  case ML_EXPR_OR:
  case ML_EXPR_NOT:
    break;
  }
  return number_value(ml_holds(scene, expr));
}

/* Whether the first operand is one of the others. */
static bool is_one_of(const ml_scene *scene, const ml_expr *expr) {
  ml_value value = value_of(scene, expr->operands[0]);
  for (size_t i = 1; value.kind != ML_UNSET && i < expr->n_operands; i++)
    if (equal(value, value_of(scene, expr->operands[i])))
      return true;
  return false;
}

/* Whether the first operand begins with, ends with or has one of the others. */
static bool has_one_of(const ml_scene *scene, const ml_expr *expr) {
  ml_value value = value_of(scene, expr->operands[0]);
  if (value.kind != ML_TEXT)
    return false;
  ml_str text = ml_str_of(value.text);
  for (size_t i = 1; i < expr->n_operands; i++) {
    ml_value other = value_of(scene, expr->operands[i]);
    if (other.kind == ML_TEXT && text_test(expr->function, text, ml_str_of(other.text)))
      return true;
  }
  return false;
}

bool ml_holds(const ml_scene *scene, const ml_expr *expr) {
  switch (expr->kind) {
  case ML_EXPR_NOT:
    return !ml_holds(scene, expr->operands[0]);
  case ML_EXPR_AND:
    return ml_holds(scene, expr->operands[0]) && ml_holds(scene, expr->operands[1]);
  case ML_EXPR_OR:
    return ml_holds(scene, expr->operands[0]) || ml_holds(scene, expr->operands[1]);
  case ML_EXPR_EQUAL:
    return is_one_of(scene, expr);
  case ML_EXPR_UNEQUAL:
  case ML_EXPR_LESS:
  case ML_EXPR_LESS_EQUAL:
  case ML_EXPR_GREATER:
  case ML_EXPR_GREATER_EQUAL:
    return compare(expr->kind, value_of(scene, expr->operands[0]), value_of(scene, expr->operands[1]));
  case ML_EXPR_IN:
  case ML_EXPR_NAMES:
    return is_in(scene, expr);
  case ML_EXPR_CALL:
    if (ml_function_tests_text(expr->function))
      return has_one_of(scene, expr);
    break;
  case ML_EXPR_NUMBER:
  case ML_EXPR_TEXT:
  case ML_EXPR_NAME:
  case ML_EXPR_ADD:
  case ML_EXPR_SUBTRACT:
  case ML_EXPR_MULTIPLY:
  case ML_EXPR_DIVIDE:
  case ML_EXPR_ELSE:
  case ML_EXPR_ENTRY:
    break;
  }
  return is_true(ml_evaluate(scene, expr));
}

int ml_worth_of(const ml_scene *scene, const ml_worth *worth) {
  const double most = 1000;
  if (worth->expr == NULL)
    return worth->points;
  ml_value value = ml_evaluate(scene, worth->expr);
  double points = value.kind == ML_NUMBER && isfinite(value.number) ? value.number : 0;
  points = points > most ? most : points < -most ? -most : points;
  return (int)lround(points * 100);
}

bool ml_is_known(const ml_scene *scene, const ml_expr *expr) {
  if (expr->kind == ML_EXPR_NAME)
    return ml_evaluate(scene, expr).kind != ML_UNSET;
  for (size_t i = 0; i < expr->n_operands; i++)
    if (!ml_is_known(scene, expr->operands[i]))
      return false;
  return true;
}

bool ml_holds_for_edge(ml_matcher *matcher, const ml_lattice *lattice, const ml_edge *edge, const ml_expr *expr) {
  return ml_holds(&(ml_scene){.matcher = matcher, .self = edge, .lattice = lattice}, expr);
}
