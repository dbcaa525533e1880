/* The compiled rule set: everything extraction needs, immutable once compiled. */
#ifndef ML_RULES_RULE_SET_H
#define ML_RULES_RULE_SET_H

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "rules/dictionary.h"
#include "rules/program.h"
#include "rules/roster.h"
#include "rules/rules.h"
#include "rules/saved.h"
#include "rules/syntax.h"
#include "rules/weights.h"

enum {
  ML_MAX_CAPTURES = 32,       /* names a rule captures */
  ML_MAX_INSTRUCTIONS = 4096, /* of one program with its look-arounds */
  ML_MAX_OPEN_LETS = 32,      /* named patterns inside each other */
  ML_MAX_REPEAT = 32,         /* what * and + go up to */
  ML_MAX_SPAN = 64,           /* characters of a mention that a rule makes */
  ML_MAX_EACH = 1000          /* claims of every round of one group with every one of another */
};

/* What must be in a sentence so that a rule can match there: a mention of one of the types or a word of one of the
 * lists. */
typedef struct ml_trigger {
  uint64_t types; /* bit set */
  uint32_t *lists;
  size_t n_lists;
} ml_trigger;

typedef struct ml_capture {
  const char *name;
  uint32_t group; /* innermost repeated group around it, or ML_NO_INDEX */
} ml_capture;

typedef struct ml_group {
  uint32_t parent; /* group around it, or ML_NO_INDEX */
} ml_group;

typedef struct ml_seek {
  const char *name; /* role, or "same" */
  ml_program program;
  uint32_t capture; /* the capture that holds what is sought, or ML_NO_INDEX: the first mention matched */
  ml_side side;
  const ml_scope *scopes;
  size_t n_scopes;
  const ml_expr *where;
  bool optional;  /* of what a mention stands for: it stands for itself where nothing is found */
  uint32_t index; /* unique in the rule set */
} ml_seek;

/* How a claim fills one role. */
typedef struct ml_fill {
  uint32_t capture;    /* or ML_NO_INDEX */
  const ml_expr *expr; /* instead of a capture, or NULL */
} ml_fill;

/* Points for texts, by their folded form. */
typedef struct ml_point_table {
  ml_map rows; /* -> index */
  ML_VEC(double) points;
} ml_point_table;

typedef struct ml_claim_plan {
  uint32_t relation;
  ml_fill *fills; /* one for each role */
  uint32_t group; /* one claim for each round of this group; ML_NO_INDEX: one for the match */
  uint32_t pair;  /* of two groups: the other one, or ML_NO_INDEX */
  ml_pairing pairing;
  ml_worth worth;
} ml_claim_plan;

/* A capture that is handed on to the next round that has none. */
typedef struct ml_carry {
  uint32_t capture;
  const ml_expr *value; /* what a round without the capture has instead, when it is set; or NULL */
} ml_carry;

/* One pattern of a rule. A rule of several patterns becomes several of these. */
typedef struct ml_rule {
  const ml_rule_decl *decl;
  const char *name;
  uint32_t order; /* among all rules of the package; the last tie-break */
  ml_program program;
  ml_trigger trigger;   /* what the pattern itself cannot do without, likely the rarest */
  ml_trigger *triggers; /* all that it cannot do without, with what look-arounds must find; likely the rarest first */
  size_t n_triggers;
  ml_capture *captures;
  uint32_t n_captures;
  ml_group *groups;
  uint32_t n_groups;
  ml_expr **where;
  size_t n_where;
  ml_seek *seeks;
  size_t n_seeks;
  ml_carry *carry;
  size_t n_carry;
  int confidence; /* hundredths */
  /* make */
  uint32_t makes;      /* type, or ML_NO_INDEX */
  uint32_t make_from;  /* capture, or ML_NO_INDEX: the whole match */
  uint32_t same_as;    /* capture whose mention the made one stands for, or ML_NO_INDEX */
  ml_fill *attributes; /* one for each attribute of the type */
  ml_worth worth;      /* of make or boost */
  uint64_t needs;      /* types the pattern reads */
  /* boost */
  uint32_t boosts;  /* capture, or ML_NO_INDEX */
  uint32_t booster; /* which of the boosters it is */
  /* claim */
  ml_claim_plan *claims;
  size_t n_claims;
} ml_rule;

typedef struct ml_layer {
  ml_roster makers;
  bool repeats; /* its type needs itself: run up to three rounds */
} ml_layer;

typedef struct ml_follow {
  uint32_t left, right; /* types */
  ml_program between;   /* what may stand between; without instructions: nothing */
  int points;
} ml_follow;

/* Points that depend on two mentions of a path, hundredths. */
typedef struct ml_transitions {
  int *straight; /* [left * types + right]: for a mention straight behind another */
  int *joined;   /* for each follow: for two with its pattern between them */
} ml_transitions;

typedef struct ml_mark {
  uint32_t relation, role;
  const char *label;
  ml_program program;
  ml_side reach;
  bool clause;
} ml_mark;

/* What a role becomes once all are filled. */
typedef struct ml_refinement {
  uint32_t role;
  const ml_expr *value;
} ml_refinement;

/* A pattern that is no rule yet. */
typedef struct ml_probe {
  ml_program program;
  ml_capture *captures;
  uint32_t n_captures;
} ml_probe;

struct ml_rules {
  ml_arena arena; /* owns everything but: */
  ml_saved saved; /* where `words` are, when they were not compiled */
  ml_schema schema;
  ml_syntax syntax; /* the examples of ml_rules_check stand here */
  ml_dictionary words;
  ml_dictionary probe_words; /* literals that only the probe has */
  size_t n_lists;            /* word lists and literals */
  uint64_t
      kept_types; /* bit set: what claims, seeks and marks read; other parts are not kept once mentions are chosen */
  uint64_t grain_types;                /* bit set: parts whose words of one character stay grains (extract/lattice.h) */
  uint64_t *accepts;                   /* for each type: bit set of the types that are it (itself and its subtypes) */
  uint64_t chosen_types, silent_types; /* bit sets: all but parts; ordinary words */
  uint32_t num_type, latin_type;       /* the built-in parts Num and Latin */
  ML_VEC(ml_set) sets;
  ml_classes classes;
  ML_VEC(ml_edge_test) edge_tests;
  ML_VEC(ml_look) looks;
  ML_VEC(ml_rule) rules;
  ml_layer *layers;
  size_t n_layers;
  uint32_t *boosters;
  size_t n_boosters;
  ml_roster boosting, claiming;
  ml_calls calls;
  ml_follow *follows;
  size_t n_follows;
  ml_weights weights;
  ml_point_table *tables;     /* one for each declaration of the syntax */
  uint64_t *rule_hashes;      /* of their names, which features have */
  ml_transitions transitions; /* what the follows and the weights say */
  ml_mark *marks;
  size_t n_marks;
  ml_seek **relation_seeks; /* for each relation */
  size_t *n_relation_seeks;
  ml_refinement **refinements; /* for each relation */
  size_t *n_refinements;
  uint32_t n_seeks; /* all, for caches */
  ml_probe *probe;  /* NULL: none was loaded with the rules */
};

/* The points of the follows and, unless it is NULL, of the weights. */
ml_transitions ml_transitions_of(ml_arena *arena, const ml_rules *rules, const ml_weights *weights);

/* The feature that says that a mention comes behind one of type `left`. */
ml_feature ml_transition_feature(const ml_rules *rules, ml_feature_group group, uint32_t left);

#endif
