/* The syntax tree of rule files: what parse.c makes and compile.c reads. Everything lives in the rule set's arena. */
#ifndef ML_RULES_SYNTAX_H
#define ML_RULES_SYNTAX_H

#include "base/map.h"
#include "base/report.h"
#include "base/str.h"
#include "base/vec.h"
#include "rules/files.h"
#include "rules/schema.h"

/* A rule file, decoded into lines of code points so that columns count characters. */
typedef struct ml_line {
  const uint32_t *codes;
  size_t n;
} ml_line;

typedef struct ml_package ml_package;

typedef struct ml_file {
  const char *path;
  const ml_package *package; /* that it belongs to */
  ml_line *lines;
  size_t n_lines;
} ml_file;

/* A place in a file; line and column count from 1, column and length in characters. */
typedef struct ml_place {
  const ml_file *file;
  size_t line, column, length;
} ml_place;

/* ---- expressions ---- */
typedef enum ml_expr_kind {
  ML_EXPR_NUMBER,
  ML_EXPR_TEXT,
  ML_EXPR_NAME, /* name, or name.attribute */
  ML_EXPR_CALL,
  ML_EXPR_ADD,
  ML_EXPR_SUBTRACT,
  ML_EXPR_MULTIPLY,
  ML_EXPR_DIVIDE,
  ML_EXPR_ELSE, /* the left side, or the right side where the left is unset */
  ML_EXPR_EQUAL,
  ML_EXPR_UNEQUAL,
  ML_EXPR_LESS,
  ML_EXPR_LESS_EQUAL,
  ML_EXPR_GREATER,
  ML_EXPR_GREATER_EQUAL,
  ML_EXPR_IN,    /* text in a word list */
  ML_EXPR_NAMES, /* text among the names that lexicons have for a type */
  ML_EXPR_ENTRY, /* table[key] */
  ML_EXPR_AND,
  ML_EXPR_OR,
  ML_EXPR_NOT
} ml_expr_kind;

/* A name that is always known. */
typedef enum ml_reserved { ML_NOT_RESERVED, ML_RESERVED_DOCUMENT, ML_RESERVED_SAME } ml_reserved;

typedef struct ml_expr ml_expr;
struct ml_expr {
  ml_expr_kind kind;
  ml_place place;
  double number;
  const char
      *text; /* TEXT (folded for comparing); NAME, CALL: the name; IN: the list; NAMES: the type; ENTRY: the table */
  const char *written;   /* TEXT: as the rule says it */
  const char *attribute; /* NAME: behind the dot, or NULL */
  ml_expr **operands;    /* EQUAL: two, once compiled perhaps more, of which one must be the first */
  size_t n_operands;
  /* set by compile_expr.c: */
  uint32_t symbol;           /* IN: the list; NAMES: the type; ENTRY: the table; NAME: the capture, or ML_NO_INDEX */
  uint32_t function;         /* CALL: index of the function */
  ml_reserved reserved;      /* NAME */
  uint32_t attribute_number; /* NAME: of what stands behind the dot, or of the name itself when nothing does */
};

/* ---- patterns ---- */
typedef enum ml_anchor { ML_AT_SENTENCE, ML_AT_CLAUSE, ML_AT_PARAGRAPH, ML_AT_HEADING, ML_AT_CAPTION } ml_anchor;

typedef enum ml_node_kind {
  ML_NODE_SEQUENCE,
  ML_NODE_CHOICE,
  ML_NODE_TEXT,    /* folded code points */
  ML_NODE_CLASS,   /* characters in brackets, ascending */
  ML_NODE_ANY,     /* one character */
  ML_NODE_GAP,     /* min..max characters, inside the clause unless `sentence` */
  ML_NODE_NAME,    /* a let, a word list or a built-in class */
  ML_NODE_TYPE,    /* a mention of a type, with an optional condition */
  ML_NODE_CAPTURE, /* name: child */
  ML_NODE_REPEAT,  /* min..max times child */
  ML_NODE_LOOK,    /* look-around at child */
  ML_NODE_ANCHOR,
  ML_NODE_POINTS /* weight */
} ml_node_kind;

#define ML_NO_LIMIT UINT32_MAX

typedef struct ml_node ml_node;
struct ml_node {
  ml_node_kind kind;
  uint32_t id; /* nodes are numbered as they are read */
  ml_place place;
  ml_node **children;
  size_t n_children;
  const uint32_t *codes; /* TEXT, CLASS */
  size_t n_codes;
  const char *name; /* NAME, TYPE, CAPTURE */
  ml_expr *condition;
  uint32_t min, max;
  bool negated;  /* CLASS, LOOK */
  bool behind;   /* LOOK: to the left */
  bool at_end;   /* ANCHOR: $ */
  bool sentence; /* GAP: may leave the clause */
  ml_anchor anchor;
  int points; /* hundredths */
};

/* ---- declarations ---- */

/* What a declaration does to the one that another package gives the same name (change.c). */
typedef enum ml_change {
  ML_DECLARES, /* nothing: there is none yet */
  ML_MORE,     /* adds to it */
  ML_REPLACE,  /* stands in its place */
  ML_OFF       /* takes it away; it has nothing but a name itself */
} ml_change;

