/* Programs: what patterns are compiled to. A program is a list of instructions in which every jump leads forward
 * (repetitions are unrolled), so that a matcher that goes through positions and instructions in ascending order sees
 * every thread before those it leads to: no backtracking, no fixed point, cost = instructions x positions. */
#ifndef ML_RULES_PROGRAM_H
#define ML_RULES_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ML_MAX_REACH = 127 }; /* characters of a gap, a word or a mention that a pattern can pass at once */

/* name, what a and b are */
#define ML_OPCODES(X)                                                        \
  X(SET)    /* a: character set */                                           \
  X(ANY)    /* any one character */                                          \
  X(WORDS)  /* a: word list; a literal is a list of one word */              \
  X(EDGE)   /* a: edge test */                                               \
  X(GAP)    /* a..b characters within the clause */                          \
  X(SKIP)   /* a..b characters within the sentence */                        \
  X(SPLIT)  /* goes on at a and at b; a is what a reader would try first */  \
  X(JUMP)   /* goes on at a */                                               \
  X(OPEN)   /* begins capture a */                                           \
  X(CLOSE)  /* ends capture a */                                             \
  X(ROUND)  /* begins a round of group a */                                  \
  X(AHEAD)  /* a: look at what stands to the right, b: 1 when it must not */ \
  X(BEHIND) /* the same to the left */                                       \
  X(AT)     /* a: ml_anchor, b: 1 for its end */                             \
  X(ADD)    /* a: points (int32_t) */                                        \
  X(DONE)

typedef enum ml_opcode {
#define ML_OPCODE_NAME(name) ML_OP_##name,
  ML_OPCODES(ML_OPCODE_NAME)
#undef ML_OPCODE_NAME
} ml_opcode;

typedef struct ml_instruction {
  ml_opcode op;
  uint32_t a, b;
  uint32_t joined; /* 1: a split or jump leads here, beside what stands before */
} ml_instruction;

typedef struct ml_program {
  ml_instruction *code;
  const struct ml_place **places; /* for each instruction: the element of the pattern that it comes from */
  uint32_t n;
} ml_program;

/* A look-around: a program of its own, asked whether it matches at a place. One for all patterns that look for the
 * same, so that a sentence is asked once. */
typedef struct ml_look {
  ml_program program;
  bool behind;
  uint64_t types; /* bit set of the types of mentions that the answer depends on */
} ml_look;

/* What an EDGE instruction takes: a mention of one of the types whose test holds. */
typedef struct ml_edge_test {
  uint64_t types; /* bit set of type indices */
  const struct ml_expr *condition;
} ml_edge_test;

/* Scripts that have a name. */
enum { ML_SCRIPT_HAN = 1, ML_SCRIPT_LATIN = 2, ML_SCRIPT_DIGIT = 4, ML_SCRIPT_PUNCT = 8 };

/* A set of characters. */
typedef struct ml_set {
  const uint32_t *codes; /* ascending */
  size_t n_codes;
  unsigned scripts;
  bool negated;
  const uint8_t *has; /* for each class of characters: 1 when the set holds it */
} ml_set;

/* Characters that the same sets hold are one class: a set is a table over some hundred classes, whatever it holds. */
typedef struct ml_classes {
  uint16_t *direct;      /* of the code points below ML_CLASSES_DIRECT */
  const uint32_t *codes; /* ascending: code points above, that sets name one by one, */
  uint16_t *of_codes;    /* with their classes */
  size_t n_codes;
  uint16_t han, other; /* of all other code points above */
  uint32_t n;          /* classes */
} ml_classes;

enum { ML_CLASSES_DIRECT = 0x10000 };

#endif
