#include <stdlib.h>

#include "base/utf8.h"
#include "rules/parse.h"
#include "rules/program.h"
#include "text/document.h"

enum { CLAUSE_GAP = 20, SENTENCE_GAP = 40 }; /* characters that .. and ... skip unless bounds are written */

typedef ML_VEC(ml_node *) nodes;

static ml_node *choice(ml_parse *p); /* inside a group */

static ml_node *new_node(ml_parse *p, ml_node_kind kind, size_t from) {
  ml_node *node = ML_NEW(p->syntax->arena, ml_node);
  node->kind = kind;
  node->id = p->syntax->n_nodes++;
  node->place = ml_parse_place(p, from);
  return node;
}

static ml_node *parent_of(ml_parse *p, ml_node_kind kind, size_t from, ml_node *child) {
  ml_node *node = new_node(p, kind, from);
  node->children = ML_NEW(p->syntax->arena, ml_node *);
  node->children[0] = child;
  node->n_children = 1;
  return node;
}

/* The node over `children`, or the child itself when there is only one. */
static ml_node *gathered(ml_parse *p, ml_node_kind kind, size_t from, nodes children) {
  if (children.n == 1)
    return children.v[0];
  ml_node *node = new_node(p, kind, from);
  node->children = children.v;
  node->n_children = children.n;
  return node;
}

/* ---- atoms ---- */

static ml_node *text(ml_parse *p, size_t from, const uint32_t *codes, size_t n) {
  ml_arena *arena = p->syntax->arena;
  ml_node *node = new_node(p, ML_NODE_TEXT, from);
  node->codes = ml_fold_word(arena, ml_utf8_encode(arena, codes, n), &node->n_codes);
  if (node->n_codes == 0)
    ml_parse_fail(p, node->place, NULL, "this text is empty");
  if (node->n_codes > ML_MAX_REACH)
    ml_parse_fail(p, node->place, "write it in pieces, one behind the other", "a text has at most %d characters",
                  ML_MAX_REACH);
  return node;
}

static uint32_t folded(ml_parse *p, uint32_t code) {
  ml_arena *arena = p->syntax->arena;
  size_t n = 0;
  const uint32_t *codes = ml_fold_word(arena, ml_utf8_encode(arena, &code, 1), &n);
  return n == 1 ? codes[0] : code;
}

static bool is_range(const ml_parse *p) {
  return ml_parse_is_word(ml_parse_ahead(p, 0)) && ml_parse_ahead(p, 1) == '-' &&
         ml_parse_is_word(ml_parse_ahead(p, 2));
}

static int by_code(const void *a, const void *b) {
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  return (left > right) - (left < right);
}

/* Behind the bracket: everything up to the closing one stands for itself, spaces and full-width signs too. */
static ml_node *class(ml_parse *p, size_t from) {
  ml_node *node = new_node(p, ML_NODE_CLASS, from);
  ML_VEC(uint32_t) codes = {0};
  if (ml_parse_ahead(p, 0) == '^') {
    node->negated = true;
    p->at++;
  }
  for (uint32_t code; (code = ml_parse_ahead(p, 0)) != ']'; p->at++) {
    if (is_range(p))
      ml_parse_fail(p, ml_parse_next_place(p, 3),
                    "the classes han, latin and digit have names; a - that stands for itself comes first",
                    "a class lists its characters, it has no ranges");
    if (code == '\\' && ml_parse_ahead(p, 1) != ML_END_OF_LINE) {
      p->at++;
      code = ml_parse_ahead(p, 0);
    }
    if (code == ML_END_OF_LINE)
      ml_parse_fail(p, ml_parse_place(p, from), "a ] that stands for itself is written \\]", "this [ has no ]");
    uint32_t character = folded(p, code);
    ml_vec_push(p->syntax->arena, &codes, character);
  }
  p->at++;
  node->place = ml_parse_place(p, from);
  if (codes.n > 0)
    qsort(codes.v, codes.n, sizeof *codes.v, by_code);
  node->codes = codes.v;
  node->n_codes = codes.n;
  if (node->n_codes == 0)
    ml_parse_fail(p, node->place, NULL, "this class is empty");
  return node;
}

