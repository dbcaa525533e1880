#include "base/nearest.h"
#include "base/utf8.h"
#include "rules/parse.h"

/* ---- clauses of a rule ---- */

static ml_arguments arguments(ml_parse *p) {
  ml_arguments found = {0};
  if (!ml_parse_accept(p, '('))
    return found;
  do {
    ml_named_expr argument = {0};
    argument.name = ml_parse_new_name(p, "a role or an attribute", &argument.place);
    ml_parse_expect(p, '=', "between a name and what it is set to");
    argument.value = ml_parse_expr(p);
    for (size_t i = 0; i < found.n; i++)
      if (strcmp(found.v[i].name, argument.name) == 0)
        ml_parse_fail(p, argument.place, NULL, "%s is set twice", argument.name);
    ml_vec_push(p->syntax->arena, &found, argument);
  } while (ml_parse_accept(p, ','));
  ml_parse_expect(p, ')', "behind what is set");
  return found;
}

static void match_clause(ml_parse *p, ml_rule_decl *rule) {
  ml_vec_push(p->syntax->arena, &rule->matches, ml_parse_pattern(p));
}

static void where_clause(ml_parse *p, ml_rule_decl *rule) {
  ml_vec_push(p->syntax->arena, &rule->where, ml_parse_condition(p));
}

static void seek_clause(ml_parse *p, ml_rule_decl *rule) {
  ml_vec_push(p->syntax->arena, &rule->seeks, ml_parse_seek(p));
}

static void carry_clause(ml_parse *p, ml_rule_decl *rule) {
  do {
    ml_named_expr carried = {0};
    carried.name = ml_parse_new_name(p, "a capture", &carried.place);
    if (ml_parse_accept(p, '='))
      carried.value = ml_parse_expr(p);
    ml_vec_push(p->syntax->arena, &rule->carry, carried);
  } while (ml_parse_accept(p, ','));
}

static void sure_clause(ml_parse *p, ml_rule_decl *rule) {
  ml_parse_peek(p);
  size_t from = p->at;
  double sure = ml_parse_number(p, "a confidence from 0 to 1");
  if (sure < 0 || sure > 1)
    ml_parse_fail(p, ml_parse_place(p, from), NULL, "a confidence is from 0 to 1");
  rule->sure = (int)(sure * 100 + 0.5);
}

/* A rule does one thing with a match; `keyword` is the clause that says which, just read. */
static void refuse_second_action(ml_parse *p, const ml_rule_decl *rule, const char *keyword) {
  bool claims = rule->claims.n > 0 && strcmp(keyword, "claim") != 0;
  if (!claims && rule->make_type == NULL && rule->boost == NULL)
    return;
  size_t length = strlen(keyword);
  ml_parse_fail(p, ml_parse_place(p, p->at - length),
                "write a second rule with the same pattern (`let` names patterns)",
                "a rule makes one mention, boosts one, or claims facts");
}

static void make_clause(ml_parse *p, ml_rule_decl *rule) {
  refuse_second_action(p, rule, "make");
  rule->make_type = ml_parse_type(p, "the mention type to make", &rule->make_place);
  if (ml_parse_accept_word(p, "from"))
    rule->make_from = ml_parse_name(p, "a capture", &rule->make_from_place);
  rule->make_arguments = arguments(p);
  ml_parse_worth(p, &rule->make_worth);
}

static void boost_clause(ml_parse *p, ml_rule_decl *rule) {
  refuse_second_action(p, rule, "boost");
  rule->boost = ml_parse_name(p, "a capture", &rule->boost_place);
  if (!ml_parse_worth(p, &rule->boost_worth))
    ml_parse_expected(p, "points such as ~2");
}

static void claim_clause(ml_parse *p, ml_rule_decl *rule) {
  refuse_second_action(p, rule, "claim");
  ml_claim_decl claim = {0};
  claim.relation = ml_parse_name(p, "a relation", &claim.place);
  claim.pairing = ml_parse_accept_word(p, "pairwise") ? ML_PAIRWISE
                  : ml_parse_accept_word(p, "each")   ? ML_EACH
                                                      : ML_UNPAIRED;
  claim.arguments = arguments(p);
  ml_parse_worth(p, &claim.worth);
  ml_vec_push(p->syntax->arena, &rule->claims, claim);
}

