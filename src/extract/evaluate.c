#include "extract/evaluate.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/utf8.h"
#include "extract/call.h"
#include "extract/value.h"
#include "rules/function.h"

/* ---- operators ---- */

static bool is_true(ml_value value) {
  return (value.kind == ML_NUMBER && value.number != 0) || (value.kind == ML_TEXT && *value.text != '\0');
}

ml_value ml_value_as_text(ml_arena *arena, ml_value value) {
  char text[ML_NUMBER_SIZE];
  if (value.kind != ML_NUMBER)
    return value;
  if (!isfinite(value.number))
    return ml_unset();
  ml_number_text(value.number, text);
  return ml_text_value(ml_arena_copy(arena, text, strlen(text)));
}

static ml_value add(const ml_scene *scene, ml_value a, ml_value b) {
  ml_arena *arena = scene->matcher->arena;
  if (a.kind == ML_NUMBER && b.kind == ML_NUMBER)
    return ml_number_value(a.number + b.number);
  if (a.kind != ML_TEXT && b.kind != ML_TEXT)
    return ml_unset();
  a = ml_value_as_text(arena, a);
  b = ml_value_as_text(arena, b);
  if (a.kind == ML_UNSET || b.kind == ML_UNSET) /* what is not there adds nothing to a text */
    return a.kind == ML_UNSET ? b : a;
  return ml_text_value(ml_arena_format(arena, "%s%s", a.text, b.text));
}

static ml_value arithmetic(ml_expr_kind kind, ml_value a, ml_value b) {
  if (a.kind != ML_NUMBER || b.kind != ML_NUMBER)
    return ml_unset();
  switch (kind) {
  case ML_EXPR_SUBTRACT:
    return ml_number_value(a.number - b.number);
  case ML_EXPR_MULTIPLY:
    return ml_number_value(a.number * b.number);
  default:
    return b.number == 0 ? ml_unset() : ml_number_value(a.number / b.number);
  }
}

static bool compare(ml_expr_kind kind, ml_value a, ml_value b) {
  if (kind == ML_EXPR_UNEQUAL)
    return a.kind != ML_UNSET && b.kind != ML_UNSET && !ml_equal(a, b);
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
    return ml_unset();
  size_t n;
  const uint32_t *codes = ml_fold_word(arena, ml_str_of(key.text), &n);
  uint32_t row = ml_map_get(&table->rows, ml_utf8_encode(arena, codes, n));
  return row == ML_MAP_NONE ? ml_unset() : ml_number_value(table->points.v[row]);
}

/* ---- the whole ---- */

/* The value of an expression: at once of a text or a name, which most operands of conditions are. */
static inline ml_value value_of(const ml_scene *scene, const ml_expr *expr) {
  if (expr->kind == ML_EXPR_TEXT)
    return ml_text_value(expr->written);
  return expr->kind == ML_EXPR_NAME ? ml_value_of_name(scene, expr) : ml_evaluate(scene, expr);
}

static ml_value call(const ml_scene *scene, const ml_expr *expr) {
  ml_value values[ML_CALL_VALUES] = {{0}};
  for (size_t i = 0; i < expr->n_operands; i++)
    values[i] = ml_evaluate(scene, expr->operands[i]);
  return ml_call(scene, expr, values);
}

ml_value ml_evaluate(const ml_scene *scene, const ml_expr *expr) {
  switch (expr->kind) {
  case ML_EXPR_NUMBER:
    return ml_number_value(expr->number);
  case ML_EXPR_TEXT:
    return ml_text_value(expr->written);
  case ML_EXPR_NAME:
    return ml_value_of_name(scene, expr);
  case ML_EXPR_CALL:
    return ml_function_tests_text(expr->function) ? ml_number_value(ml_holds(scene, expr)) : call(scene, expr);
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
  return ml_number_value(ml_holds(scene, expr));
}

/* Whether the first operand is one of the others. */
static bool is_one_of(const ml_scene *scene, const ml_expr *expr) {
  ml_value value = value_of(scene, expr->operands[0]);
  for (size_t i = 1; value.kind != ML_UNSET && i < expr->n_operands; i++)
    if (ml_equal(value, value_of(scene, expr->operands[i])))
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
    if (other.kind == ML_TEXT && ml_text_test(expr->function, text, ml_str_of(other.text)))
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