/* {m} or {m,n}, behind the brace; `what` is counted. */
static void bounds(ml_parse *p, size_t from, uint32_t limit, const char *what, uint32_t *min, uint32_t *max) {
  *min = *max = ml_parse_integer(p, limit, what);
  if (ml_parse_accept(p, ','))
    *max = ml_parse_integer(p, limit, what);
  ml_parse_expect(p, '}', "behind a count");
  if (*max == 0 || *min > *max)
    ml_parse_fail(p, ml_parse_place(p, from), "{m,n} stands for at least m and at most n",
                  "a count of %u up to %u is never reached", *min, *max);
}

static ml_node *dots(ml_parse *p, size_t from) {
  while (ml_parse_ahead(p, 0) == '.')
    p->at++;
  size_t n = p->at - from;
  if (n > 3)
    ml_parse_fail(p, ml_parse_place(p, from),
                  ".. skips within the clause, ... within the sentence; ..{0,60} sets other bounds",
                  "%zu dots are no gap", n);
  ml_node *node = new_node(p, n == 1 ? ML_NODE_ANY : ML_NODE_GAP, from);
  if (n == 1)
    return node;
  node->sentence = n == 3;
  node->max = node->sentence ? SENTENCE_GAP : CLAUSE_GAP;
  if (ml_parse_accept(p, '{')) {
    bounds(p, from, ML_MAX_REACH, "the length of a gap", &node->min, &node->max);
    node->place = ml_parse_place(p, from);
  }
  uint32_t next = ml_parse_peek(p);
  if (next == '?' || next == '*' || next == '+')
    ml_parse_fail(p, ml_parse_next_place(p, 1), "write ..{0,8} or ...{0,60}", "a gap is bounded by {m,n} only");
  return node;
}

/* A condition stands close behind its type; a class behind a type is set off by a space. */
static ml_node *type(ml_parse *p, size_t from) {
  const char *name = ml_parse_type(p, "a mention type", NULL);
  ml_expr *condition = NULL;
  if (ml_parse_ahead(p, 0) == '[') {
    p->at++;
    uint32_t first = ml_parse_peek(p);
    if (!ml_parse_is_lower(first) && first != '(')
      ml_parse_fail(p, ml_parse_next_place(p, 1),
                    ml_arena_format(p->syntax->arena, "for a class write %s [...] with a space", name),
                    "[ close behind a type starts a condition, and no name stands here");
    condition = ml_parse_condition(p);
    ml_parse_expect(p, ']', "behind the condition");
  }
  ml_node *node = new_node(p, ML_NODE_TYPE, from);
  node->name = name;
  node->condition = condition;
  return node;
}

static ml_node *group(ml_parse *p, size_t from) {
  ml_place opening = ml_parse_place(p, from);
  ml_parse_enter(p);
  ml_node *inner = choice(p);
  ml_parse_leave(p);
  if (ml_parse_accept(p, ')'))
    return inner;
  if (ml_parse_peek(p) == ML_END_OF_LINE)
    ml_parse_fail(p, opening, NULL, "this ( has no )");
  ml_parse_expected(p, "`)`");
}

static _Noreturn void refuse(ml_parse *p, uint32_t code) {
  if (code >= 0x80)
    ml_parse_expected(p, "a piece of a pattern");
  if (code == '?' || code == '*' || code == '+' || code == '{')
    ml_parse_fail(p, ml_parse_next_place(p, 1), NULL, "a count stands behind what it counts, and nothing stands here");
  if (code == ')' || code == ']' || code == '}')
    ml_parse_fail(p, ml_parse_next_place(p, 1), NULL, "this %c closes nothing", (int)code);
  const char *anchor = code == '^' || code == '$' ? "; as an anchor it reads nothing, and needs no look-around" : "";
  ml_parse_fail(p, ml_parse_next_place(p, 1),
                ml_arena_format(p->syntax->arena, "for the character itself write \"%c\"%s", (int)code, anchor),
                "%c has no meaning here", (int)code);
}

