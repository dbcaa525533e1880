/* Lint: what compiles and is hardly what was meant. Names that nothing uses, types that nothing makes, gaps whose
 * bounds nobody has written, rules without an example, rules that say the same. */
#include <string.h>

#include "base/nearest.h"
#include "base/utf8.h"
#include "rules/lexicon.h"
#include "rules/package.h"
#include "rules/rule_set.h"
#include "text/document.h"

/* Only of packages that were asked for: what is left over in the others is of their making, or that of changes. */
#define WARN(l, place, ...) (ml_syntax_is_asked(place) ? ml_syntax_warning((l)->syntax, (place), __VA_ARGS__) : (void)0)

/* The walk over all patterns and expressions of a package. */
typedef struct lint {
  const ml_rules *rules;
  ml_syntax *syntax;
  ml_arena *arena;
  ml_map names;   /* of lets and word lists that are used somewhere */
  uint64_t read;  /* bit set of types that a pattern, role or follow names, and of their subtypes */
  uint64_t named; /* the same without the subtypes */
  uint64_t made;  /* bit set of types that rules and lexicons make, or roles out of text */
} lint;

static void use_name(lint *l, const char *name) {
  ml_map_put(l->arena, &l->names, ml_str_of(name), 1);
}

static bool is_used(const lint *l, const char *name) {
  return ml_map_get(&l->names, ml_str_of(name)) != ML_MAP_NONE;
}

static void read_type(lint *l, uint32_t type) {
  if (type == ML_NO_INDEX)
    return;
  l->read |= l->rules->accepts[type];
  l->named |= UINT64_C(1) << type;
}

static void make_type(lint *l, uint32_t type) {
  if (type != ML_NO_INDEX)
    l->made |= UINT64_C(1) << type;
}

static void walk_expr(lint *l, const ml_expr *expr) {
  if (expr == NULL)
    return;
  if (expr->kind == ML_EXPR_IN || expr->kind == ML_EXPR_ENTRY)
    use_name(l, expr->text);
  if (expr->kind == ML_EXPR_NAMES)
    read_type(l, ml_schema_type(&l->rules->schema, expr->text));
  for (size_t i = 0; i < expr->n_operands; i++)
    walk_expr(l, expr->operands[i]);
}

static void walk_arguments(lint *l, const ml_arguments *arguments) {
  for (size_t i = 0; i < arguments->n; i++)
    walk_expr(l, arguments->v[i].value);
}

/* The place of a gap covers its bounds when they are written, else its dots alone. */
static void check_gap(const lint *l, const ml_node *node) {
  size_t dots = node->sentence ? 3 : 2;
  if (node->place.length <= dots)
    WARN(l, node->place, ml_arena_format(l->arena, "write %.*s{0,%u}, or fewer", (int)dots, "...", node->max),
         "this gap has no bounds of its own: it skips up to %u characters", node->max);
}

static void walk_pattern(lint *l, const ml_node *node) {
  if (node->kind == ML_NODE_NAME)
    use_name(l, node->name);
  if (node->kind == ML_NODE_GAP)
    check_gap(l, node);
  if (node->kind == ML_NODE_TYPE && strcmp(node->name, "Mention") == 0)
    l->read = UINT64_MAX;
  else if (node->kind == ML_NODE_TYPE)
    read_type(l, ml_schema_type(&l->rules->schema, node->name));
  walk_expr(l, node->condition);
  for (size_t i = 0; i < node->n_children; i++)
    walk_pattern(l, node->children[i]);
}

static void walk_seeks(lint *l, const ml_seek_decls *seeks) {
  for (size_t i = 0; i < seeks->n; i++) {
    walk_pattern(l, seeks->v[i]->pattern);
    walk_expr(l, seeks->v[i]->where);
  }
}

/* ---- captures ---- */

static bool says(const ml_expr *expr, const char *name) {
  bool found = expr != NULL && expr->kind == ML_EXPR_NAME && strcmp(expr->text, name) == 0;
  for (size_t i = 0; expr != NULL && i < expr->n_operands && !found; i++)
    found = says(expr->operands[i], name);
  return found;
}

