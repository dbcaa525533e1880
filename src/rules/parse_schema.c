#include "base/utf8.h"
#include "rules/parse.h"

/* One alternative of a domain: a type, a name or a quoted text. */
static ml_item_decl item(ml_parse *p) {
  uint32_t code = ml_parse_peek(p);
  ml_item_decl found = {.form = ML_ITEM_NAME};
  if (code == '"') {
    size_t from = p->at, n = 0;
    const uint32_t *codes = ml_parse_string(p, &n);
    found.word = ml_utf8_encode(p->syntax->arena, codes, n).at;
    found.place = ml_parse_place(p, from);
    found.form = ML_ITEM_STRING;
  } else if (ml_parse_is_upper(code)) {
    found.word = ml_parse_type(p, "a mention type", &found.place);
    found.form = ML_ITEM_TYPE;
  } else if (ml_parse_is_lower(code)) {
    found.word = ml_parse_name(p, "a label", &found.place);
  } else {
    ml_parse_expected(p, "a mention type, text, number, date or a label");
  }
  return found;
}

static ml_item_decl named_item(ml_parse *p, const char *what) {
  ml_item_decl found = {.form = ML_ITEM_NAME};
  found.word = ml_parse_name(p, what, &found.place);
  return found;
}

/* A CURIE such as org:role. Its characters are those that need no escape in Turtle. */
static const char *curie(ml_parse *p, ml_place *place) {
  const char *name = ml_parse_until_space(p, "a name such as org:role", place).at;
  const char *colon = strchr(name, ':');
  bool plain = colon != NULL && colon != name && colon[1] != '\0';
  for (const char *c = name; plain && *c != '\0'; c++)
    plain = ml_parse_is_word((unsigned char)*c) || *c == '-' || c == colon || (unsigned char)*c >= 0x80;
  if (!plain)
    ml_parse_fail(p, *place, "declare the prefix with `prefix`, and write prefix:name", "%s is no prefixed name", name);
  return name;
}

/* A role's preset is a constant; an attribute's is an expression over the attributes before it. */
static ml_field_decl field(ml_parse *p, const char *what, ml_expr *(*preset)(ml_parse *)) {
  ml_field_decl found = {0};
  found.name = ml_parse_new_name(p, what, &found.place);
  found.optional = ml_parse_accept(p, '?');
  ml_parse_expect(p, ':', "behind the name, and then what it holds");
  do
    ml_vec_push(p->syntax->arena, &found.domain, item(p));
  while (ml_parse_accept(p, '|'));
  if (ml_parse_accept(p, '='))
    found.preset = preset(p);
  if (ml_parse_accept_word(p, "rdf"))
    found.rdf = curie(p, &found.rdf_place);
  return found;
}

/* Whether a field starts here, `name :` or `name? :`; the words that start other lines can be names of fields too. The
 * full-width doubles of these signs count, so that they are blamed and not the name. */
static bool is_field(ml_parse *p) {
  enum { FULL_WIDTH_COLON = 0xFF1A, FULL_WIDTH_QUESTION = 0xFF1F };
  size_t start = p->at;
  ml_parse_peek(p);
  while (ml_parse_is_word(ml_parse_ahead(p, 0)))
    p->at++;
  ml_parse_accept(p, '?');
  uint32_t next = ml_parse_peek(p);
  p->at = start;
  return next == ':' || next == FULL_WIDTH_COLON || next == FULL_WIDTH_QUESTION;
}

/* Written without the usual #, which starts a comment here. */
static const char *colour(ml_parse *p, ml_place *place) {
  ml_str digits = ml_parse_until_space(p, "a colour as six hexadecimal digits without #, such as 4477aa", place);
  if (digits.n != 6 || strspn(digits.at, "0123456789abcdefABCDEF") != 6)
    ml_parse_fail(p, *place, "write six hexadecimal digits, such as 4477aa", "%s is no colour", digits.at);
  return ml_arena_format(p->syntax->arena, "#%s", digits.at);
}