static ml_node *atom(ml_parse *p) {
  uint32_t code = ml_parse_peek(p);
  size_t from = p->at, n = 0;
  if (ml_parse_is_text(code)) {
    const uint32_t *codes = ml_parse_text_run(p, &n);
    return text(p, from, codes, n);
  }
  if (code == '"') {
    const uint32_t *codes = ml_parse_string(p, &n);
    return text(p, from, codes, n);
  }
  if (ml_parse_is_upper(code))
    return type(p, from);
  if (ml_parse_is_lower(code)) {
    const char *name = ml_parse_new_name(p, "a pattern", NULL);
    ml_node *node = new_node(p, ML_NODE_NAME, from);
    node->name = name;
    return node;
  }
  if (code == '.')
    return dots(p, from);
  if (ml_parse_accept(p, '['))
    return class(p, from);
  if (ml_parse_accept(p, '('))
    return group(p, from);
  refuse(p, code);
}

/* ---- elements ---- */

/* Whether `node`, the atom that starts at `from`, is several characters without quotes: then a count is ambiguous. */
static bool is_bare_word(const ml_parse *p, const ml_node *node, size_t from) {
  const ml_line *line = &p->file->lines[p->line - 1];
  return node->kind == ML_NODE_TEXT && node->place.length > 1 && ml_parse_is_text(line->codes[from]);
}

static _Noreturn void refuse_count_of_word(ml_parse *p, const ml_node *node) {
  const ml_line *line = &p->file->lines[p->line - 1];
  const uint32_t *word = line->codes + node->place.column - 1;
  size_t n = node->place.length;
  ml_arena *arena = p->syntax->arena;
  int sign = (int)ml_parse_peek(p);
  const char *whole = ml_utf8_encode(arena, word, n).at, *head = ml_utf8_encode(arena, word, n - 1).at,
             *last = ml_utf8_encode(arena, word + n - 1, 1).at;
  const char *hint =
      ml_arena_format(arena, "write (%s)%c for the word, %s %s%c for the character", whole, sign, head, last, sign);
  ml_parse_fail(p, ml_parse_next_place(p, 1), hint, "`%c` after %s could mean the word or its last character", sign,
                whole);
}

static ml_node *counted(ml_parse *p, size_t from) {
  ml_node *node = atom(p);
  uint32_t code = ml_parse_peek(p);
  if (code != '?' && code != '*' && code != '+' && code != '{')
    return node;
  if (is_bare_word(p, node, from))
    refuse_count_of_word(p, node);
  p->at++;
  uint32_t min = code == '+' ? 1 : 0, max = code == '?' ? 1 : ML_NO_LIMIT;
  if (code == '{')
    bounds(p, p->at - 1, ML_MAX_COUNT, "a count", &min, &max);
  ml_node *repeat = parent_of(p, ML_NODE_REPEAT, from, node);
  repeat->min = min;
  repeat->max = max;
  return repeat;
}

/* Fails when a colon stands behind something that cannot be the name of a capture. */
static void refuse_bad_capture_name(ml_parse *p, const ml_node *node) {
  if (ml_parse_peek(p) != ':')
    return;
  const ml_line *line = &p->file->lines[p->line - 1];
  const char *name = ml_utf8_encode(p->syntax->arena, line->codes + node->place.column - 1, node->place.length).at;
  const char *hint = NULL;
  if (node->kind == ML_NODE_TEXT)
    hint = ml_arena_format(p->syntax->arena, "%s is read as text here, and text cannot be followed by `:`", name);
  else if (node->kind == ML_NODE_TYPE)
    hint = ml_arena_format(p->syntax->arena, "%s is read as a mention type here; write name:%s", name, name);
  ml_parse_fail(p, node->place, hint, "a capture name is written in a-z, 0-9 and _");
}