static bool arguments_say(const ml_arguments *arguments, const char *name) {
  for (size_t i = 0; i < arguments->n; i++)
    if (says(arguments->v[i].value, name))
      return true;
  return false;
}

/* Whether a claim takes it: as a role, or in its arguments. */
static bool is_claimed(const lint *l, const ml_rule_decl *rule, const char *name) {
  for (size_t i = 0; i < rule->claims.n; i++) {
    uint32_t relation = ml_schema_relation(&l->rules->schema, rule->claims.v[i].relation);
    if (ml_schema_role(&l->rules->schema.relations[relation], name) != ML_NO_INDEX ||
        arguments_say(&rule->claims.v[i].arguments, name) || says(rule->claims.v[i].worth.expr, name))
      return true;
  }
  return false;
}

static bool is_made(const lint *l, const ml_rule_decl *rule, const char *name) {
  if (rule->make_type == NULL)
    return false;
  const ml_type *type = &l->rules->schema.types[ml_schema_type(&l->rules->schema, rule->make_type)];
  return ml_schema_attribute(type, name) != ML_NO_INDEX || arguments_say(&rule->make_arguments, name) ||
         (rule->make_from != NULL && strcmp(rule->make_from, name) == 0);
}

static bool is_taken(const lint *l, const ml_rule_decl *rule, const char *name) {
  bool taken = says(rule->make_worth.expr, name) || says(rule->boost_worth.expr, name) || is_claimed(l, rule, name) ||
               is_made(l, rule, name) || (rule->boost != NULL && strcmp(rule->boost, name) == 0);
  for (size_t i = 0; i < rule->where.n && !taken; i++)
    taken = says(rule->where.v[i], name);
  for (size_t i = 0; i < rule->carry.n && !taken; i++)
    taken = says(rule->carry.v[i].value, name);
  for (size_t i = 0; i < rule->seeks.n && !taken; i++)
    taken = says(rule->seeks.v[i]->where, name);
  return taken;
}

/* The role or attribute that a capture was to fill, by its name. */
static const char *meant(const lint *l, const ml_rule_decl *rule, const char *name) {
  const ml_schema *schema = &l->rules->schema;
  ml_nearest near = ml_nearest_start(name);
  for (size_t i = 0; i < rule->claims.n; i++) {
    const ml_relation *relation = &schema->relations[ml_schema_relation(schema, rule->claims.v[i].relation)];
    for (size_t r = 0; r < relation->n_roles; r++)
      ml_nearest_try(&near, relation->roles[r].name);
  }
  const ml_type *type = rule->make_type == NULL ? NULL : &schema->types[ml_schema_type(schema, rule->make_type)];
  for (size_t a = 0; type != NULL && a < type->n_attributes; a++)
    ml_nearest_try(&near, type->attributes[a].name);
  return ml_nearest_hint(&near, l->arena);
}

/* A capture that no claim takes still says how far its evidence goes: only one that looks misspelt is told. */
static void check_captures(const lint *l, const ml_rule_decl *rule, const ml_node *node) {
  if (node->kind == ML_NODE_CAPTURE && !is_taken(l, rule, node->name)) {
    const char *hint = meant(l, rule, node->name);
    if (hint != NULL || rule->claims.n == 0)
      WARN(l, node->place, hint, "nothing uses the capture %s", node->name);
  }
  for (size_t i = 0; i < node->n_children; i++)
    check_captures(l, rule, node->children[i]);
}

/* Adds the captures below a node to *names. */
static void collect_captures(const lint *l, const ml_node *node, ml_map *names) {
  if (node->kind == ML_NODE_CAPTURE)
    ml_map_put(l->arena, names, ml_str_of(node->name), 1);
  for (size_t i = 0; i < node->n_children; i++)
    collect_captures(l, node->children[i], names);
}

/* How many captures below a node are not in `names`. */
static size_t captures_beside(const ml_node *node, const ml_map *names) {
  size_t n = node->kind == ML_NODE_CAPTURE && ml_map_get(names, ml_str_of(node->name)) == ML_MAP_NONE;
  for (size_t i = 0; i < node->n_children; i++)
    n += captures_beside(node->children[i], names);
  return n;
}

