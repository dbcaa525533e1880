/* Rules, with what they make and boost, seeks, follows and marks -> rule set. */
#include <string.h>

#include "rules/compile.h"
#include "rules/function.h"

enum { CONFIDENCE_UNSAID = 80 };

static void unknown_capture(ml_compiler *compiler, ml_place place, const char *name, const ml_pattern *pattern) {
  ml_unknown(compiler, place, "capture", name, 0, &(ml_names){.pattern = pattern});
}

static void unknown_role(ml_compiler *compiler, ml_place place, const char *name, const ml_relation *relation) {
  ml_unknown(compiler, place, ml_arena_format(compiler->arena, "role of %s", relation->name), name, 0,
             &(ml_names){.relation = relation});
}

/* ---- seeks ---- */

/* `names` are those that its `where` may use. */
static void compile_seek(ml_compiler *compiler, const ml_seek_decl *decl, const ml_names *names, ml_seek *out) {
  ml_pattern pattern;
  ml_pattern_start(&pattern, compiler, decl->place);
  *out = (ml_seek){.name = decl->name,
                   .side = decl->side,
                   .optional = decl->optional,
                   .scopes = decl->scopes.v,
                   .n_scopes = decl->scopes.n,
                   .index = compiler->rules->n_seeks++};
  ml_compile_pattern(&pattern, decl->pattern, &out->program);
  compiler->rules->kept_types |= ml_types_read(compiler->rules, &out->program);
  out->capture = ml_pattern_capture(&pattern, decl->name);
  ml_names in_where = *names;
  in_where.same = true;
  out->where = ml_resolved(compiler, decl->where, &in_where);
}

static void compile_seeks(ml_compiler *compiler, const ml_seek_decls *decls, const ml_names *names, ml_seek **out,
                          size_t *n) {
  *n = decls->n;
  *out = ML_NEW_ARRAY(compiler->arena, ml_seek, decls->n);
  for (size_t i = 0; i < decls->n; i++)
    compile_seek(compiler, decls->v[i], names, &(*out)[i]);
}

static void compile_relation_seeks(ml_compiler *compiler) {
  ml_rules *rules = compiler->rules;
  rules->relation_seeks = ML_NEW_ARRAY(compiler->arena, ml_seek *, rules->schema.n_relations);
  rules->n_relation_seeks = ML_NEW_ARRAY(compiler->arena, size_t, rules->schema.n_relations);
  for (size_t i = 0; i < rules->schema.n_relations; i++) {
    const ml_relation *relation = &rules->schema.relations[i];
    const ml_seek_decls *seeks = &ml_syntax_relation(compiler->syntax, relation->name)->seeks;
    ml_names names = {.relation = relation};
    for (size_t k = 0; k < seeks->n; k++)
      if (ml_schema_role(relation, seeks->v[k]->name) == ML_NO_INDEX)
        unknown_role(compiler, seeks->v[k]->place, seeks->v[k]->name, relation);
    compile_seeks(compiler, seeks, &names, &rules->relation_seeks[i], &rules->n_relation_seeks[i]);
  }
}

static void compile_refinements(ml_compiler *compiler) {
  ml_rules *rules = compiler->rules;
  rules->refinements = ML_NEW_ARRAY(compiler->arena, ml_refinement *, rules->schema.n_relations);
  rules->n_refinements = ML_NEW_ARRAY(compiler->arena, size_t, rules->schema.n_relations);
  for (size_t i = 0; i < rules->schema.n_relations; i++) {
    const ml_relation *relation = &rules->schema.relations[i];
    const ml_arguments *refines = &ml_syntax_relation(compiler->syntax, relation->name)->refines;
    rules->refinements[i] = ML_NEW_ARRAY(compiler->arena, ml_refinement, refines->n);
    rules->n_refinements[i] = refines->n;
    for (size_t k = 0; k < refines->n; k++) {
      const ml_named_expr *refined = &refines->v[k];
      const ml_expr *value = ml_resolved(compiler, refined->value, &(ml_names){.relation = relation});
      rules->refinements[i][k] = (ml_refinement){ml_schema_role(relation, refined->name), value};
      if (rules->refinements[i][k].role == ML_NO_INDEX)
        unknown_role(compiler, refined->place, refined->name, relation);
    }
  }
}

