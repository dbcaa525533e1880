/* What a rule claims: which capture or expression fills which role, and in which rounds. */
#include <string.h>

#include "rules/compile.h"

/* ---- what a capture may hold against what a role takes ---- */

static void check_labels(ml_compiler *compiler, ml_place place, const ml_role *role, const ml_content *content) {
  if (content->types != 0 || content->text) {
    ml_syntax_error(compiler->syntax, place, "capture a word list whose lines begin with `label =`",
                    "the role %s takes a label, and this capture may hold something else", role->name);
    return;
  }
  for (size_t i = 0; i < content->lists.n; i++) {
    const ml_words_decl *decl = compiler->lists.v[content->lists.v[i]].decl;
    for (size_t w = 0; decl != NULL && w < decl->n_words; w++) {
      if (decl->words[w].label != NULL && ml_schema_has_label(role, decl->words[w].label))
        continue;
      ml_syntax_error(compiler->syntax, place, "put it on a line `label = ...`",
                      "%.*s of the list %s has no label that the role %s takes", (int)decl->words[w].word.n,
                      decl->words[w].word.at, decl->name, role->name);
      return;
    }
  }
}

static uint64_t types_of_role(const ml_compiler *compiler, const ml_role *role) {
  uint64_t types = 0;
  for (size_t i = 0; i < role->n_types; i++)
    types |= compiler->rules->accepts[role->types[i]];
  return types;
}

static bool role_takes_text(const ml_compiler *compiler, const ml_role *role) {
  if (role->kind == ML_ROLE_ENTITY)
    return role->takes_text;
  const ml_type *type = &compiler->rules->schema.types[role->types[0]];
  return type->n_attributes > 0 && type->attributes[0].data == ML_DATA_TEXT;
}

static const char *types_in_words(const ml_compiler *compiler, uint64_t types) {
  const ml_schema *schema = &compiler->rules->schema;
  const char *words = "";
  for (size_t t = 0; t < schema->n_types; t++)
    if ((types >> t & 1) != 0)
      words = ml_arena_format(compiler->arena, "%s%s%s", words, *words == '\0' ? "" : " | ", schema->types[t].name);
  return words;
}

static void check_content(ml_compiler *compiler, ml_place place, const ml_role *role, const ml_content *content) {
  if (role->kind == ML_ROLE_LABEL) {
    check_labels(compiler, place, role, content);
    return;
  }
  if (role->kind == ML_ROLE_TEXT)
    return;
  uint64_t taken = types_of_role(compiler, role), other = content->types & ~taken;
  if (other != 0)
    ml_syntax_error(compiler->syntax, place,
                    ml_arena_format(compiler->arena, "the role takes %s, and the capture may hold %s",
                                    types_in_words(compiler, taken), types_in_words(compiler, other)),
                    "what fills %s may hold a mention that the role does not take", role->name);
  else if ((content->text || content->lists.n > 0) && !role_takes_text(compiler, role))
    ml_syntax_error(compiler->syntax, place, "capture one mention and nothing else, or let the role take `text` too",
                    "what fills %s may hold text, and the role takes mentions only", role->name);
}

/* ---- rounds ---- */

static bool is_inside(const ml_pattern *pattern, uint32_t group, uint32_t outer) {
  while (group != ML_NO_INDEX && group != outer)
    group = pattern->groups.v[group].parent;
  return group == outer;
}

/* Makes *own the deeper one of itself and `group`; false when they do not lie on one path. */
static bool join_groups(const ml_pattern *pattern, uint32_t *own, uint32_t group) {
  if (is_inside(pattern, *own, group))
    return true;
  if (!is_inside(pattern, group, *own))
    return false;
  *own = group;
  return true;
}

/* The groups of a claim's captures lie on one path, or on two with `pairwise` or `each`; false when they lie on more.
 */
static bool add_group(const ml_pattern *pattern, uint32_t capture, ml_claim_plan *plan) {
  uint32_t group = pattern->captures.v[capture].group;
  return join_groups(pattern, &plan->group, group) || join_groups(pattern, &plan->pair, group);
}

/* Captures that an expression reads take part in the rounds of a claim, as those that fill roles do. */
static bool add_groups_read(const ml_pattern *pattern, const ml_expr *expr, ml_claim_plan *plan) {
  bool fits = expr->kind != ML_EXPR_NAME || expr->symbol == ML_NO_INDEX || add_group(pattern, expr->symbol, plan);
  for (size_t i = 0; i < expr->n_operands; i++)
    fits = add_groups_read(pattern, expr->operands[i], plan) && fits;
  return fits;
}

