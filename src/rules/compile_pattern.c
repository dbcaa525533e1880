/* Patterns -> programs. */
#include <string.h>

#include "rules/compile.h"

static void compile(ml_pattern *pattern, const ml_node *node);

/* Where the next instruction will be. */
static uint32_t here(const ml_pattern *pattern) {
  return (uint32_t)(pattern->compiler->code.n - pattern->first);
}

static ml_instruction *instruction(const ml_pattern *pattern, uint32_t at) {
  return &pattern->compiler->code.v[pattern->first + at];
}

static uint32_t emit(ml_pattern *pattern, ml_opcode op, uint32_t a, uint32_t b) {
  ml_compiler *compiler = pattern->compiler;
  ml_vec_push(compiler->words.arena, &compiler->code, (ml_instruction){op, a, b, 0});
  ml_vec_push(compiler->words.arena, &compiler->places, pattern->element);
  compiler->emitted++;
  return here(pattern) - 1;
}

static bool is_too_long(const ml_pattern *pattern) {
  return pattern->compiler->emitted > ML_MAX_INSTRUCTIONS;
}

/* ---- the parts of a pattern ---- */

static void compile_choice(ml_pattern *pattern, const ml_node *node) {
  ML_VEC(uint32_t) ends = {0};
  ml_arena *arena = pattern->compiler->arena;
  for (size_t i = 0; i < node->n_children; i++) {
    bool last = i + 1 == node->n_children;
    uint32_t split = last ? 0 : emit(pattern, ML_OP_SPLIT, here(pattern) + 1, 0);
    compile(pattern, node->children[i]);
    if (last)
      break;
    ml_vec_push(arena, &ends, emit(pattern, ML_OP_JUMP, 0, 0));
    instruction(pattern, split)->b = here(pattern);
  }
  for (size_t i = 0; i < ends.n; i++)
    instruction(pattern, ends.v[i])->a = here(pattern);
}

static bool same_set(const ml_set *a, const ml_set *b) {
  return a->n_codes == b->n_codes && a->scripts == b->scripts && a->negated == b->negated &&
         (a->n_codes == 0 || memcmp(a->codes, b->codes, a->n_codes * sizeof *a->codes) == 0);
}

static uint32_t index_of_set(ml_compiler *compiler, const ml_set *set) {
  ml_rules *rules = compiler->rules;
  uint32_t index = 0;
  while (index < rules->sets.n && !same_set(&rules->sets.v[index], set))
    index++;
  if (index == rules->sets.n)
    ml_vec_push(compiler->arena, &rules->sets, *set);
  return index;
}

/* The bit set of the scripts that a built-in class stands for, or 0. */
static unsigned scripts_named(const char *name) {
  ml_str text = ml_str_of(name);
  return ml_str_is(text, "han")     ? ML_SCRIPT_HAN
         : ml_str_is(text, "latin") ? ML_SCRIPT_LATIN
         : ml_str_is(text, "digit") ? ML_SCRIPT_DIGIT
         : ml_str_is(text, "alnum") ? ML_SCRIPT_LATIN | ML_SCRIPT_DIGIT
         : ml_str_is(text, "punct") ? ML_SCRIPT_PUNCT
                                    : 0;
}

/* Stands in for what could not be understood: everything costs an instruction, so that the limit of instructions bounds
 * the work whatever is wrong. */
static void emit_stopgap(ml_pattern *pattern) {
  emit(pattern, ML_OP_ANY, 0, 0);
}

static void compile_let(ml_pattern *pattern, const ml_node *node, ml_let_decl *let) {
  ml_compiler *compiler = pattern->compiler;
  if (ml_compiler_open_let(compiler, let)) {
    compile(pattern, let->pattern);
    ml_compiler_close_let(compiler, let);
    return;
  }
  if (let->open)
    ml_syntax_error(compiler->syntax, node->place, NULL, "the pattern %s contains itself", let->name);
  else
    ml_syntax_error(compiler->syntax, node->place, NULL, "there are more than %d patterns around the pattern %s",
                    ML_MAX_OPEN_LETS, let->name);
  emit_stopgap(pattern);
}