/* In `a:X 收购 | 并购 b:Y` the sign divides the whole: then each part captures what the one behind it does not. */
static void check_branches(const lint *l, const ml_node *node) {
  for (size_t i = 0; node->kind == ML_NODE_CHOICE && i + 1 < node->n_children; i++) {
    const ml_node *left = node->children[i], *right = node->children[i + 1];
    ml_map of_left = {0}, of_right = {0};
    collect_captures(l, left, &of_left);
    collect_captures(l, right, &of_right);
    bool more_left = captures_beside(left, &of_right) > 0, more_right = captures_beside(right, &of_left) > 0;
    if ((more_left && more_right) || (more_left && of_right.n == 0) || (more_right && of_left.n == 0))
      WARN(l, right->place, "for one of several words write them in parentheses: (收购 | 并购)",
           "`|` divides the whole pattern, and its parts capture different things");
  }
}

static void walk_rule(lint *l, const ml_rule_decl *rule) {
  for (size_t i = 0; i < rule->matches.n; i++) {
    check_branches(l, rule->matches.v[i]);
    walk_pattern(l, rule->matches.v[i]);
    check_captures(l, rule, rule->matches.v[i]);
  }
  for (size_t i = 0; i < rule->where.n; i++)
    walk_expr(l, rule->where.v[i]);
  for (size_t i = 0; i < rule->carry.n; i++)
    walk_expr(l, rule->carry.v[i].value);
  for (size_t i = 0; i < rule->claims.n; i++) {
    walk_arguments(l, &rule->claims.v[i].arguments);
    walk_expr(l, rule->claims.v[i].worth.expr);
  }
  walk_expr(l, rule->make_worth.expr);
  walk_expr(l, rule->boost_worth.expr);
  walk_arguments(l, &rule->make_arguments);
  walk_seeks(l, &rule->seeks);
}

static void walk_types(lint *l) {
  const ml_schema *schema = &l->rules->schema;
  for (size_t t = 0; t < schema->n_types; t++)
    for (size_t a = 0; a < schema->types[t].n_attributes; a++)
      if (schema->types[t].attributes[a].data == ML_DATA_MENTION)
        read_type(l, schema->types[t].attributes[a].type);
  for (size_t i = 0; i < l->syntax->mentions.n; i++)
    for (size_t a = 0; a < l->syntax->mentions.v[i]->attributes.n; a++)
      walk_expr(l, l->syntax->mentions.v[i]->attributes.v[a].preset);
}

static void walk_relations(lint *l) {
  const ml_schema *schema = &l->rules->schema;
  for (size_t i = 0; i < schema->n_relations; i++)
    for (size_t r = 0; r < schema->relations[i].n_roles; r++) {
      const ml_role *role = &schema->relations[i].roles[r];
      for (size_t t = 0; t < role->n_types; t++)
        read_type(l, role->types[t]);
      if (role->takes_text)
        make_type(l, role->types[0]);
    }
  for (size_t i = 0; i < l->syntax->relations.n; i++)
    walk_seeks(l, &l->syntax->relations.v[i]->seeks);
}

static void walk(lint *l) {
  const ml_syntax *syntax = l->syntax;
  for (size_t i = 0; i < syntax->lets.n; i++)
    walk_pattern(l, syntax->lets.v[i]->pattern);
  for (size_t i = 0; i < syntax->rules.n; i++)
    walk_rule(l, syntax->rules.v[i]);
  for (size_t i = 0; i < syntax->marks.n; i++)
    walk_pattern(l, syntax->marks.v[i]->pattern);
  for (size_t i = 0; i < syntax->follows.n; i++) {
    read_type(l, ml_schema_type(&l->rules->schema, syntax->follows.v[i]->left));
    read_type(l, ml_schema_type(&l->rules->schema, syntax->follows.v[i]->right));
    if (syntax->follows.v[i]->between != NULL)
      walk_pattern(l, syntax->follows.v[i]->between);
  }
  walk_types(l);
  walk_relations(l);
  for (size_t i = 0; i < l->rules->rules.n; i++)
    make_type(l, l->rules->rules.v[i].makes);
  for (size_t i = 0; i < l->rules->words.n_senses; i++)
    if (l->rules->words.senses[i].listed == 0)
      make_type(l, l->rules->words.senses[i].what);
}