static void add_example(ml_parse *p, ml_rule_decl *rule, ml_example example) {
  example.text = ml_parse_rest(p, "an example text", &example.place);
  ml_vec_push(p->syntax->arena, &rule->examples, example);
}

static void must_clause(ml_parse *p, ml_rule_decl *rule) {
  add_example(p, rule, (ml_example){.must = true});
}

static void never_clause(ml_parse *p, ml_rule_decl *rule) {
  add_example(p, rule, (ml_example){.must = false});
}

static void wish_clause(ml_parse *p, ml_rule_decl *rule) {
  bool never = ml_parse_accept_word(p, "never");
  add_example(p, rule, (ml_example){.must = !never, .wish = true});
}

static const struct {
  const char *word;
  void (*parse)(ml_parse *p, ml_rule_decl *rule);
} clauses[] = {{"match", match_clause}, {"where", where_clause}, {"seek", seek_clause},   {"carry", carry_clause},
               {"sure", sure_clause},   {"make", make_clause},   {"boost", boost_clause}, {"claim", claim_clause},
               {"must", must_clause},   {"never", never_clause}, {"wish", wish_clause}};

static void clause(ml_parse *p, ml_rule_decl *rule) {
  enum { CLAUSES = sizeof clauses / sizeof *clauses };
  for (size_t i = 0; i < CLAUSES; i++)
    if (ml_parse_accept_word(p, clauses[i].word)) {
      clauses[i].parse(p, rule);
      ml_parse_end(p);
      return;
    }
  const char *word = ml_parse_peek_word(p);
  if (*word == '\0')
    ml_parse_expected(p, "a clause such as match, make, boost, claim or must");
  ml_nearest near = ml_nearest_start(word);
  for (size_t i = 0; i < CLAUSES; i++)
    ml_nearest_try(&near, clauses[i].word);
  const char *hint = ml_nearest_hint(&near, p->syntax->arena);
  ml_parse_fail(p, ml_parse_next_place(p, strlen(word)),
                hint != NULL ? hint
                             : "the clauses are match, where, seek, carry, sure, make, boost, claim, must, never, wish",
                "no clause of a rule starts with %s", word);
}

/* ---- rule ---- */

/* The name of a rule may be written in Han characters too. */
static const char *rule_name(ml_parse *p, ml_place *place) {
  ml_parse_peek(p);
  const ml_line *line = &p->file->lines[p->line - 1];
  size_t from = p->at;
  while (ml_parse_is_text(ml_parse_ahead(p, 0)) || ml_parse_is_word(ml_parse_ahead(p, 0)))
    p->at++;
  if (p->at == from)
    ml_parse_expected(p, "the name of the rule");
  *place = ml_parse_place(p, from);
  for (size_t i = from; i < p->at; i++)
    if (ml_parse_is_upper(line->codes[i]))
      ml_parse_fail(p, *place, NULL, "the name of a rule is written in a-z, 0-9, _ and Han characters");
  if (ml_parse_peek(p) != ML_END_OF_LINE)
    ml_parse_fail(p, ml_parse_next_place(p, 1), NULL,
                  "after the rule's name the line must end: clauses stand on indented lines");
  return ml_utf8_encode(p->syntax->arena, line->codes + from, place->length).at;
}

void ml_parse_rule(ml_parse *p) {
  ml_syntax *syntax = p->syntax;
  ml_rule_decl *rule = ML_NEW(syntax->arena, ml_rule_decl);
  rule->sure = -1;
  rule->change = p->change;
  rule->name = rule_name(p, &rule->place);
  if (rule->change == ML_OFF) {
    ml_vec_push(syntax->arena, &syntax->rules, rule);
    ml_parse_no_lines_below(p);
    return;
  }
  while (ml_parse_next_line(p))
    clause(p, rule);
  if (rule->matches.n == 0)
    ml_syntax_error(syntax, rule->place, "say what it looks for: match PATTERN", "this rule has no match");
  else if (rule->make_type == NULL && rule->boost == NULL && rule->claims.n == 0)
    ml_syntax_error(syntax, rule->place, "say what a match gives: make TYPE, boost CAPTURE ~POINTS or claim RELATION",
                    "this rule does nothing with a match");
  else if (rule->claims.n == 0 && (rule->carry.n > 0 || rule->sure >= 0))
    ml_syntax_error(syntax, rule->place, "leave it out", "`%s` is for rules that claim",
                    rule->carry.n > 0 ? "carry" : "sure");
  else
    ml_vec_push(syntax->arena, &syntax->rules, rule);
}