/* ---- makers ---- */

/* What an attribute is worth when neither an argument nor a capture sets it: an expression over the attributes before
 * it, or NULL. */
static ml_expr *preset_of(const ml_compiler *compiler, const char *type, const char *attribute) {
  for (size_t i = 0; i < compiler->syntax->mentions.n; i++) {
    const ml_mention_decl *decl = compiler->syntax->mentions.v[i];
    for (size_t a = 0; a < decl->attributes.n && strcmp(decl->name, type) == 0; a++)
      if (strcmp(decl->attributes.v[a].name, attribute) == 0)
        return decl->attributes.v[a].preset;
  }
  return NULL;
}

static void compile_attribute(ml_compiler *compiler, const ml_rule *rule, const ml_names *names, size_t a) {
  const char *name = names->type->attributes[a].name;
  const ml_named_expr *argument = ml_argument_of(&rule->decl->make_arguments, name);
  ml_fill *fill = &rule->attributes[a];
  *fill = (ml_fill){.capture = ML_NO_INDEX};
  if (argument != NULL) {
    fill->expr = ml_resolved(compiler, argument->value, names);
    return;
  }
  fill->capture = ml_pattern_capture(names->pattern, name);
  if (fill->capture != ML_NO_INDEX)
    return;
  fill->expr = ml_resolved(compiler, preset_of(compiler, names->type->name, name), &(ml_names){.type = names->type});
}

/* What the made mention stands for: a capture, or what a seek finds. */
static void compile_same(ml_compiler *compiler, ml_rule *rule, const ml_pattern *pattern) {
  const ml_rule_decl *decl = rule->decl;
  const ml_named_expr *same = ml_argument_of(&decl->make_arguments, ML_NAME_SAME);
  bool named = same != NULL && same->value->kind == ML_EXPR_NAME && same->value->attribute == NULL;
  if (named) {
    rule->same_as = ml_pattern_capture(pattern, same->value->text);
    if (rule->same_as == ML_NO_INDEX)
      unknown_capture(compiler, same->value->place, same->value->text, pattern);
  } else if (same != NULL) {
    ml_syntax_error(compiler->syntax, same->value->place, "capture in the pattern what the new mention stands for",
                    "`same` takes a capture");
  }
  for (size_t i = 0; i < decl->seeks.n; i++)
    if (strcmp(decl->seeks.v[i]->name, ML_NAME_SAME) != 0)
      ml_syntax_error(compiler->syntax, decl->seeks.v[i]->place, "write seek same = ...",
                      "a rule that makes a mention seeks only what the mention stands for");
}

static void compile_make(ml_compiler *compiler, ml_rule *rule, const ml_pattern *pattern) {
  const ml_rule_decl *decl = rule->decl;
  rule->makes = ml_schema_type(&compiler->rules->schema, decl->make_type);
  rule->worth = decl->make_worth;
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
    const char *name = decl->make_arguments.v[i].name;
    if (strcmp(name, ML_NAME_SAME) == 0)
      continue;
    if (ml_schema_attribute(type, name) == ML_NO_INDEX)
      ml_unknown(compiler, decl->make_arguments.v[i].place,
                 ml_arena_format(compiler->arena, "attribute of %s", type->name), name, 0, &(ml_names){.type = type});
  }
  for (size_t a = 0; a < type->n_attributes; a++)
    compile_attribute(compiler, rule, &names, a);
  compile_same(compiler, rule, pattern);
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
    ml_expr *value = ml_resolved(compiler, decl->carry.v[i].value, &(ml_names){.pattern = pattern});
    rule->carry[rule->n_carry++] = (ml_carry){capture, value};
  }
}

