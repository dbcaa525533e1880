/* Expressions: where their names lead. */
#include "rules/compile.h"
#include "rules/function.h"

static bool is_attribute_of_some(const ml_compiler *compiler, uint64_t types, const char *name) {
  if (ml_str_is(ml_str_of(name), "name") || ml_str_is(ml_str_of(name), "text"))
    return true;
  for (size_t i = 0; i < compiler->rules->schema.n_types; i++)
    if ((types >> i & 1) != 0 && ml_schema_attribute(&compiler->rules->schema.types[i], name) != ML_NO_INDEX)
      return true;
  return false;
}

/* x.attribute, where x is a capture: what it may hold says which attributes there are. */
static void check_attribute(ml_compiler *compiler, const ml_expr *expr, const ml_content *content) {
  if (ml_str_is(ml_str_of(expr->attribute), "label") || is_attribute_of_some(compiler, content->types, expr->attribute))
    return;
  ml_unknown(compiler, expr->place, ml_arena_format(compiler->arena, "attribute of %s", expr->text), expr->attribute, 0,
             &(ml_names){.self = content->types});
}

/* document, or same where there is one. */
static bool is_reserved(ml_compiler *compiler, ml_expr *expr, const ml_names *names) {
  ml_str name = ml_str_of(expr->text), part = ml_str_of(expr->attribute);
  if (ml_str_is(name, ML_NAME_SAME)) {
    expr->reserved = ML_RESERVED_SAME;
    return names->same;
  }
  if (!ml_str_is(name, ML_NAME_DOCUMENT))
    return false;
  expr->reserved = ML_RESERVED_DOCUMENT;
  if (expr->attribute != NULL && !ml_str_is(part, "year") && !ml_str_is(part, "month") && !ml_str_is(part, "day"))
    ml_syntax_error(compiler->syntax, expr->place, "it has year, month and day", "a document has no %s",
                    expr->attribute);
  return true;
}

static void resolve_name(ml_compiler *compiler, ml_expr *expr, const ml_names *names) {
  expr->attribute_number =
      ml_schema_attribute_number(&compiler->rules->schema, expr->attribute == NULL ? expr->text : expr->attribute);
  expr->symbol = names->pattern == NULL ? ML_NO_INDEX : ml_pattern_capture(names->pattern, expr->text);
  if (expr->symbol != ML_NO_INDEX && expr->attribute != NULL)
    check_attribute(compiler, expr, &names->pattern->contents.v[expr->symbol]);
  if (expr->symbol != ML_NO_INDEX || is_reserved(compiler, expr, names) ||
      (names->self != 0 && is_attribute_of_some(compiler, names->self, expr->text)) ||
      (names->relation != NULL && ml_schema_role(names->relation, expr->text) != ML_NO_INDEX) ||
      (names->type != NULL && ml_schema_attribute(names->type, expr->text) != ML_NO_INDEX))
    return;
  ml_unknown(compiler, expr->place, "capture, role or attribute", expr->text, 0, names);
}

static void resolve_list(ml_compiler *compiler, ml_expr *expr) {
  expr->symbol = ml_compiler_list(compiler, expr->text);
  if (expr->symbol == ML_NO_INDEX)
    ml_unknown(compiler, expr->place, "word list", expr->text, ML_KNOWN_LISTS, NULL);
}

static void resolve_type(ml_compiler *compiler, ml_expr *expr) {
  expr->symbol = ml_schema_type(&compiler->rules->schema, expr->text);
  if (expr->symbol == ML_NO_INDEX)
    ml_unknown(compiler, expr->place, "mention type", expr->text, ML_KNOWN_TYPES, NULL);
}

static void resolve_table(ml_compiler *compiler, ml_expr *expr) {
  const ml_syntax *syntax = compiler->syntax;
  for (expr->symbol = 0; expr->symbol < syntax->tables.n; expr->symbol++)
    if (strcmp(syntax->tables.v[expr->symbol]->name, expr->text) == 0)
      return;
  ml_unknown(compiler, expr->place, "table", expr->text, ML_KNOWN_TABLES, NULL);
}

static void resolve_call(ml_compiler *compiler, ml_expr *expr) {
  expr->function = ml_function_named(expr->text);
  if (expr->function == ML_NO_INDEX) {
    ml_unknown(compiler, expr->place, "function", expr->text, ML_KNOWN_FUNCTIONS, NULL);
    return;
  }
  size_t least, most;
  ml_function_arity(expr->function, &least, &most);
  if (expr->n_operands >= least && expr->n_operands <= most)
    return;
  if (least == most)
    ml_syntax_error(compiler->syntax, expr->place, NULL, "%s takes %zu value%s, not %zu", expr->text, least,
                    least == 1 ? "" : "s", expr->n_operands);
  else
    ml_syntax_error(compiler->syntax, expr->place, NULL, "%s takes %zu to %zu values, not %zu", expr->text, least, most,
                    expr->n_operands);
}