/* ---- follow and mark ---- */

static bool is_bare_type(const ml_node *node) {
  return node->kind == ML_NODE_TYPE && node->condition == NULL;
}

void ml_parse_follow(ml_parse *p) {
  ml_parse_peek(p);
  size_t from = p->at;
  ml_node *pattern = ml_parse_pattern(p);
  ml_parse_end(p);
  ml_place place = ml_parse_place(p, from);
  size_t n = pattern->n_children;
  ml_node **parts = pattern->children;
  if (pattern->kind != ML_NODE_SEQUENCE || n < 3 || !is_bare_type(parts[0]) || !is_bare_type(parts[n - 2]) ||
      parts[n - 1]->kind != ML_NODE_POINTS)
    ml_parse_fail(p, place, "write as in: follow Role [、兼] Role ~2",
                  "follow takes a type, a pattern or nothing, a type, and points");
  ml_follow_decl *follow = ML_NEW(p->syntax->arena, ml_follow_decl);
  *follow = (ml_follow_decl){.place = place,
                             .left = parts[0]->name,
                             .left_place = parts[0]->place,
                             .right = parts[n - 2]->name,
                             .right_place = parts[n - 2]->place,
                             .points = parts[n - 1]->points};
  if (n == 4) {
    follow->between = parts[1];
  } else if (n > 4) {
    pattern->children++; /* the sequence without its ends is what stands between */
    pattern->n_children = n - 3;
    follow->between = pattern;
  }
  ml_vec_push(p->syntax->arena, &p->syntax->follows, follow);
  ml_parse_no_lines_below(p);
}

static void reach_clause(ml_parse *p, ml_mark_decl *mark) {
  if (ml_parse_accept_word(p, "after"))
    mark->reach = ML_SIDE_AFTER;
  else if (ml_parse_accept_word(p, "before"))
    mark->reach = ML_SIDE_BEFORE;
  else if (!ml_parse_accept_word(p, "around"))
    ml_parse_expected(p, "after, before or around");
  if (!ml_parse_accept_word(p, "in"))
    ml_parse_expected(p, "`in clause` or `in sentence`");
  mark->clause = ml_parse_accept_word(p, "clause");
  if (!mark->clause && !ml_parse_accept_word(p, "sentence"))
    ml_parse_expected(p, "clause or sentence");
}

static const char *mark_label(ml_parse *p, ml_place *place) {
  ml_expr *label = ml_parse_constant(p);
  *place = label->place;
  if (label->kind == ML_EXPR_NUMBER)
    ml_parse_fail(p, *place, NULL, "a mark sets a label, not a number");
  return label->kind == ML_EXPR_TEXT ? label->written : label->text;
}

void ml_parse_mark(ml_parse *p) {
  ml_mark_decl *mark = ML_NEW(p->syntax->arena, ml_mark_decl);
  ml_parse_peek(p);
  size_t from = p->at;
  bool reaches = false;
  mark->role = ml_parse_name(p, "a relation or a role", &mark->role_place);
  if (ml_parse_accept(p, '.')) {
    mark->relation = mark->role;
    mark->relation_place = mark->role_place;
    mark->role = ml_parse_name(p, "a role", &mark->role_place);
  }
  ml_parse_expect(p, '=', "between the role and its label");
  mark->label = mark_label(p, &mark->label_place);
  ml_parse_end(p);
  mark->place = ml_parse_place(p, from);
  while (ml_parse_next_line(p)) {
    if (ml_parse_accept_word(p, "match")) {
      if (mark->pattern != NULL)
        ml_parse_expected(p, "reach: a mark has one match");
      mark->pattern = ml_parse_pattern(p);
    } else if (ml_parse_accept_word(p, "reach")) {
      reach_clause(p, mark);
      reaches = true;
    } else {
      ml_parse_expected(p, "match or reach");
    }
    ml_parse_end(p);
  }
  if (mark->pattern == NULL || !reaches)
    ml_syntax_error(p->syntax, mark->place, "reach says how far it works: reach after in clause",
                    "a mark has a match and a reach");
  else
    ml_vec_push(p->syntax->arena, &p->syntax->marks, mark);
}