static ml_node *capture_or_counted(ml_parse *p) {
  uint32_t code = ml_parse_peek(p);
  size_t from = p->at;
  if (ml_parse_is_lower(code)) {
    const char *name = ml_parse_new_name(p, "a capture or a pattern", NULL);
    if (ml_parse_accept(p, ':')) {
      ml_parse_peek(p);
      ml_node *child = counted(p, p->at);
      refuse_bad_capture_name(p, child);
      ml_node *capture = parent_of(p, ML_NODE_CAPTURE, from, child);
      capture->name = name;
      return capture;
    }
    p->at = from;
  }
  ml_node *node = counted(p, from);
  refuse_bad_capture_name(p, node);
  return node;
}

static ml_node *look(ml_parse *p, size_t from) {
  bool negated = ml_parse_accept(p, '!');
  bool behind = ml_parse_accept(p, '<');
  if (!behind)
    ml_parse_expect(p, '>', "or `<` behind !, which says that something does not stand there");
  ml_node *node = parent_of(p, ML_NODE_LOOK, from, atom(p));
  node->negated = negated;
  node->behind = behind;
  return node;
}

static ml_node *anchor(ml_parse *p, size_t from) {
  static const char *const places[] = {"clause", "para", "heading", "caption"};
  static const ml_anchor anchors[] = {ML_AT_CLAUSE, ML_AT_PARAGRAPH, ML_AT_HEADING, ML_AT_CAPTION};
  bool at_end = ml_parse_ahead(p, 0) == '$';
  ml_anchor where = ML_AT_SENTENCE;
  p->at++;
  if (ml_parse_is_word(ml_parse_ahead(p, 0))) {
    ml_place place;
    const char *word = ml_parse_name(p, "a place", &place);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
      if (strcmp(word, places[i]) == 0)
        where = anchors[i];
    if (where == ML_AT_SENTENCE)
      ml_parse_fail(p, place, "clause, para, heading and caption are; a name that follows is set off by a space",
                    "%s is no place that has a begin and an end", word);
  }
  ml_node *node = new_node(p, ML_NODE_ANCHOR, from);
  node->anchor = where;
  node->at_end = at_end;
  return node;
}

static ml_node *element(ml_parse *p) {
  uint32_t code = ml_parse_peek(p);
  size_t from = p->at;
  int points = 0;
  if (code == '!' || code == '<' || code == '>')
    return look(p, from);
  if (code == '^' || code == '$')
    return anchor(p, from);
  if (ml_parse_points(p, &points)) {
    ml_node *node = new_node(p, ML_NODE_POINTS, from);
    node->points = points;
    return node;
  }
  return capture_or_counted(p);
}

/* Whether a branch ends here. The words that end the pattern of a seek are reserved, so no pattern bears their name. */
static bool at_end_of_branch(ml_parse *p) {
  static const char *const words[] = {"before", "after", "in", "where"};
  uint32_t code = ml_parse_peek(p);
  if (code == ML_END_OF_LINE || code == '|' || (code == ')' && p->depth > 0))
    return true;
  size_t from = p->at;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (ml_parse_accept_word(p, words[i])) {
      p->at = from;
      return true;
    }
  return false;
}

static ml_node *branch(ml_parse *p) {
  nodes elements = {0};
  size_t from = ml_parse_next_place(p, 1).column - 1;
  while (!at_end_of_branch(p))
    ml_vec_push(p->syntax->arena, &elements, element(p));
  if (elements.n == 0) {
    uint32_t code = ml_parse_peek(p);
    if (code == '|' || code == ')')
      ml_parse_fail(p, ml_parse_next_place(p, 1), "a piece that may be missing is written (...)?",
                    "an alternative is empty");
    ml_parse_expected(p, "a pattern");
  }
  return gathered(p, ML_NODE_SEQUENCE, from, elements);
}

static ml_node *choice(ml_parse *p) {
  nodes branches = {0};
  size_t from = ml_parse_next_place(p, 1).column - 1;
  do
    ml_vec_push(p->syntax->arena, &branches, branch(p));
  while (ml_parse_accept(p, '|'));
  return gathered(p, ML_NODE_CHOICE, from, branches);
}

ml_node *ml_parse_pattern(ml_parse *p) {
  return choice(p);
}