static bool asks_for_place(uint32_t function) {
  return function == ML_FN_left || function == ML_FN_right || function == ML_FN_distance || function == ML_FN_same ||
         function == ML_FN_year_before;
}

/* A function that asks for the place of its operand: so it must have one. */
static void check_capture(ml_compiler *compiler, const ml_expr *call) {
  for (size_t i = 0; i < call->n_operands; i++)
    if (call->operands[i]->kind != ML_EXPR_NAME || call->operands[i]->symbol == ML_NO_INDEX)
      ml_syntax_error(compiler->syntax, call->operands[i]->place, NULL, "%s takes a capture", call->text);
}

static void resolve(ml_compiler *compiler, ml_expr *expr, const ml_names *names) {
  if (expr->kind == ML_EXPR_NAME)
    resolve_name(compiler, expr, names);
  else if (expr->kind == ML_EXPR_CALL)
    resolve_call(compiler, expr);
  else if (expr->kind == ML_EXPR_IN)
    resolve_list(compiler, expr);
  else if (expr->kind == ML_EXPR_NAMES)
    resolve_type(compiler, expr);
  else if (expr->kind == ML_EXPR_ENTRY)
    resolve_table(compiler, expr);
  for (size_t i = 0; i < expr->n_operands; i++)
    resolve(compiler, expr->operands[i], names);
  if (expr->kind == ML_EXPR_CALL && asks_for_place(expr->function))
    check_capture(compiler, expr);
}

static ml_expr *copy_of(ml_arena *arena, const ml_expr *expr) {
  ml_expr *copy = ML_NEW(arena, ml_expr);
  *copy = *expr;
  copy->operands = ML_NEW_ARRAY(arena, ml_expr *, expr->n_operands);
  for (size_t i = 0; i < expr->n_operands; i++)
    copy->operands[i] = copy_of(arena, expr->operands[i]);
  return copy;
}

/* ---- joining ---- */

static bool may_have_alternatives(const ml_expr *expr) {
  return expr->kind == ML_EXPR_EQUAL ||
         (expr->kind == ML_EXPR_CALL && ml_function_tests_text(expr->function) && expr->n_operands > 1);
}

/* Whether both ask the same of one name: kind = a, kind = b. */
static bool ask_alike(const ml_expr *a, const ml_expr *b) {
  if (!may_have_alternatives(a) || !may_have_alternatives(b) || a->kind != b->kind || a->function != b->function)
    return false;
  const ml_expr *left = a->operands[0], *right = b->operands[0];
  return left->kind == ML_EXPR_NAME && right->kind == ML_EXPR_NAME && strcmp(left->text, right->text) == 0 &&
         (left->attribute == NULL) == (right->attribute == NULL) &&
         (left->attribute == NULL || strcmp(left->attribute, right->attribute) == 0);
}

/* Makes b's operands but the first alternatives of a. */
static void join(ml_arena *arena, ml_expr *a, const ml_expr *b) {
  ml_expr **operands = ML_NEW_ARRAY(arena, ml_expr *, a->n_operands + b->n_operands - 1);
  for (size_t i = 0; i < a->n_operands; i++)
    operands[i] = a->operands[i];
  for (size_t i = 1; i < b->n_operands; i++)
    operands[a->n_operands++] = b->operands[i];
  a->operands = operands;
}

/* `kind = a or kind = b` becomes one question with two alternatives: what it asks for is looked up once. */
static ml_expr *joined(ml_arena *arena, ml_expr *expr) {
  for (size_t i = 0; i < expr->n_operands; i++)
    expr->operands[i] = joined(arena, expr->operands[i]);
  if (expr->kind != ML_EXPR_OR)
    return expr;
  ml_expr *left = expr->operands[0], *right = expr->operands[1];
  ml_expr *nearest = left->kind == ML_EXPR_OR ? left->operands[1] : left;
  if (!ask_alike(nearest, right))
    return expr;
  join(arena, nearest, right);
  return left;
}

ml_expr *ml_resolved(ml_compiler *compiler, const ml_expr *written, const ml_names *names) {
  if (written == NULL)
    return NULL;
  ml_expr *expr = copy_of(compiler->arena, written);
  resolve(compiler, expr, names);
  return joined(compiler->arena, expr);
}