static void compile_name(ml_pattern *pattern, const ml_node *node) {
  ml_compiler *compiler = pattern->compiler;
  ml_let_decl *let = ml_compiler_let(compiler, node->name);
  if (let != NULL) {
    compile_let(pattern, node, let);
    return;
  }
  uint32_t list = ml_compiler_list(compiler, node->name);
  unsigned scripts = scripts_named(node->name);
  if (list != ML_NO_INDEX) {
    emit(pattern, ML_OP_WORDS, list, 0);
  } else if (scripts != 0) {
    emit(pattern, ML_OP_SET, index_of_set(compiler, &(ml_set){.scripts = scripts}), 0);
  } else {
    ml_unknown(compiler, node->place, "pattern, word list or class", node->name,
               ML_KNOWN_TYPES | ML_KNOWN_LISTS | ML_KNOWN_LETS | ML_KNOWN_TEXT, NULL);
    emit_stopgap(pattern);
  }
}

static bool same_text(const char *a, const char *b) {
  return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Whether two conditions on mentions of one type say the same. */
static bool same_expr(const ml_expr *a, const ml_expr *b) {
  if (a == b || a == NULL || b == NULL)
    return a == b;
  bool same = a->kind == b->kind && a->number == b->number && same_text(a->text, b->text) &&
              same_text(a->written, b->written) && same_text(a->attribute, b->attribute) &&
              a->n_operands == b->n_operands;
  for (size_t i = 0; same && i < a->n_operands; i++)
    same = same_expr(a->operands[i], b->operands[i]);
  return same;
}

static uint32_t index_of_test(ml_compiler *compiler, uint64_t types, const ml_expr *condition) {
  ml_rules *rules = compiler->rules;
  uint32_t index = 0;
  while (index < rules->edge_tests.n &&
         (rules->edge_tests.v[index].types != types || !same_expr(rules->edge_tests.v[index].condition, condition)))
    index++;
  if (index == rules->edge_tests.n)
    ml_vec_push(compiler->arena, &rules->edge_tests, (ml_edge_test){types, condition});
  return index;
}

/* ---- what an instruction is about ---- */

/* The look that runs this program; sets, lists, tests and looks have one number each, so equal code is an equal look.
 */
static uint32_t look_of(ml_compiler *compiler, const ml_program *program, bool behind) {
  ml_rules *rules = compiler->rules;
  uint32_t added = (uint32_t)rules->looks.n;
  ml_str code = {(const char *)program->code, program->n * sizeof *program->code};
  uint32_t index = ml_map_put(compiler->arena, &compiler->looks[behind], code, added);
  if (index == added)
    ml_vec_push(compiler->arena, &rules->looks,
                (ml_look){.program = *program, .behind = behind, .types = ml_types_read(rules, program)});
  return index;
}

static uint32_t index_of_look(ml_compiler *compiler, const ml_node *node) {
  ml_pattern inner = {.compiler = compiler, .group = ML_NO_INDEX, .looking = true, .place = node->place};
  ml_program program;
  ml_compile_pattern(&inner, node->children[0], &program);
  return look_of(compiler, &program, node->behind);
}

/* The number of the set, list, test or look of a node; ML_NO_INDEX for a type that nobody declares. */
static uint32_t index_of(ml_compiler *compiler, const ml_node *node) {
  if (node->kind == ML_NODE_CLASS)
    return index_of_set(compiler, &(ml_set){.codes = node->codes, .n_codes = node->n_codes, .negated = node->negated});
  if (node->kind == ML_NODE_TEXT)
    return ml_compiler_literal(compiler, node->codes, node->n_codes);
  if (node->kind == ML_NODE_LOOK)
    return index_of_look(compiler, node);
  uint64_t types = ml_compiler_types(compiler, node->name);
  if (types == 0)
    return ML_NO_INDEX;
  return index_of_test(compiler, types, ml_resolved(compiler, node->condition, &(ml_names){.self = types}));
}

/* What is repeated, or named by several patterns, is compiled again and again. */
uint32_t ml_compiler_number(ml_compiler *compiler, const ml_node *node) {
  while (compiler->numbers.n <= node->id)
    ml_vec_push(compiler->arena, &compiler->numbers, ML_NO_INDEX);
  if (compiler->numbers.v[node->id] == ML_NO_INDEX) {
    uint32_t number = index_of(compiler, node); /* which may number others */
    compiler->numbers.v[node->id] = number;
  }
  return compiler->numbers.v[node->id];
}

static void compile_type(ml_pattern *pattern, const ml_node *node) {
  uint32_t test = ml_compiler_number(pattern->compiler, node);
  if (test != ML_NO_INDEX) {
    emit(pattern, ML_OP_EDGE, test, 0);
    return;
  }
  ml_unknown(pattern->compiler, node->place, "mention type", node->name, ML_KNOWN_TYPES | ML_KNOWN_TEXT, NULL);
  emit_stopgap(pattern);
}

/* ---- captures ---- */

static void add_content(ml_compiler *compiler, const ml_node *node, ml_content *content) {
  switch (node->kind) {
  case ML_NODE_CHOICE:
    for (size_t i = 0; i < node->n_children; i++)
      add_content(compiler, node->children[i], content);
    return;
  case ML_NODE_SEQUENCE: { /* what looks around or adds points does not change what is held */
    const ml_node *only = NULL;
    for (size_t i = 0; i < node->n_children; i++) {
      const ml_node *child = node->children[i];
      if (child->kind == ML_NODE_LOOK || child->kind == ML_NODE_ANCHOR || child->kind == ML_NODE_POINTS)
        continue;
      if (only != NULL) {
        content->text = true;
        return;
      }
      only = child;
    }
    if (only != NULL)
      add_content(compiler, only, content);
    return;
  }
  case ML_NODE_REPEAT:
    if (node->max == 1)
      add_content(compiler, node->children[0], content);
    else
      content->text = true;
    return;
  case ML_NODE_TYPE:
    content->types |= ml_compiler_types(compiler, node->name);
    return;
  case ML_NODE_NAME: {
    ml_let_decl *let = ml_compiler_let(compiler, node->name);
    uint32_t list = ml_compiler_list(compiler, node->name);
    if (let != NULL && ml_compiler_open_let(compiler, let)) {
      add_content(compiler, let->pattern, content);
      ml_compiler_close_let(compiler, let);
    } else if (let == NULL && list != ML_NO_INDEX) {
      ml_vec_push(compiler->arena, &content->lists, list);
    } else {
      content->text = true;
    }
    return;
  }
  default:
    content->text = true;
  }
}

uint32_t ml_pattern_capture(const ml_pattern *pattern, const char *name) {
  for (uint32_t i = 0; i < pattern->captures.n; i++)
    if (ml_str_is(ml_str_of(pattern->captures.v[i].name), name))
      return i;
  return ML_NO_INDEX;
}

static uint32_t add_capture(ml_pattern *pattern, const ml_node *node) {
  ml_compiler *compiler = pattern->compiler;
  uint32_t slot = ml_pattern_capture(pattern, node->name);
  if (slot == ML_NO_INDEX) {
    if (pattern->captures.n == ML_MAX_CAPTURES)
      ml_syntax_error(compiler->syntax, node->place, NULL, "more captures than a rule may have (%d)", ML_MAX_CAPTURES);
    slot = (uint32_t)pattern->captures.n;
    ml_vec_push(compiler->arena, &pattern->captures, (ml_capture){node->name, pattern->group});
    ml_vec_push(compiler->arena, &pattern->contents, (ml_content){0});
  } else if (pattern->captures.v[slot].group != pattern->group) {
    ml_syntax_error(compiler->syntax, node->place, "give one of them another name",
                    "%s is captured inside and outside of a repeated group", node->name);
  }
  return slot;
}

static void compile_capture(ml_pattern *pattern, const ml_node *node) {
  if (pattern->looking) {
    ml_syntax_error(pattern->compiler->syntax, node->place, "capture outside of `<` and `>`",
                    "what is only looked at cannot be captured");
    return;
  }
  uint32_t slot = add_capture(pattern, node);
  emit(pattern, ML_OP_OPEN, slot, 0);
  compile(pattern, node->children[0]);
  if (!is_too_long(pattern))
    add_content(pattern->compiler, node->children[0], &pattern->contents.v[slot]);
  emit(pattern, ML_OP_CLOSE, slot, 0);
}

static bool has_capture(ml_compiler *compiler, const ml_node *node) {
  if (node->kind == ML_NODE_CAPTURE)
    return true;
  if (node->kind == ML_NODE_NAME) {
    ml_let_decl *let = ml_compiler_let(compiler, node->name);
    if (let == NULL)
      return false;
    if (let->captures == ML_UNKNOWN_YET && ml_compiler_open_let(compiler, let)) {
      let->captures = has_capture(compiler, let->pattern) ? ML_YES : ML_NO;
      ml_compiler_close_let(compiler, let);
    }
    return let->captures == ML_YES;
  }
  for (size_t i = 0; i < node->n_children; i++)
    if (has_capture(compiler, node->children[i]))
      return true;
  return false;
}

/* ---- repetition ---- */

/* Unrolled: the child min times, then up to max - min times that may be left out. Captures under a repetition make it
 * a group, whose rounds can each be a claim. All copies of a round share the group. */
static void compile_repeat(ml_pattern *pattern, const ml_node *node) {
  ml_compiler *compiler = pattern->compiler;
  uint32_t max = node->max == ML_NO_LIMIT ? node->min + ML_MAX_REPEAT : node->max;
  uint32_t outer = pattern->group, own = ML_NO_INDEX;
  ML_VEC(uint32_t) exits = {0};
  if (max > 1 && !pattern->looking && has_capture(compiler, node->children[0])) {
    own = (uint32_t)pattern->groups.n;
    ml_vec_push(compiler->arena, &pattern->groups, (ml_group){outer});
    pattern->group = own;
  }
  for (uint32_t i = 0; i < max && !is_too_long(pattern); i++) {
    if (i >= node->min)
      ml_vec_push(compiler->arena, &exits, emit(pattern, ML_OP_SPLIT, here(pattern) + 1, 0));
    if (own != ML_NO_INDEX)
      emit(pattern, ML_OP_ROUND, own, 0);
    compile(pattern, node->children[0]);
  }
  for (size_t i = 0; i < exits.n; i++)
    instruction(pattern, exits.v[i])->b = here(pattern);
  pattern->group = outer;
}

uint64_t ml_types_read(const ml_rules *rules, const ml_program *program) {
  uint64_t types = 0;
  for (uint32_t i = 0; i < program->n; i++) {
    const ml_instruction *in = &program->code[i];
    if (in->op == ML_OP_EDGE)
      types |= rules->edge_tests.v[in->a].types;
    else if (in->op == ML_OP_AHEAD || in->op == ML_OP_BEHIND)
      types |= rules->looks.v[in->a].types;
  }
  return types;
}

static void compile(ml_pattern *pattern, const ml_node *node) {
  if (is_too_long(pattern)) /* reported once it is done */
    return;
  pattern->element = &node->place;
  switch (node->kind) {
  case ML_NODE_SEQUENCE:
    for (size_t i = 0; i < node->n_children; i++)
      compile(pattern, node->children[i]);
    return;
  case ML_NODE_CHOICE:
    compile_choice(pattern, node);
    return;
  case ML_NODE_TEXT:
    emit(pattern, ML_OP_WORDS, ml_compiler_number(pattern->compiler, node), 0);
    return;
  case ML_NODE_CLASS:
    emit(pattern, ML_OP_SET, ml_compiler_number(pattern->compiler, node), 0);
    return;
  case ML_NODE_ANY:
    emit(pattern, ML_OP_ANY, 0, 0);
    return;
  case ML_NODE_GAP:
    emit(pattern, node->sentence ? ML_OP_SKIP : ML_OP_GAP, node->min, node->max);
    return;
  case ML_NODE_NAME:
    compile_name(pattern, node);
    return;
  case ML_NODE_TYPE:
    compile_type(pattern, node);
    return;
  case ML_NODE_CAPTURE:
    compile_capture(pattern, node);
    return;
  case ML_NODE_REPEAT:
    compile_repeat(pattern, node);
    return;
  case ML_NODE_LOOK:
    emit(pattern, node->behind ? ML_OP_BEHIND : ML_OP_AHEAD, ml_compiler_number(pattern->compiler, node),
         node->negated);
    return;
  case ML_NODE_ANCHOR:
    emit(pattern, ML_OP_AT, (uint32_t)node->anchor, node->at_end);
    return;
  case ML_NODE_POINTS:
    emit(pattern, ML_OP_ADD, (uint32_t)node->points, 0);
    return;
  }
}

/* Whether DONE can be reached without consuming a character; marks what is reachable so. */
static bool matches_nothing(const ml_instruction *code, uint32_t at, bool *seen) {
  while (!seen[at]) {
    seen[at] = true;
    switch (code[at].op) {
    case ML_OP_DONE:
      return true;
    case ML_OP_JUMP:
      at = code[at].a;
      continue;
    case ML_OP_SPLIT:
      if (matches_nothing(code, code[at].b, seen))
        return true;
      at = code[at].a;
      continue;
    case ML_OP_GAP:
    case ML_OP_SKIP:
      if (code[at].a > 0)
        return false;
      at++;
      continue;
    case ML_OP_SET:
    case ML_OP_ANY:
    case ML_OP_WORDS:
    case ML_OP_EDGE:
      return false;
    default:
      at++;
    }
  }
  return false;
}

void ml_pattern_start(ml_pattern *pattern, ml_compiler *compiler, ml_place place) {
  *pattern = (ml_pattern){.compiler = compiler, .group = ML_NO_INDEX, .place = place};
  compiler->emitted = 0;
}

static void mark_joins(ml_instruction *code, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (code[i].op == ML_OP_JUMP)
      code[code[i].a].joined = 1;
    else if (code[i].op == ML_OP_SPLIT) /* its first way is the next instruction */
      code[code[i].b].joined = 1;
  }
}