/* A claim seeks roles. A rule that claims several relations may seek those of each. */
static void check_claim_seeks(ml_compiler *compiler, const ml_rule_decl *decl) {
  const ml_schema *schema = &compiler->rules->schema;
  for (size_t i = 0; i < decl->seeks.n; i++) {
    const ml_seek_decl *seek = decl->seeks.v[i];
    const ml_relation *relation = NULL;
    bool known = false;
    for (size_t k = 0; k < decl->claims.n; k++) {
      uint32_t index = ml_schema_relation(schema, decl->claims.v[k].relation);
      relation = index == ML_NO_INDEX ? relation : &schema->relations[index];
      known = known || (index != ML_NO_INDEX && ml_schema_role(relation, seek->name) != ML_NO_INDEX);
    }
    if (!known && relation != NULL)
      unknown_role(compiler, seek->place, seek->name, relation);
  }
}

static void compile_effect(ml_compiler *compiler, ml_rule *rule, const ml_pattern *pattern) {
  const ml_rule_decl *decl = rule->decl;
  if (decl->make_type != NULL)
    compile_make(compiler, rule, pattern);
  if (decl->boost != NULL) {
    rule->boosts = ml_pattern_capture(pattern, decl->boost);
    rule->worth = decl->boost_worth;
    if (rule->boosts == ML_NO_INDEX)
      unknown_capture(compiler, decl->boost_place, decl->boost, pattern);
    if (decl->seeks.n > 0)
      ml_syntax_error(compiler->syntax, decl->seeks.v[0]->place, NULL, "a rule that boosts seeks nothing");
  }
  rule->worth.expr = ml_resolved(compiler, rule->worth.expr, &(ml_names){.pattern = pattern});
  check_claim_seeks(compiler, decl);
  rule->n_claims = decl->claims.n;
  rule->claims = ML_NEW_ARRAY(compiler->arena, ml_claim_plan, decl->claims.n);
  for (size_t i = 0; i < decl->claims.n; i++)
    ml_compile_claim(compiler, rule, pattern, &decl->claims.v[i], &rule->claims[i]);
}

static void compile_rule(ml_compiler *compiler, const ml_rule_decl *decl, const ml_node *match) {
  ml_pattern pattern;
  ml_pattern_start(&pattern, compiler, match->place);
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
    ml_find_triggers(compiler, match, &rule, &triggered);
  if (errors == compiler->syntax->errors && !triggered)
    ml_syntax_error(compiler->syntax, match->place,
                    "add a word, a word list or a mention type that every match has; classes and look-arounds do not "
                    "count",
                    "nothing in this pattern says where to look: it would be tried everywhere");
  rule.needs = ml_types_read(compiler->rules, &rule.program);
  if (decl->claims.n > 0 ||
      decl->seeks.n > 0) /* a maker that seeks is read again when it is known what it stands for */
    compiler->rules->kept_types |= rule.needs;
  ml_names names = {.pattern = &pattern};
  rule.where = ML_NEW_ARRAY(compiler->arena, ml_expr *, decl->where.n);
  for (size_t i = 0; i < decl->where.n; i++) /* tested before any role is filled */
    rule.where[i] = ml_resolved(compiler, decl->where.v[i], &names);
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
    uint32_t first = ml_map_put(compiler->arena, &names, ml_str_of(decl->name), (uint32_t)i);
    if (first != i)
      ml_syntax_twice(compiler->syntax, decl->place, compiler->syntax->rules.v[first]->place, "rules", decl->name);
    for (size_t k = 0; k < decl->matches.n; k++)
      compile_rule(compiler, decl, decl->matches.v[k]);
  }
}

static void sort_rules(ml_compiler *compiler) {
  ml_rules *rules = compiler->rules;
  rules->boosters = ML_NEW_ARRAY(compiler->arena, uint32_t, rules->rules.n);
  for (uint32_t i = 0; i < rules->rules.n; i++) {
    if (rules->rules.v[i].boosts != ML_NO_INDEX) {
      rules->rules.v[i].booster = (uint32_t)rules->n_boosters;
      rules->boosters[rules->n_boosters++] = i;
      ml_roster_add(compiler, &rules->boosting, i);
    }
    if (rules->rules.v[i].n_claims > 0)
      ml_roster_add(compiler, &rules->claiming, i);
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
    ml_pattern_start(&pattern, compiler, decl->place);
    ml_compile_pattern(&pattern, decl->between, &follow->between);
  }
}

