#include "base/utf8.h"
#include "rules/parse.h"
#include "text/document.h"

static ml_expr *new_expr(ml_parse *p, ml_expr_kind kind, size_t from) {
  ml_expr *expr = ML_NEW(p->syntax->arena, ml_expr);
  expr->kind = kind;
  expr->place = ml_parse_place(p, from);
  return expr;
}

/* A node over `left` and `right` (NULL: none), from the begin of the left one up to the cursor. */
static ml_expr *joined(ml_parse *p, ml_expr_kind kind, size_t from, ml_expr *left, ml_expr *right) {
  ml_expr *expr = new_expr(p, kind, from);
  expr->operands = ML_NEW_ARRAY(p->syntax->arena, ml_expr *, 2);
  expr->operands[0] = left;
  expr->operands[1] = right;
  expr->n_operands = right == NULL ? 1 : 2;
  return expr;
}

static size_t start_of(const ml_expr *expr) {
  return expr->place.column - 1;
}

static ml_expr *text_constant(ml_parse *p, size_t from, const uint32_t *codes, size_t n) {
  ml_arena *arena = p->syntax->arena;
  ml_expr *expr = new_expr(p, ML_EXPR_TEXT, from);
  ml_str written = ml_utf8_encode(arena, codes, n);
  size_t n_folded = 0;
  const uint32_t *folded = ml_fold_word(arena, written, &n_folded);
  expr->written = written.at;
  expr->text = ml_utf8_encode(arena, folded, n_folded).at;
  return expr;
}

static ml_expr *call(ml_parse *p, size_t from, const char *name) {
  ML_VEC(ml_expr *) operands = {0};
  if (!ml_parse_accept(p, ')')) {
    do
      ml_vec_push(p->syntax->arena, &operands, ml_parse_expr(p));
    while (ml_parse_accept(p, ','));
    ml_parse_expect(p, ')', "behind the last argument");
  }
  ml_expr *expr = new_expr(p, ML_EXPR_CALL, from);
  expr->text = name;
  expr->operands = operands.v;
  expr->n_operands = operands.n;
  return expr;
}

static ml_expr *entry(ml_parse *p, size_t from, const char *table) {
  ml_expr *key = ml_parse_expr(p);
  ml_parse_expect(p, ']', "behind the key of a table");
  ml_expr *expr = joined(p, ML_EXPR_ENTRY, from, key, NULL);
  expr->text = table;
  return expr;
}

static ml_expr *named(ml_parse *p, size_t from) {
  const char *name = ml_parse_new_name(p, "a value", NULL), *attribute = NULL;
  uint32_t next = ml_parse_ahead(p, 0);
  if (next == '.') {
    p->at++;
    attribute = ml_parse_name(p, "an attribute", NULL);
    if (ml_parse_ahead(p, 0) == '.')
      ml_parse_fail(p, ml_parse_place(p, from), NULL, "an attribute has no attributes itself");
  } else if (next == '[') { /* close behind its table, as a condition is behind its type */
    p->at++;
    return entry(p, from, name);
  } else if (ml_parse_accept(p, '(')) {
    return call(p, from, name);
  }
  ml_expr *expr = new_expr(p, ML_EXPR_NAME, from);
  expr->text = name;
  expr->attribute = attribute;
  return expr;
}

static ml_expr *constant_number(ml_parse *p, size_t from) {
  double number = ml_parse_number(p, "a number");
  ml_expr *expr = new_expr(p, ML_EXPR_NUMBER, from);
  expr->number = number;
  return expr;
}

/* A text or a number that stands for itself, or NULL when none stands here. */
static ml_expr *literal(ml_parse *p) {
  uint32_t code = ml_parse_peek(p);
  size_t from = p->at, n = 0;
  if (code == '"') {
    const uint32_t *codes = ml_parse_string(p, &n);
    return text_constant(p, from, codes, n);
  }
  if (ml_parse_is_text(code)) {
    const uint32_t *codes = ml_parse_text_run(p, &n);
    return text_constant(p, from, codes, n);
  }
  if (ml_parse_is_digit(code) || code == '-')
    return constant_number(p, from);
  return NULL;
}

static _Noreturn void refuse_capitalised(ml_parse *p) {
  const char *word = ml_parse_peek_word(p);
  ml_parse_fail(p, ml_parse_next_place(p, strlen(word)),
                ml_arena_format(p->syntax->arena, "Latin text is quoted: \"%s\"", word), "%s is not a value", word);
}

static ml_expr *term(ml_parse *p) {
  ml_expr *expr = literal(p);
  if (expr != NULL)
    return expr;
  uint32_t code = ml_parse_peek(p);
  size_t from = p->at;
  if (ml_parse_is_lower(code))
    return named(p, from);
  if (ml_parse_is_upper(code))
    refuse_capitalised(p);
  if (!ml_parse_accept(p, '('))
    ml_parse_expected(p, "a value");
  ml_parse_enter(p);
  expr = ml_parse_condition(p);
  ml_parse_expect(p, ')', "to close the parenthesis");
  ml_parse_leave(p);
  return expr;
}