static void trait(ml_parse *p, ml_mention_decl *mention) {
  if (is_field(p)) {
    ml_field_decl attribute = field(p, "an attribute", ml_parse_expr);
    ml_vec_push(p->syntax->arena, &mention->attributes, attribute);
  } else if (ml_parse_accept_word(p, "memory")) {
    double points = ml_parse_number(p, "points from which on a name is remembered");
    if (points <= 0 || points * 100 > ML_MAX_POINTS)
      ml_parse_fail(p, ml_parse_place(p, p->at - 1), NULL, "memory takes points above 0 and up to %d",
                    ML_MAX_POINTS / 100);
    mention->memory = (int)(points * 100 + 0.5);
  } else if (ml_parse_accept_word(p, "silent")) {
    mention->silent = true;
  } else if (ml_parse_accept_word(p, "rdf")) {
    mention->rdf = curie(p, &mention->rdf_place);
  } else if (ml_parse_accept_word(p, "colour")) {
    mention->colour = colour(p, &mention->colour_place);
  } else {
    ml_parse_expected(p, "memory, silent, rdf, colour, or an attribute (name : text)");
  }
  ml_parse_end(p);
}

/* One for each name; they have the lines below in common. */
void ml_parse_mention(ml_parse *p, ml_kind kind) {
  ml_arena *arena = p->syntax->arena;
  ml_mention_decl common = {.kind = kind, .change = p->change};
  ML_VEC(ml_item_decl) names = {0};
  do {
    ml_item_decl name = {.form = ML_ITEM_TYPE};
    name.word = ml_parse_type(p, "the name of a mention type", &name.place);
    ml_vec_push(arena, &names, name);
  } while (ml_parse_accept(p, ','));
  if (ml_parse_accept_word(p, "is"))
    common.parent = ml_parse_type(p, "a mention type", &common.parent_place);
  ml_parse_end(p);
  while (ml_parse_next_line(p))
    trait(p, &common);
  for (size_t i = 0; i < names.n; i++) {
    ml_mention_decl *mention = ML_NEW(arena, ml_mention_decl);
    *mention = common;
    mention->name = names.v[i].word;
    mention->place = names.v[i].place;
    ml_vec_push(arena, &p->syntax->mentions, mention);
  }
}

static void edge(ml_parse *p, ml_relation_decl *relation) {
  ml_item_decl source = named_item(p, "a role"), label = {0};
  ml_parse_expect(p, '-', "as in: edge person -> company");
  if (ml_parse_ahead(p, 0) != '>')
    ml_parse_expected(p, "`>` as in: edge person -> company");
  p->at++;
  ml_item_decl target = named_item(p, "a role");
  if (ml_parse_accept_word(p, "label"))
    label = named_item(p, "a role");
  relation->edge[0] = source;
  relation->edge[1] = target;
  relation->edge[2] = label;
}

static void refine(ml_parse *p, ml_relation_decl *relation) {
  ml_named_expr refined = {0};
  ml_item_decl role = named_item(p, "a role");
  refined.name = role.word;
  refined.place = role.place;
  ml_parse_expect(p, '=', "as in: refine company = company + role.unit");
  refined.value = ml_parse_expr(p);
  ml_vec_push(p->syntax->arena, &relation->refines, refined);
}

static void relation_line(ml_parse *p, ml_relation_decl *relation) {
  ml_arena *arena = p->syntax->arena;
  if (is_field(p)) {
    ml_field_decl role = field(p, "a role", ml_parse_constant);
    ml_vec_push(arena, &relation->roles, role);
  } else if (ml_parse_accept_word(p, "key")) {
    do {
      ml_item_decl role = named_item(p, "a role");
      ml_vec_push(arena, &relation->key, role);
    } while (ml_parse_is_lower(ml_parse_peek(p)));
  } else if (ml_parse_accept_word(p, "seek")) {
    ml_seek_decl *seek = ml_parse_seek(p);
    ml_vec_push(arena, &relation->seeks, seek);
  } else if (ml_parse_accept_word(p, "refine")) {
    refine(p, relation);
  } else if (ml_parse_accept_word(p, "rdf")) {
    relation->rdf = curie(p, &relation->rdf_place);
  } else if (ml_parse_accept_word(p, "edge")) {
    edge(p, relation);
  } else {
    ml_parse_expected(p, "key, seek, refine, rdf, edge, or a role (name : Type)");
  }
  ml_parse_end(p);
}

void ml_parse_relation(ml_parse *p) {
  ml_relation_decl *relation = ML_NEW(p->syntax->arena, ml_relation_decl);
  relation->change = p->change;
  relation->name = ml_parse_new_name(p, "a relation", &relation->place);
  ml_vec_push(p->syntax->arena, &p->syntax->relations, relation); /* now, so that its name is known below an error */
  ml_parse_end(p);
  while (ml_parse_next_line(p))
    relation_line(p, relation);
}