/* A mark without a relation becomes one for each relation in which it can set its label. */
static void spread_mark(ml_compiler *compiler, const ml_mark_decl *decl, ml_mark_decls *out) {
  const ml_schema *schema = &compiler->rules->schema;
  size_t before = out->n;
  for (size_t i = 0; i < schema->n_relations; i++) {
    uint32_t role = ml_schema_role(&schema->relations[i], decl->role);
    if (role == ML_NO_INDEX || !ml_schema_has_label(&schema->relations[i].roles[role], decl->label))
      continue;
    ml_mark_decl *mark = ML_NEW(compiler->arena, ml_mark_decl);
    *mark = *decl;
    mark->relation = schema->relations[i].name;
    ml_vec_push(compiler->arena, out, mark);
  }
  if (out->n == before)
    ml_syntax_error(compiler->syntax, decl->role_place, NULL, "no relation has a role %s that takes the label %s",
                    decl->role, decl->label);
}

static void spread_marks(ml_compiler *compiler) {
  ml_mark_decls spread = {0};
  for (size_t i = 0; i < compiler->syntax->marks.n; i++) {
    ml_mark_decl *decl = compiler->syntax->marks.v[i];
    if (decl->relation == NULL)
      spread_mark(compiler, decl, &spread);
    else
      ml_vec_push(compiler->arena, &spread, decl);
  }
  compiler->syntax->marks = spread;
}

static void compile_mark(ml_compiler *compiler, const ml_mark_decl *decl, ml_mark *mark) {
  *mark = (ml_mark){.label = decl->label, .reach = decl->reach, .clause = decl->clause};
  mark->relation = ml_schema_relation(&compiler->rules->schema, decl->relation);
  if (mark->relation == ML_NO_INDEX) {
    ml_unknown(compiler, decl->relation_place, "relation", decl->relation, ML_KNOWN_RELATIONS, NULL);
    return;
  }
  const ml_relation *relation = &compiler->rules->schema.relations[mark->relation];
  mark->role = ml_schema_role(relation, decl->role);
  if (mark->role == ML_NO_INDEX)
    unknown_role(compiler, decl->role_place, decl->role, relation);
  else if (!ml_schema_has_label(&relation->roles[mark->role], decl->label))
    ml_syntax_error(compiler->syntax, decl->label_place, NULL, "the role %s of %s takes no label %s", decl->role,
                    decl->relation, decl->label);
  ml_pattern pattern;
  ml_pattern_start(&pattern, compiler, decl->place);
  ml_compile_pattern(&pattern, decl->pattern, &mark->program);
  compiler->rules->kept_types |= ml_types_read(compiler->rules, &mark->program);
}

/* Parts that need nothing of a mention but its type and its weight: no rule makes them, no condition asks for them, and
 * nobody looks for them once mentions are chosen. */
static void find_grain_types(ml_rules *rules) {
  uint64_t mentions = rules->kept_types | UINT64_C(1) << rules->num_type | UINT64_C(1) << rules->latin_type;
  for (size_t i = 0; i < rules->rules.n; i++)
    if (rules->rules.v[i].makes != ML_NO_INDEX)
      mentions |= UINT64_C(1) << rules->rules.v[i].makes;
  for (size_t i = 0; i < rules->edge_tests.n; i++)
    if (rules->edge_tests.v[i].condition != NULL)
      mentions |= rules->edge_tests.v[i].types;
  for (uint32_t t = 0; t < rules->schema.n_types; t++)
    if (rules->schema.types[t].kind == ML_PART && (mentions >> t & 1) == 0)
      rules->grain_types |= UINT64_C(1) << t;
}

void ml_compile_rules(ml_compiler *compiler) {
  ml_rules *rules = compiler->rules;
  compile_relation_seeks(compiler);
  compile_refinements(compiler);
  compile_all_rules(compiler);
  sort_rules(compiler);
  compile_follows(compiler);
  spread_marks(compiler);
  rules->n_marks = compiler->syntax->marks.n;
  rules->marks = ML_NEW_ARRAY(compiler->arena, ml_mark, rules->n_marks);
  for (size_t i = 0; i < rules->n_marks; i++)
    compile_mark(compiler, compiler->syntax->marks.v[i], &rules->marks[i]);
  find_grain_types(rules);
  ml_order_calls(compiler);
}
