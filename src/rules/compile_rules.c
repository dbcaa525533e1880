/* Rules, seeks, follows and marks -> rule set. */
#include <string.h>

#include "rules/compile.h"
#include "rules/function.h"

enum { CONFIDENCE_UNSAID = 80 };

static void start_pattern(ml_compiler *compiler, ml_pattern *pattern, ml_place place) {
  *pattern = (ml_pattern){.compiler = compiler, .group = ML_NO_INDEX, .place = place};
}

static void unknown_capture(ml_compiler *compiler, ml_place place, const char *name, const ml_pattern *pattern) {
  ml_unknown(compiler, place, "capture", name, 0, &(ml_names){.pattern = pattern});
}

/* ---- what a capture may hold against what a role takes ---- */

static bool has_label(const ml_role *role, const char *label) {
  for (size_t i = 0; i < role->n_labels; i++)
    if (label != NULL && strcmp(role->labels[i], label) == 0)
      return true;
  return false;
}

static void check_labels(ml_compiler *compiler, ml_place place, const ml_role *role, const ml_content *content) {
  if (content->types != 0 || content->text) {
    ml_syntax_error(compiler->syntax, place, "capture a word list whose lines begin with `label =`",
                    "the role %s takes a label, and this capture may hold something else", role->name);
    return;
  }
  for (size_t i = 0; i < content->lists.n; i++) {
    const ml_words_decl *decl = compiler->lists.v[content->lists.v[i]].decl;
    for (size_t w = 0; decl != NULL && w < decl->n_words; w++) {
      if (has_label(role, decl->words[w].label))
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

static void check_content(ml_compiler *compiler, ml_place place, const ml_role *role, const ml_content *content) {
  if (role->kind == ML_ROLE_LABEL) {
    check_labels(compiler, place, role, content);
    return;
  }
  if (role->kind == ML_ROLE_TEXT)
    return;
  if ((content->types & ~types_of_role(compiler, role)) != 0)
    ml_syntax_error(compiler->syntax, place, NULL, "the capture %s may hold a mention that the role does not take",
                    role->name);
  else if ((content->text || content->lists.n > 0) && !role_takes_text(compiler, role))
    ml_syntax_error(compiler->syntax, place, "capture a mention, or let the role take `text` too",
                    "the capture %s may hold text, and the role takes mentions only", role->name);
}

/* ---- seeks ---- */

void ml_compile_seek(ml_compiler *compiler, const ml_seek_decl *decl, const ml_names *names, ml_seek *out) {
  ml_pattern pattern;
  start_pattern(compiler, &pattern, decl->place);
  *out = (ml_seek){.name = decl->name,
                   .side = decl->side,
                   .scopes = decl->scopes.v,
                   .n_scopes = decl->scopes.n,
                   .where = decl->where,
                   .index = compiler->rules->n_seeks++};
  ml_compile_pattern(&pattern, decl->pattern, &out->program);
  out->capture = ml_pattern_capture(&pattern, decl->name);
  ml_resolve(compiler, decl->where, names);
}

static void compile_seeks(ml_compiler *compiler, const ml_seek_decls *decls, const ml_names *names, ml_seek **out,
                          size_t *n) {
  *n = decls->n;
  *out = ML_NEW_ARRAY(compiler->arena, ml_seek, decls->n);
  for (size_t i = 0; i < decls->n; i++)
    ml_compile_seek(compiler, decls->v[i], names, &(*out)[i]);
}

static void compile_relation_seeks(ml_compiler *compiler) {
  ml_rules *rules = compiler->rules;
  rules->relation_seeks = ML_NEW_ARRAY(compiler->arena, ml_seek *, rules->schema.n_relations);
  rules->n_relation_seeks = ML_NEW_ARRAY(compiler->arena, size_t, rules->schema.n_relations);
  for (size_t i = 0; i < rules->schema.n_relations; i++) {
    ml_names names = {.relation = &rules->schema.relations[i]};
    compile_seeks(compiler, &compiler->syntax->relations.v[i]->seeks, &names, &rules->relation_seeks[i],
                  &rules->n_relation_seeks[i]);
  }
}

static bool is_sought(const ml_seek *seeks, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(seeks[i].name, name) == 0)
      return true;
  return false;
}

/* ---- claims ---- */

static const ml_named_expr *argument_of(const ml_arguments *arguments, const char *name) {
  for (size_t i = 0; i < arguments->n; i++)
    if (strcmp(arguments->v[i].name, name) == 0)
      return &arguments->v[i];
  return NULL;
}

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

/* The groups of a claim's captures lie on one path, or on two with `pairwise`; false when they lie on more. */
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
  else if (two && !decl->pairwise)
    ml_syntax_error(compiler->syntax, decl->place,
                    "write `claim NAME pairwise`: first with first, second with second, as 分别 says",
                    "this claim takes captures from two different repeated groups");
  else if (!two && decl->pairwise)
    ml_syntax_error(compiler->syntax, decl->place, "leave `pairwise` out",
                    "this claim takes captures from less than two repeated groups, so there are no pairs");
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
  const ml_named_expr *argument = argument_of(&decl->arguments, role->name);
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
  ml_resolve(compiler, argument->value, &(ml_names){.pattern = pattern, .relation = relation});
  if (argument->value->kind == ML_EXPR_NAME && argument->value->attribute == NULL &&
      argument->value->symbol != ML_NO_INDEX) {
    fill->capture = argument->value->symbol;
    check_content(compiler, argument->place, role, &pattern->contents.v[fill->capture]);
  } else {
    fill->expr = argument->value;
  }
}

static void check_arguments(ml_compiler *compiler, const ml_claim_decl *decl, const ml_relation *relation) {
  for (size_t i = 0; i < decl->arguments.n; i++) {
    size_t r = 0;
    while (r < relation->n_roles && strcmp(relation->roles[r].name, decl->arguments.v[i].name) != 0)
      r++;
    if (r == relation->n_roles)
      ml_unknown(compiler, decl->arguments.v[i].place, ml_arena_format(compiler->arena, "role of %s", relation->name),
                 decl->arguments.v[i].name, 0, &(ml_names){.relation = relation});
  }
}

static void compile_claim(ml_compiler *compiler, ml_rule *rule, const ml_pattern *pattern, const ml_claim_decl *decl,
                          ml_claim_plan *plan) {
  *plan = (ml_claim_plan){.group = ML_NO_INDEX, .pair = ML_NO_INDEX, .points = decl->points};
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
  check_groups(compiler, decl, plan, fits);
}

/* ---- makers ---- */

/* What an attribute is worth when neither an argument nor a capture sets it: an expression over the attributes before
 * it, or NULL. */
static ml_expr *preset_of(const ml_compiler *compiler, const char *type, const char *attribute) {
  for (size_t i = 0; i < compiler->syntax->mentions.n; i++) {
    const ml_mention_decl *decl = compiler->syntax->mentions.v[i];
    for (size_t n = 0; n < decl->names.n; n++)
      for (size_t a = 0; a < decl->attributes.n && strcmp(decl->names.v[n].word, type) == 0; a++)
        if (strcmp(decl->attributes.v[a].name, attribute) == 0)
          return decl->attributes.v[a].preset;
  }
  return NULL;
}

static void compile_attribute(ml_compiler *compiler, const ml_rule *rule, const ml_names *names, size_t a) {
  const char *name = names->type->attributes[a].name;
  const ml_named_expr *argument = argument_of(&rule->decl->make_arguments, name);
  ml_fill *fill = &rule->attributes[a];
  *fill = (ml_fill){.capture = ML_NO_INDEX};
  if (argument != NULL) {
    fill->expr = argument->value;
    return;
  }
  fill->capture = ml_pattern_capture(names->pattern, name);
  if (fill->capture != ML_NO_INDEX)
    return;
  ml_expr *preset = preset_of(compiler, names->type->name, name);
  ml_resolve(compiler, preset, &(ml_names){.type = names->type});
  fill->expr = preset;
}

static void compile_make(ml_compiler *compiler, ml_rule *rule, const ml_pattern *pattern) {
  const ml_rule_decl *decl = rule->decl;
  rule->makes = ml_schema_type(&compiler->rules->schema, decl->make_type);
  rule->points = decl->make_points;
  if (rule->makes == ML_NO_INDEX) {
    ml_unknown(compiler, decl->make_place, "mention type", decl->make_type, ML_KNOWN_TYPES, NULL);
    return;
  }
  const ml_type *type = &compiler->rules->schema.types[rule->makes];
  if (decl->make_from != NULL) {
    rule->make_from = ml_pattern_capture(pattern, decl->make_from);
    if (rule->make_from == ML_NO_INDEX)
      unknown_capture(compiler, decl->make_from_place, decl->make_from, pattern);
  }
  rule->attributes = ML_NEW_ARRAY(compiler->arena, ml_fill, type->n_attributes);
  ml_names names = {.pattern = pattern, .type = type};
  for (size_t i = 0; i < decl->make_arguments.n; i++) {
    ml_resolve(compiler, decl->make_arguments.v[i].value, &names);
    if (strcmp(decl->make_arguments.v[i].name, ML_NAME_SAME) == 0)
      continue;
    size_t a = 0;
    while (a < type->n_attributes && strcmp(type->attributes[a].name, decl->make_arguments.v[i].name) != 0)
      a++;
    if (a == type->n_attributes)
      ml_unknown(compiler, decl->make_arguments.v[i].place,
                 ml_arena_format(compiler->arena, "attribute of %s", type->name), decl->make_arguments.v[i].name, 0,
                 &(ml_names){.type = type});
  }
  for (size_t a = 0; a < type->n_attributes; a++)
    compile_attribute(compiler, rule, &names, a);
  const ml_named_expr *same = argument_of(&decl->make_arguments, ML_NAME_SAME);
  if (same != NULL && same->value->kind == ML_EXPR_NAME)
    rule->same_as = ml_pattern_capture(pattern, same->value->text);
}

static uint64_t types_read(const ml_program *program) {
  uint64_t types = 0;
  for (uint32_t i = 0; i < program->n_edges; i++)
    types |= program->edges[i].types;
  for (uint32_t i = 0; i < program->n_looks; i++)
    types |= types_read(program->looks[i].program);
  return types;
}

/* ---- rules ---- */

static void compile_carry(ml_compiler *compiler, ml_rule *rule, const ml_pattern *pattern) {
  const ml_rule_decl *decl = rule->decl;
  rule->carry = ML_NEW_ARRAY(compiler->arena, ml_carry, decl->carry.n);
  for (size_t i = 0; i < decl->carry.n; i++) {
    uint32_t capture = ml_pattern_capture(pattern, decl->carry.v[i].name);
    if (capture == ML_NO_INDEX) {
      unknown_capture(compiler, decl->carry.v[i].place, decl->carry.v[i].name, pattern);
      continue;
    }
    ml_resolve(compiler, decl->carry.v[i].value, &(ml_names){.pattern = pattern});
    rule->carry[rule->n_carry++] = (ml_carry){capture, decl->carry.v[i].value};
  }
}

static void compile_effect(ml_compiler *compiler, ml_rule *rule, const ml_pattern *pattern) {
  const ml_rule_decl *decl = rule->decl;
  if (decl->make_type != NULL)
    compile_make(compiler, rule, pattern);
  if (decl->boost != NULL) {
    rule->boosts = ml_pattern_capture(pattern, decl->boost);
    rule->points = decl->boost_points;
    if (rule->boosts == ML_NO_INDEX)
      unknown_capture(compiler, decl->boost_place, decl->boost, pattern);
  }
  rule->n_claims = decl->claims.n;
  rule->claims = ML_NEW_ARRAY(compiler->arena, ml_claim_plan, decl->claims.n);
  for (size_t i = 0; i < decl->claims.n; i++)
    compile_claim(compiler, rule, pattern, &decl->claims.v[i], &rule->claims[i]);
}

static void compile_rule(ml_compiler *compiler, const ml_rule_decl *decl, const ml_node *match) {
  ml_pattern pattern;
  start_pattern(compiler, &pattern, match->place);
  ml_rule rule = {.decl = decl,
                  .name = decl->name,
                  .order = (uint32_t)compiler->rules->rules.n,
                  .makes = ML_NO_INDEX,
                  .make_from = ML_NO_INDEX,
                  .same_as = ML_NO_INDEX,
                  .boosts = ML_NO_INDEX,
                  .confidence = decl->sure < 0 ? CONFIDENCE_UNSAID : decl->sure};
  size_t errors = compiler->syntax->errors;
  ml_compile_pattern(&pattern, match, &rule.program);
  bool triggered = false;
  if (errors == compiler->syntax->errors) /* else it may be too long to be walked */
    ml_find_trigger(compiler, match, &rule.trigger, &triggered);
  if (errors == compiler->syntax->errors && !triggered)
    ml_syntax_error(compiler->syntax, match->place, "add a word, a word list or a mention type that every match has",
                    "nothing in this pattern says where to look: it would be tried everywhere");
  ml_find_awaiting(&rule.trigger, &rule.program);
  rule.needs = types_read(&rule.program);
  ml_names names = {.pattern = &pattern};
  for (size_t i = 0; i < decl->where.n; i++) /* tested before any role is filled */
    ml_resolve(compiler, decl->where.v[i], &names);
  rule.where = decl->where.v;
  rule.n_where = decl->where.n;
  if (decl->claims.n > 0) {
    uint32_t relation = ml_schema_relation(&compiler->rules->schema, decl->claims.v[0].relation);
    names.relation = relation == ML_NO_INDEX ? NULL : &compiler->rules->schema.relations[relation];
  }
  compile_seeks(compiler, &decl->seeks, &names, &rule.seeks, &rule.n_seeks);
  compile_carry(compiler, &rule, &pattern);
  compile_effect(compiler, &rule, &pattern);
  rule.captures = pattern.captures.v;
  rule.n_captures = (uint32_t)pattern.captures.n;
  rule.groups = pattern.groups.v;
  rule.n_groups = (uint32_t)pattern.groups.n;
  ml_vec_push(compiler->arena, &compiler->rules->rules, rule);
}

static void compile_all_rules(ml_compiler *compiler) {
  ml_map names = {0};
  for (size_t i = 0; i < compiler->syntax->rules.n; i++) {
    const ml_rule_decl *decl = compiler->syntax->rules.v[i];
    if (ml_map_put(compiler->arena, &names, ml_str_of(decl->name), (uint32_t)i) != i)
      ml_syntax_error(compiler->syntax, decl->place, NULL, "there are two rules called %s", decl->name);
    for (size_t k = 0; k < decl->matches.n; k++)
      compile_rule(compiler, decl, decl->matches.v[k]);
  }
}

static void sort_rules(ml_compiler *compiler) {
  ml_rules *rules = compiler->rules;
  rules->boosters = ML_NEW_ARRAY(compiler->arena, uint32_t, rules->rules.n);
  rules->claimers = ML_NEW_ARRAY(compiler->arena, uint32_t, rules->rules.n);
  for (uint32_t i = 0; i < rules->rules.n; i++) {
    if (rules->rules.v[i].boosts != ML_NO_INDEX)
      rules->boosters[rules->n_boosters++] = i;
    if (rules->rules.v[i].n_claims > 0)
      rules->claimers[rules->n_claimers++] = i;
  }
}

/* ---- follows and marks ---- */

static uint32_t type_at(ml_compiler *compiler, const char *name, ml_place place) {
  uint32_t type = ml_schema_type(&compiler->rules->schema, name);
  if (type == ML_NO_INDEX)
    ml_unknown(compiler, place, "mention type", name, ML_KNOWN_TYPES, NULL);
  return type;
}

static void compile_follows(ml_compiler *compiler) {
  ml_rules *rules = compiler->rules;
  rules->n_follows = compiler->syntax->follows.n;
  rules->follows = ML_NEW_ARRAY(compiler->arena, ml_follow, rules->n_follows);
  for (size_t i = 0; i < rules->n_follows; i++) {
    const ml_follow_decl *decl = compiler->syntax->follows.v[i];
    ml_follow *follow = &rules->follows[i];
    *follow = (ml_follow){.points = decl->points};
    follow->left = type_at(compiler, decl->left, decl->left_place);
    follow->right = type_at(compiler, decl->right, decl->right_place);
    if (decl->between == NULL)
      continue;
    ml_pattern pattern;
    start_pattern(compiler, &pattern, decl->place);
    ml_compile_pattern(&pattern, decl->between, &follow->between);
  }
}

static void compile_mark(ml_compiler *compiler, const ml_mark_decl *decl, ml_mark *mark) {
  *mark = (ml_mark){.label = decl->label, .reach = decl->reach, .clause = decl->clause, .role = ML_NO_INDEX};
  mark->relation = ml_schema_relation(&compiler->rules->schema, decl->relation);
  if (mark->relation == ML_NO_INDEX) {
    ml_unknown(compiler, decl->relation_place, "relation", decl->relation, ML_KNOWN_RELATIONS, NULL);
    return;
  }
  const ml_relation *relation = &compiler->rules->schema.relations[mark->relation];
  for (uint32_t r = 0; r < relation->n_roles; r++)
    if (strcmp(relation->roles[r].name, decl->role) == 0)
      mark->role = r;
  if (mark->role == ML_NO_INDEX)
    ml_unknown(compiler, decl->role_place, ml_arena_format(compiler->arena, "role of %s", relation->name), decl->role,
               0, &(ml_names){.relation = relation});
  else if (!has_label(&relation->roles[mark->role], decl->label))
    ml_syntax_error(compiler->syntax, decl->label_place, NULL, "the role %s of %s takes no label %s", decl->role,
                    decl->relation, decl->label);
  ml_pattern pattern;
  start_pattern(compiler, &pattern, decl->place);
  ml_compile_pattern(&pattern, decl->pattern, &mark->program);
}

void ml_compile_rules(ml_compiler *compiler) {
  ml_rules *rules = compiler->rules;
  compile_relation_seeks(compiler);
  compile_all_rules(compiler);
  sort_rules(compiler);
  compile_follows(compiler);
  rules->n_marks = compiler->syntax->marks.n;
  rules->marks = ML_NEW_ARRAY(compiler->arena, ml_mark, rules->n_marks);
  for (size_t i = 0; i < rules->n_marks; i++)
    compile_mark(compiler, compiler->syntax->marks.v[i], &rules->marks[i]);
}
