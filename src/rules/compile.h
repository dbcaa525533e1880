/* Shared by the files that compile a syntax tree into a rule set. */
#ifndef ML_RULES_COMPILE_H
#define ML_RULES_COMPILE_H

#include "rules/rule_set.h"

/* A word list: declared with `words`, or a literal, which is a list of one word. */
typedef struct ml_list {
  const ml_words_decl *decl; /* NULL: a literal */
  uint32_t index;
} ml_list;

typedef struct ml_compiler {
  ml_rules *rules;
  ml_syntax *syntax;
  ml_arena *arena; /* of the rules */
  ml_draft_dictionary words;
  bool words_known; /* they are saved: lists are numbered, but no word is read */
  ML_VEC(ml_list) lists;
  ml_map lists_by_name;            /* declared lists */
  ml_map literals;                 /* UTF-8 of a folded literal -> list */
  ml_map lets;                     /* name -> index in syntax->lets */
  ml_map looks[2];                 /* ahead, behind: bytes of the code -> look */
  ML_VEC(uint32_t) numbers;        /* for each node: of its set, list, test or look; ML_NO_INDEX: not known yet */
  ML_VEC(ml_instruction) code;     /* of the pattern being compiled, behind that of those around it */
  ML_VEC(const ml_place *) places; /* of these instructions */
  unsigned open_lets;              /* those being walked, one inside the other */
  size_t emitted;                  /* instructions of the pattern being compiled, with its look-arounds */
} ml_compiler;

/* What a capture may hold. */
typedef struct ml_content {
  uint64_t types;
  ML_VEC(uint32_t) lists; /* indices in compiler->lists */
  bool text;
} ml_content;

/* One pattern being compiled. */
typedef struct ml_pattern {
  ml_compiler *compiler;
  size_t first; /* where its instructions begin in compiler->code */
  ML_VEC(ml_capture) captures;
  ML_VEC(ml_content) contents; /* of the captures */
  ML_VEC(ml_group) groups;
  uint32_t group;          /* the one being compiled, or ML_NO_INDEX */
  bool looking;            /* inside a look-around, where nothing is captured */
  ml_place place;          /* of the whole */
  const ml_place *element; /* of the node being compiled */
} ml_pattern;

/* Starts a pattern; `place` is the whole of it. */
void ml_pattern_start(ml_pattern *pattern, ml_compiler *compiler, ml_place place);

/* Compiles a pattern that has been started; its captures and groups stay in `pattern`. Errors are reported and counted.
 */
void ml_compile_pattern(ml_pattern *pattern, const ml_node *node, ml_program *out);

/* The types of mentions that a program reads, with its look-arounds. */
uint64_t ml_types_read(const ml_rules *rules, const ml_program *program);

/* The slot of capture `name`, or ML_NO_INDEX. */
uint32_t ml_pattern_capture(const ml_pattern *pattern, const char *name);

/* Works out what must be in a sentence for `node`, the pattern of the rule, to match there; *found is false when
 * nothing must be. */
void ml_find_triggers(ml_compiler *compiler, const ml_node *node, ml_rule *rule, bool *found);

/* The list that `name` declares, or ML_NO_INDEX. */
uint32_t ml_compiler_list(const ml_compiler *compiler, const char *name);

/* The number of the set, list, test or look that a node of a pattern stands for, worked out once; ML_NO_INDEX for a
 * type that nobody declares. */
uint32_t ml_compiler_number(ml_compiler *compiler, const ml_node *node);

/* The list of one word that stands for a literal; made when it is not there. */
uint32_t ml_compiler_literal(ml_compiler *compiler, const uint32_t *codes, size_t n);

/* The let that `name` declares, or NULL. */
ml_let_decl *ml_compiler_let(const ml_compiler *compiler, const char *name);

/* Whether a walk may go into the pattern of `let`: not when it is in there already, nor when it is in ML_MAX_OPEN_LETS
 * others. A walk that goes in closes it when it comes out. */
bool ml_compiler_open_let(ml_compiler *compiler, ml_let_decl *let);
void ml_compiler_close_let(ml_compiler *compiler, ml_let_decl *let);

/* The types that `name` stands for, subtypes included (`Mention`: every entity and value), or 0. */
uint64_t ml_compiler_types(const ml_compiler *compiler, const char *name);

/* Lexicon files and word lists -> compiler->words, unless these are known. */
void ml_compile_names(ml_compiler *compiler);

/* Files of tables -> rules->tables. */
void ml_compile_tables(ml_compiler *compiler);

/* Where the names of an expression lead. */
typedef struct ml_names {
  const ml_pattern *pattern;   /* its captures; NULL: none */
  const ml_relation *relation; /* its roles, or NULL */
  const ml_type *type;         /* its attributes, or NULL */
  uint64_t self;               /* the types whose attributes stand for themselves, or 0 */
  bool same;                   /* whether there is a mention being looked at */
} ml_names;

/* Resolves the names, functions and lists of an expression, in a copy: a rule may have several patterns, and each
 * numbers its captures in its own way. Reports what leads nowhere. NULL is fine. */
ml_expr *ml_resolved(ml_compiler *compiler, const ml_expr *written, const ml_names *names);

/* One claim of a rule whose pattern and seeks are compiled. */
void ml_compile_claim(ml_compiler *compiler, ml_rule *rule, const ml_pattern *pattern, const ml_claim_decl *decl,
                      ml_claim_plan *plan);

/* Adds a rule to a roster; rules come in order. */
void ml_roster_add(ml_compiler *compiler, ml_roster *roster, uint32_t rule);

/* Triggers of the rules -> rules->calls. */
void ml_order_calls(ml_compiler *compiler);

/* Rules, relation seeks, follows and marks of the syntax -> rule set. */
void ml_compile_rules(ml_compiler *compiler);

/* Puts makers into layers: each after those that make what it needs. A circle is reported with its path. */
void ml_order_layers(ml_compiler *compiler);

/* Kinds of names; those of captures, roles and attributes are in ml_names. */
typedef enum ml_known {
  ML_KNOWN_TYPES = 1,
  ML_KNOWN_RELATIONS = 2,
  ML_KNOWN_LISTS = 4,
  ML_KNOWN_LETS = 8,
  ML_KNOWN_FUNCTIONS = 16,
  ML_KNOWN_TABLES = 32,
  ML_KNOWN_TEXT = 64 /* text, were it quoted */
} ml_known;

/* Reports that no `what` is called `name`. The hint is the nearest name out of the kinds in the bit set `known` and of
 * `names`, which may be NULL; where none is near, that the word may be meant as text if ML_KNOWN_TEXT says so. */
void ml_unknown(ml_compiler *compiler, ml_place place, const char *what, const char *name, unsigned known,
                const ml_names *names);

#endif