typedef struct ml_named_expr {
  const char *name;
  ml_place place;
  ml_expr *value;
} ml_named_expr;

typedef ML_VEC(ml_named_expr) ml_arguments;

/* Points as `~2` or `~(expression)`. */
typedef struct ml_worth {
  int points;    /* hundredths */
  ml_expr *expr; /* what is worth more or less than these, or NULL */
} ml_worth;

typedef struct ml_example {
  ml_place place; /* of the text */
  bool must;      /* else never */
  bool wish;      /* hoped for: it need not hold yet */
  ml_str text;    /* the rest of the line */
} ml_example;

typedef enum ml_scope_kind {
  ML_SCOPE_CLAUSE,
  ML_SCOPE_SENTENCE,
  ML_SCOPE_PREVIOUS,
  ML_SCOPE_PARAGRAPH,
  ML_SCOPE_HEADING,
  ML_SCOPE_TITLE,
  ML_SCOPE_DOCUMENT,
  ML_SCOPE_CLAIMED
} ml_scope_kind;

typedef struct ml_scope {
  ml_scope_kind kind;
  bool first;        /* topmost instead of nearest */
  bool only;         /* nothing where it holds two things that are wanted */
  uint32_t distance; /* PREVIOUS: how many sentences back */
} ml_scope;

typedef enum ml_side { ML_SIDE_ANY, ML_SIDE_BEFORE, ML_SIDE_AFTER } ml_side;

typedef struct ml_seek_decl {
  const char *name;
  ml_place place;
  ml_node *pattern;
  ml_side side;
  ML_VEC(ml_scope) scopes;
  ml_expr *where;
  bool optional; /* `seek same?`: the mention stands for itself where nothing is found */
} ml_seek_decl;

typedef ML_VEC(ml_seek_decl *) ml_seek_decls;

/* How the rounds of two repeated groups go together in one claim. */
typedef enum ml_pairing {
  ML_UNPAIRED,
  ML_PAIRWISE, /* first with first, second with second */
  ML_EACH      /* every one with every one */
} ml_pairing;

typedef struct ml_claim_decl {
  const char *relation;
  ml_place place; /* of the relation's name */
  ml_arguments arguments;
  ml_worth worth;
  ml_pairing pairing;
} ml_claim_decl;

typedef struct ml_rule_decl {
  const char *name;
  ml_place place; /* of the name */
  ml_change change;
  ML_VEC(ml_node *) matches; /* one rule may be written as several patterns */
  ML_VEC(ml_expr *) where;
  ml_seek_decls seeks;
  ML_VEC(ml_named_expr) carry; /* value NULL: the capture itself */
  int sure;                    /* hundredths; < 0: not said */
  const char *make_type, *make_from;
  ml_place make_place, make_from_place; /* of the two names */
  ml_arguments make_arguments;
  ml_worth make_worth;
  const char *boost;
  ml_place boost_place;
  ml_worth boost_worth;
  ML_VEC(ml_claim_decl) claims;
  ML_VEC(ml_example) examples;
} ml_rule_decl;

struct ml_word {
  ml_str word;       /* as written */
  const char *label; /* or NULL */
  ml_place place;    /* of the word */
};

typedef struct ml_words_decl {
  const char *name;
  ml_place place;
  ml_change change;
  struct ml_word *words;
  size_t n_words;
} ml_words_decl;

typedef struct ml_lexicon_decl {
  const char *path; /* below the package folder */
  ml_place place;
  ml_change change;
  const char *type; /* or NULL: the file's type column says */
  ml_place type_place;
  int points;
  const char *file; /* path with the folder: set by package.c; ml_package_text is what it holds */
} ml_lexicon_decl;

typedef struct ml_weights_decl {
  const char *path; /* below the package folder */
  ml_place place;
  ml_change change;
  const char *file; /* path with the folder: set by package.c; ml_package_text is what it holds */
} ml_weights_decl;

/* A table of points for texts. */
typedef struct ml_table_decl {
  const char *name, *path; /* below the package folder */
  ml_place place, path_place;
  ml_change change;
  const char *file; /* path with the folder, for messages: set by package.c, as is text */
  ml_str text;      /* the file's bytes; at == NULL: it could not be read, which is reported already */
} ml_table_decl;

typedef struct ml_let_decl {
  const char *name;
  ml_place place;
  ml_change change;
  ml_node *pattern;
  bool open;                                       /* being inlined: found again, it would contain itself */
  enum { ML_UNKNOWN_YET, ML_YES, ML_NO } captures; /* whether it captures something */
} ml_let_decl;

typedef struct ml_item_decl { /* one alternative of a domain */
  ml_place place;
  const char *word;
  enum { ML_ITEM_NAME, ML_ITEM_TYPE, ML_ITEM_STRING } form;
} ml_item_decl;

typedef struct ml_field_decl { /* an attribute of a type or a role of a relation */
  const char *name;
  ml_place place;
  bool optional;
  ML_VEC(ml_item_decl) domain;
  ml_expr *preset;
  const char *rdf;
  ml_place rdf_place;
} ml_field_decl;