/* ---- what comes of it ---- */

static void check_names(const lint *l) {
  for (size_t i = 0; i < l->syntax->tables.n; i++)
    if (!is_used(l, l->syntax->tables.v[i]->name))
      WARN(l, l->syntax->tables.v[i]->place, NULL, "nothing uses the table %s", l->syntax->tables.v[i]->name);
  for (size_t i = 0; i < l->syntax->lets.n; i++)
    if (!is_used(l, l->syntax->lets.v[i]->name))
      WARN(l, l->syntax->lets.v[i]->place, NULL, "nothing uses the pattern %s", l->syntax->lets.v[i]->name);
  for (size_t i = 0; i < l->syntax->words.n; i++)
    if (!is_used(l, l->syntax->words.v[i]->name))
      WARN(l, l->syntax->words.v[i]->place, NULL, "nothing uses the word list %s", l->syntax->words.v[i]->name);
}

static void check_type(const lint *l, const ml_mention_decl *decl) {
  uint32_t index = ml_schema_type(&l->rules->schema, decl->name);
  if (index == ML_NO_INDEX || index == l->rules->num_type || index == l->rules->latin_type)
    return; /* the two are made by the scan, and for those who want them */
  const ml_type *type = &l->rules->schema.types[index];
  bool made = (l->made & l->rules->accepts[index]) != 0;
  if (!made && (l->named >> index & 1) != 0)
    WARN(l, decl->place, "a rule that makes it, or a lexicon, is missing",
         "nothing makes a %s, and patterns or roles ask for one", decl->name);
  else if (!made)
    WARN(l, decl->place, NULL, "nothing makes a %s", decl->name);
  else if ((l->read >> index & 1) == 0 && type->kind != ML_ENTITY && !type->silent)
    WARN(l, decl->place, NULL, "no pattern and no role asks for a %s", decl->name);
}

/* ---- rules as a whole ---- */

static bool has_example(const ml_rule_decl *rule) {
  for (size_t i = 0; i < rule->examples.n; i++)
    if (rule->examples.v[i].must && !rule->examples.v[i].wish)
      return true;
  return false;
}

/* Whether all that a rule does stands in its pattern and in the names of its captures. */
static bool is_plain(const ml_rule *rule) {
  const ml_rule_decl *decl = rule->decl;
  return decl->where.n == 0 && decl->seeks.n == 0 && decl->carry.n == 0 && decl->make_arguments.n == 0 &&
         decl->make_from == NULL && decl->boost == NULL &&
         (decl->claims.n == 0 || (decl->claims.n == 1 && decl->claims.v[0].arguments.n == 0));
}

/* For two that read the same: whether they do the same with it. */
static bool do_the_same(const ml_rule *a, const ml_rule *b) {
  bool same = is_plain(a) && is_plain(b) && a->makes == b->makes && a->n_claims == b->n_claims;
  for (size_t i = 0; i < a->n_claims && same; i++)
    same = a->claims[i].relation == b->claims[i].relation;
  for (uint32_t i = 0; i < a->n_captures && same; i++) /* as many, for the code numbers them */
    same = strcmp(a->captures[i].name, b->captures[i].name) == 0;
  return same;
}

static void check_twins(const lint *l) {
  ml_map seen = {0};
  for (uint32_t i = 0; i < l->rules->rules.n; i++) {
    const ml_rule *rule = &l->rules->rules.v[i];
    ml_str code = {(const char *)rule->program.code, rule->program.n * sizeof *rule->program.code};
    const ml_rule *first = &l->rules->rules.v[ml_map_put(l->arena, &seen, code, i)];
    if (first != rule && do_the_same(first, rule))
      WARN(l, rule->decl->place, "leave one of them out", "the rule %s does the same as the rule %s", rule->name,
           first->name);
  }
}