static ml_expr *product(ml_parse *p) {
  ml_expr *left = term(p);
  for (;;) {
    uint32_t code = ml_parse_peek(p);
    if (code != '*' && code != '/')
      return left;
    p->at++;
    ml_expr *right = term(p);
    left = joined(p, code == '*' ? ML_EXPR_MULTIPLY : ML_EXPR_DIVIDE, start_of(left), left, right);
  }
}

static ml_expr *sum(ml_parse *p) {
  ml_expr *left = product(p);
  for (;;) {
    uint32_t code = ml_parse_peek(p);
    if (code != '+' && code != '-')
      return left;
    p->at++;
    ml_expr *right = product(p);
    left = joined(p, code == '+' ? ML_EXPR_ADD : ML_EXPR_SUBTRACT, start_of(left), left, right);
  }
}

ml_expr *ml_parse_expr(ml_parse *p) {
  ml_parse_enter(p);
  ml_expr *left = sum(p);
  if (ml_parse_accept_word(p, "else")) {
    ml_expr *right = ml_parse_expr(p);
    left = joined(p, ML_EXPR_ELSE, start_of(left), left, right);
  }
  ml_parse_leave(p);
  return left;
}

static bool comparison(ml_parse *p, ml_expr_kind *kind) {
  static const struct {
    char first, second;
    ml_expr_kind kind;
  } table[] = {{'!', '=', ML_EXPR_UNEQUAL}, {'<', '=', ML_EXPR_LESS_EQUAL}, {'>', '=', ML_EXPR_GREATER_EQUAL},
               {'=', '\0', ML_EXPR_EQUAL},  {'<', '\0', ML_EXPR_LESS},      {'>', '\0', ML_EXPR_GREATER}};
  uint32_t code = ml_parse_peek(p), next = ml_parse_ahead(p, 1);
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (code == (unsigned char)table[i].first && (table[i].second == '\0' || next == (unsigned char)table[i].second)) {
      p->at += table[i].second == '\0' ? 1 : 2;
      *kind = table[i].kind;
      return true;
    }
  return false;
}

static ml_expr *test(ml_parse *p) {
  ml_parse_peek(p);
  size_t from = p->at;
  ml_expr_kind kind = ML_EXPR_NOT;
  if (ml_parse_accept_word(p, "not")) {
    ml_parse_enter(p);
    ml_expr *negated = test(p);
    ml_parse_leave(p);
    return joined(p, kind, from, negated, NULL);
  }
  ml_expr *left = ml_parse_expr(p);
  if (comparison(p, &kind)) {
    ml_expr *right = ml_parse_expr(p);
    return joined(p, kind, from, left, right);
  }
  if (!ml_parse_accept_word(p, "in"))
    return left;
  bool type = ml_parse_is_upper(ml_parse_peek(p));
  const char *name = type ? ml_parse_type(p, "a mention type", NULL) : ml_parse_name(p, "a word list", NULL);
  ml_expr *in = joined(p, type ? ML_EXPR_NAMES : ML_EXPR_IN, from, left, NULL);
  in->text = name;
  return in;
}

static ml_expr *conjunction(ml_parse *p) {
  ml_expr *left = test(p);
  while (ml_parse_accept_word(p, "and")) {
    ml_expr *right = test(p);
    left = joined(p, ML_EXPR_AND, start_of(left), left, right);
  }
  return left;
}

ml_expr *ml_parse_condition(ml_parse *p) {
  ml_expr *left = conjunction(p);
  while (ml_parse_accept_word(p, "or")) {
    ml_expr *right = conjunction(p);
    left = joined(p, ML_EXPR_OR, start_of(left), left, right);
  }
  return left;
}

ml_expr *ml_parse_constant(ml_parse *p) {
  ml_expr *expr = literal(p);
  if (expr != NULL)
    return expr;
  uint32_t code = ml_parse_peek(p);
  if (ml_parse_is_upper(code))
    refuse_capitalised(p);
  if (!ml_parse_is_lower(code))
    ml_parse_expected(p, "a constant");
  size_t from = p->at;
  const char *name = ml_parse_name(p, "a constant", NULL);
  expr = new_expr(p, ML_EXPR_NAME, from);
  expr->text = name;
  return expr;
}

bool ml_parse_worth(ml_parse *p, ml_worth *out) {
  if (ml_parse_peek(p) != '~')
    return false;
  if (ml_parse_ahead(p, 1) != '(')
    return ml_parse_points(p, &out->points);
  p->at += 2;
  out->expr = ml_parse_expr(p);
  ml_parse_expect(p, ')', "behind computed points");
  return true;
}
