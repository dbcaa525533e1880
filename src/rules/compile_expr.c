/* Expressions: where their names lead. */
#include "rules/compile.h"
#include "rules/function.h"

static bool is_attribute(const ml_type *type, const char *name) {
  for (size_t i = 0; i < type->n_attributes; i++)
    if (ml_str_is(ml_str_of(type->attributes[i].name), name))
      return true;
  return false;
}

static bool is_attribute_of_some(const ml_compiler *compiler, uint64_t types, const char *name) {
  if (ml_str_is(ml_str_of(name), "name") || ml_str_is(ml_str_of(name), "text"))
    return true;
  for (size_t i = 0; i < compiler->rules->schema.n_types; i++)
    if ((types >> i & 1) != 0 && is_attribute(&compiler->rules->schema.types[i], name))
      return true;
  return false;
}

static bool is_role(const ml_relation *relation, const char *name) {
  for (size_t i = 0; i < relation->n_roles; i++)
    if (ml_str_is(ml_str_of(relation->roles[i].name), name))
      return true;
  return false;
}

static void resolve_name(ml_compiler *compiler, ml_expr *expr, const ml_names *names) {
  expr->symbol = names->pattern == NULL ? ML_NO_INDEX : ml_pattern_capture(names->pattern, expr->text);
  if (expr->symbol != ML_NO_INDEX || ml_str_is(ml_str_of(expr->text), ML_NAME_DOCUMENT) ||
      ml_str_is(ml_str_of(expr->text), ML_NAME_SAME))
    return;
  if ((names->self != 0 && is_attribute_of_some(compiler, names->self, expr->text)) ||
      (names->relation != NULL && is_role(names->relation, expr->text)) ||
      (names->type != NULL && is_attribute(names->type, expr->text)))
    return;
  ml_unknown(compiler, expr->place, "capture, role or attribute", expr->text, 0, names);
}

static void resolve_list(ml_compiler *compiler, ml_expr *expr) {
  expr->symbol = ml_compiler_list(compiler, expr->text);
  if (expr->symbol == ML_NO_INDEX)
    ml_unknown(compiler, expr->place, "word list", expr->text, ML_KNOWN_LISTS, NULL);
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

void ml_resolve(ml_compiler *compiler, ml_expr *expr, const ml_names *names) {
  if (expr == NULL)
    return;
  if (expr->kind == ML_EXPR_NAME)
    resolve_name(compiler, expr, names);
  else if (expr->kind == ML_EXPR_CALL)
    resolve_call(compiler, expr);
  else if (expr->kind == ML_EXPR_IN)
    resolve_list(compiler, expr);
  for (size_t i = 0; i < expr->n_operands; i++)
    ml_resolve(compiler, expr->operands[i], names);
}