/* A boost, or a proposal that only other evidence makes worth choosing, rarely decides a sentence by itself; and what
 * is silent is not found. */
static bool wants_example(const lint *l, const ml_rule_decl *rule) {
  if (rule->make_type == NULL)
    return rule->boost == NULL;
  uint32_t type = ml_schema_type(&l->rules->schema, rule->make_type);
  return rule->make_worth.points >= 0 && rule->make_worth.expr == NULL && !l->rules->schema.types[type].silent;
}

static void check_rule(const lint *l, const ml_rule_decl *rule) {
  if (wants_example(l, rule) && !has_example(rule))
    WARN(l, rule->place, "write a text that it must read: must TEXT", "the rule %s has no example", rule->name);
}

/* ---- lexicons ---- */

static const char *folded(const lint *l, ml_str word) {
  size_t n;
  const uint32_t *codes = ml_fold_word(l->arena, word, &n);
  return ml_utf8_encode(l->arena, codes, n).at;
}

/* Whether two rows are of different things, as far as they say. */
static bool differ(const lint *l, const ml_lexicon_row *a, const ml_lexicon_row *b) {
  ml_str left = a->canonical == NULL ? a->terms[0] : ml_str_of(a->canonical);
  ml_str right = b->canonical == NULL ? b->terms[0] : ml_str_of(b->canonical);
  return strcmp(folded(l, left), folded(l, right)) != 0 || !ml_str_eq(ml_str_of(a->id), ml_str_of(b->id));
}

/* Things of one type and one name make one mention, and only the heavier or the first is ever seen. */
static void check_row(lint *l, const ml_lexicon *lexicon, ml_map *seen, uint32_t index) {
  const ml_lexicon_row *row = &lexicon->rows[index];
  for (size_t t = 0; t < row->n_terms; t++) {
    const char *type = row->type == NULL ? "" : row->type;
    const char *key = ml_arena_format(l->arena, "%s\t%s", type, folded(l, row->terms[t]));
    uint32_t first = ml_map_put(l->arena, seen, ml_str_of(key), index);
    if (first != index && differ(l, row, &lexicon->rows[first]))
      ml_table_warning(&lexicon->table, &row->record, 0,
                       "of things of one type and name only one is found: the heavier, else the first",
                       "line %zu has the name %.*s already, for another thing", lexicon->rows[first].record.line,
                       (int)row->terms[t].n, row->terms[t].at);
  }
}

static void check_lexicon(lint *l, const ml_lexicon_decl *decl) {
  ml_lexicon lexicon;
  ml_map seen = {0};
  if (!ml_syntax_is_asked(decl->place) || ml_lexicon_is_rdf(decl->path, NULL))
    return;
  ml_str text = ml_package_text(l->syntax, "lexicon", decl->file, decl->place);
  if (!ml_lexicon_read(l->syntax, &l->rules->schema, decl, text, &lexicon))
    return;
  for (size_t i = 0; i < lexicon.n_rows; i++)
    check_row(l, &lexicon, &seen, (uint32_t)i);
}

static ml_status run(void *argument) {
  lint *l = argument;
  walk(l);
  check_names(l);
  for (size_t i = 0; i < l->syntax->lexicons.n; i++)
    check_lexicon(l, l->syntax->lexicons.v[i]);
  for (size_t i = 0; i < l->syntax->mentions.n; i++)
    check_type(l, l->syntax->mentions.v[i]);
  for (size_t i = 0; i < l->syntax->rules.n; i++)
    check_rule(l, l->syntax->rules.v[i]);
  check_twins(l);
  return ML_OK;
}

ml_status ml_rules_lint(const ml_rules *rules, const ml_reporter *reporter) {
  ml_arena arena = ML_ARENA_INIT;
  ml_syntax syntax = rules->syntax;
  syntax.reporter = reporter;
  syntax.arena = &arena;
  lint l = {.rules = rules, .syntax = &syntax, .arena = &arena};
  ml_status status = ml_arena_guard(&arena, run, &l);
  ml_arena_dispose(&arena);
  return status;
}