static void check_groups(ml_compiler *compiler, const ml_claim_decl *decl, const ml_claim_plan *plan, bool fits) {
  bool two = plan->pair != ML_NO_INDEX;
  if (!fits)
    ml_syntax_error(compiler->syntax, decl->place, "split the rule, or capture less in it",
                    "this claim takes captures from more than two different repeated groups");
  else if (two && decl->pairing == ML_UNPAIRED)
    ml_syntax_error(compiler->syntax, decl->place,
                    "write `claim NAME pairwise`: first with first, second with second, as 分别 says\n"
                    "or `claim NAME each`: every one with every one",
                    "this claim takes captures from two different repeated groups");
  else if (!two && decl->pairing != ML_UNPAIRED)
    ml_syntax_error(compiler->syntax, decl->place,
                    decl->pairing == ML_EACH ? "leave `each` out" : "leave `pairwise` out",
                    "this claim takes captures from less than two repeated groups, so there are no pairs");
}

/* ---- roles ---- */

static bool is_sought(const ml_seek *seeks, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(seeks[i].name, name) == 0)
      return true;
  return false;
}

static void check_required(ml_compiler *compiler, const ml_rule *rule, const ml_claim_decl *decl, const ml_role *role,
                           const ml_claim_plan *plan) {
  if (role->optional || role->preset != NULL || is_sought(rule->seeks, rule->n_seeks, role->name) ||
      is_sought(compiler->rules->relation_seeks[plan->relation], compiler->rules->n_relation_seeks[plan->relation],
                role->name))
    return;
  ml_syntax_error(compiler->syntax, decl->place, "capture it, `seek` it, or declare it optional with `?`",
                  "nothing fills the role %s of %s", role->name, decl->relation);
}

static void compile_fill(ml_compiler *compiler, ml_rule *rule, const ml_pattern *pattern, const ml_claim_decl *decl,
                         size_t r, ml_claim_plan *plan) {
  const ml_relation *relation = &compiler->rules->schema.relations[plan->relation];
  const ml_role *role = &relation->roles[r];
  const ml_named_expr *argument = ml_argument_of(&decl->arguments, role->name);
  ml_fill *fill = &plan->fills[r];
  *fill = (ml_fill){.capture = ML_NO_INDEX};
  if (argument == NULL) {
    fill->capture = ml_pattern_capture(pattern, role->name);
    if (fill->capture == ML_NO_INDEX)
      check_required(compiler, rule, decl, role, plan);
    else
      check_content(compiler, decl->place, role, &pattern->contents.v[fill->capture]);
    return;
  }
  ml_expr *value = ml_resolved(compiler, argument->value, &(ml_names){.pattern = pattern, .relation = relation});
  if (value->kind == ML_EXPR_NAME && value->attribute == NULL && value->symbol != ML_NO_INDEX) {
    fill->capture = value->symbol;
    check_content(compiler, argument->place, role, &pattern->contents.v[fill->capture]);
  } else {
    fill->expr = value;
  }
}

static void check_arguments(ml_compiler *compiler, const ml_claim_decl *decl, const ml_relation *relation) {
  for (size_t i = 0; i < decl->arguments.n; i++) {
    if (ml_schema_role(relation, decl->arguments.v[i].name) == ML_NO_INDEX)
      ml_unknown(compiler, decl->arguments.v[i].place, ml_arena_format(compiler->arena, "role of %s", relation->name),
                 decl->arguments.v[i].name, 0, &(ml_names){.relation = relation});
  }
}

void ml_compile_claim(ml_compiler *compiler, ml_rule *rule, const ml_pattern *pattern, const ml_claim_decl *decl,
                      ml_claim_plan *plan) {
  *plan = (ml_claim_plan){.group = ML_NO_INDEX, .pair = ML_NO_INDEX, .pairing = decl->pairing, .worth = decl->worth};
  plan->relation = ml_schema_relation(&compiler->rules->schema, decl->relation);
  if (plan->relation == ML_NO_INDEX) {
    ml_unknown(compiler, decl->place, "relation", decl->relation, ML_KNOWN_RELATIONS, NULL);
    return;
  }
  const ml_relation *relation = &compiler->rules->schema.relations[plan->relation];
  bool fits = true;
  plan->fills = ML_NEW_ARRAY(compiler->arena, ml_fill, relation->n_roles);
  check_arguments(compiler, decl, relation);
  for (size_t r = 0; r < relation->n_roles; r++) {
    compile_fill(compiler, rule, pattern, decl, r, plan);
    const ml_fill *fill = &plan->fills[r];
    if (fill->expr != NULL)
      fits = add_groups_read(pattern, fill->expr, plan) && fits;
    else if (fill->capture != ML_NO_INDEX)
      fits = add_group(pattern, fill->capture, plan) && fits;
  }
  if (plan->worth.expr != NULL) {
    plan->worth.expr = ml_resolved(compiler, plan->worth.expr, &(ml_names){.pattern = pattern});
    fits = add_groups_read(pattern, plan->worth.expr, plan) && fits;
  }
  check_groups(compiler, decl, plan, fits);
}