/* Moves the pattern's instructions out of those that are being compiled. */
static ml_program taken(const ml_pattern *pattern) {
  ml_compiler *compiler = pattern->compiler;
  uint32_t n = here(pattern);
  ml_program program = {.n = n};
  program.code = ml_arena_take(compiler->arena, n * sizeof *program.code);
  program.places = ml_arena_take(compiler->arena, n * sizeof(const ml_place *));
  memcpy(program.code, compiler->code.v + pattern->first, n * sizeof *program.code);
  memcpy(program.places, compiler->places.v + pattern->first, n * sizeof(const ml_place *));
  compiler->code.n = compiler->places.n = pattern->first;
  return program;
}

void ml_compile_pattern(ml_pattern *pattern, const ml_node *node, ml_program *out) {
  const ml_syntax *syntax = pattern->compiler->syntax;
  size_t errors = syntax->errors;
  pattern->first = pattern->compiler->code.n;
  compile(pattern, node);
  if (is_too_long(pattern) && !pattern->looking)
    ml_syntax_error(pattern->compiler->syntax, pattern->place, "use smaller counts, or several rules",
                    "this pattern is too long: it needs more than %d instructions", ML_MAX_INSTRUCTIONS);
  emit(pattern, ML_OP_DONE, 0, 0);
  *out = taken(pattern);
  mark_joins(out->code, out->n);
  bool *seen = ML_NEW_ARRAY(pattern->compiler->arena, bool, out->n);
  if (syntax->errors == errors && !pattern->looking && matches_nothing(out->code, 0, seen))
    ml_syntax_error(pattern->compiler->syntax, pattern->place, "every match must read at least one character",
                    "this pattern matches nothing at all");
}