typedef struct ml_mention_decl {
  ml_kind kind;
  const char *name;
  ml_place place; /* of the name */
  ml_change change;
  const char *parent;
  ml_place parent_place;
  int memory;
  bool silent;
  const char *rdf, *colour;
  ml_place rdf_place, colour_place;
  ML_VEC(ml_field_decl) attributes;
} ml_mention_decl;

typedef struct ml_relation_decl {
  const char *name;
  ml_place place;
  ml_change change;
  ML_VEC(ml_field_decl) roles;
  ML_VEC(ml_item_decl) key;
  ml_seek_decls seeks;
  ml_arguments refines; /* roles, and what they become */
  const char *rdf;
  ml_place rdf_place;
  ml_item_decl edge[3]; /* source, target, label; word NULL when not declared */
} ml_relation_decl;

typedef struct ml_follow_decl {
  ml_place place;
  const char *left, *right;
  ml_place left_place, right_place;
  ml_node *between; /* or NULL */
  int points;
} ml_follow_decl;

typedef struct ml_mark_decl {
  ml_place place;
  const char *relation; /* NULL: every relation that has the role with this label */
  const char *role, *label;
  ml_place relation_place, role_place, label_place;
  ml_node *pattern;
  ml_side reach; /* AFTER: the marker stands before what it marks */
  bool clause;   /* within the clause, else within the sentence */
} ml_mark_decl;

typedef ML_VEC(ml_mark_decl *) ml_mark_decls;

/* A folder of rules (package.c). */
struct ml_package {
  const char *name, *version, *language, *licence; /* NULL: not declared */
  ml_place place;                                  /* of the name */
  ML_VEC(ml_item_decl) offers;                     /* relations that it promises to declare */
  const char *folder;                              /* NULL: a lone text */
  const ml_reply *where;                           /* which folder that is, whatever its path; NULL: a lone text */
  const ml_package *user; /* the package whose `use` has it read; NULL: it was asked for itself */
  bool open;              /* being read */
};

/* Everything the files of the packages declare. */
typedef struct ml_syntax {
  ml_arena *arena;
  const ml_reporter *reporter;
  size_t errors;
  uint32_t n_nodes;              /* of patterns */
  ml_files files;                /* what was read */
  ML_VEC(ml_package *) packages; /* in the order in which their reading began */
  ml_package *package;           /* the one being read */
  const char *const *search;     /* folders of packages that `use` may mean by their names */
  size_t n_search;
  ML_VEC(char) contents; /* what all files that were read are called and hold, for the hash */
  ml_map told; /* errors with their places: what stands once in a file but is compiled often is reported once */
  ML_VEC(ml_prefix) prefixes;
  ML_VEC(ml_mention_decl *) mentions;
  ML_VEC(ml_words_decl *) words;
  ML_VEC(ml_lexicon_decl *) lexicons;
  ML_VEC(ml_weights_decl *) weights;
  ML_VEC(ml_table_decl *) tables;
  ML_VEC(ml_let_decl *) lets;
  ML_VEC(ml_relation_decl *) relations;
  ML_VEC(ml_rule_decl *) rules;
  ML_VEC(ml_follow_decl *) follows;
  ml_mark_decls marks;
} ml_syntax;

/* Reports an error at a place, with the line and a caret; `hint` may be NULL. Counts it. The same message at the same
 * place is reported and counted once. */
void ml_syntax_error(ml_syntax *syntax, ml_place place, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Reports that `what` ("rules") has two of one name: at `place`, with the place of the first as a hint. */
void ml_syntax_twice(ml_syntax *syntax, ml_place place, ml_place first, const char *what, const char *name);

/* The same as a warning or a note, which do not count. */
void ml_syntax_warning(ml_syntax *syntax, ml_place place, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

void ml_syntax_note(ml_syntax *syntax, ml_place place, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Whether a place is in a package that was asked for, and not read because another one uses it. */
bool ml_syntax_is_asked(ml_place place);

/* The first declaration of a relation; NULL: there is none. */
const ml_relation_decl *ml_syntax_relation(const ml_syntax *syntax, const char *name);

/* The argument that sets `name`, or NULL. */
const ml_named_expr *ml_argument_of(const ml_arguments *arguments, const char *name);

/* Parses one file and adds its declarations to `syntax`. A line that cannot be understood is reported, and the parser
 * goes on at the next line that starts in column 1. `text` is UTF-8 and is copied. */
void ml_parse_file(ml_syntax *syntax, const char *path, ml_str text);

/* Parses a pattern that stands alone; NULL after reporting, at places in a file that is called `path`. */
ml_node *ml_parse_lone_pattern(ml_syntax *syntax, const char *path, ml_str text);

/* Makes the schema out of the mention and relation declarations; its memory is the syntax tree's. Every error is
 * reported at its place and counted in `syntax`; what can be understood stands in *out nevertheless. The schema's hash
 * is left as it is: ml_package_read sets it. */
void ml_schema_build(ml_syntax *syntax, ml_schema *out);

#endif
