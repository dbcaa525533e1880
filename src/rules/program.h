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
#define ML_OPCODES(X)                                                       \
  X(SET)    /* a: character set */                                          \
  X(ANY)    /* any one character */                                         \
  X(WORDS)  /* a: word list; a literal is a list of one word */             \
  X(EDGE)   /* a: index of an edge test */                                  \
  X(GAP)    /* a..b characters within the clause */                         \
  X(SKIP)   /* a..b characters within the sentence */                       \
  X(SPLIT)  /* goes on at a and at b; a is what a reader would try first */ \
  X(JUMP)   /* goes on at a */                                              \
  X(OPEN)   /* begins capture a */                                          \
  X(CLOSE)  /* ends capture a */                                            \
  X(ROUND)  /* begins a round of group a */                                 \
  X(AHEAD)  /* a: look; what stands to the right */                         \
  X(BEHIND) /* a: look; what stands to the left */                          \
  X(AT)     /* a: ml_anchor, b: 1 for its end */                            \
  X(ADD)    /* a: points (int32_t) */                                       \
  X(DONE)

typedef enum ml_opcode {
#define ML_OPCODE_NAME(name) ML_OP_##name,
  ML_OPCODES(ML_OPCODE_NAME)
#undef ML_OPCODE_NAME
} ml_opcode;

typedef struct ml_instruction {
  ml_opcode op;
  uint32_t a, b;
} ml_instruction;

typedef struct ml_program ml_program;

/* A look-around: a program of its own, asked whether it matches at a place. Most ask for one thing of several, a
 * character, a listed word, a mention or an edge: these are answered without running the program. */
typedef struct ml_look {
  const ml_program *program;
  bool negated;
  const ml_instruction *choices; /* SET, ANY, WORDS, EDGE and AT instructions of the program; NULL: it must be run */
  size_t n_choices;
} ml_look;

/* What an EDGE instruction takes: a mention of one of the types whose test holds. */
typedef struct ml_edge_test {
  uint64_t types; /* bit set of type indices */
  const struct ml_expr *condition;
} ml_edge_test;

/* Classes of characters that have a name. */
enum { ML_CLASS_HAN = 1, ML_CLASS_LATIN = 2, ML_CLASS_DIGIT = 4, ML_CLASS_PUNCT = 8 };

typedef struct ml_set {
  const uint32_t *codes; /* ascending */
  size_t n_codes;
  unsigned classes;
  bool negated;
} ml_set;

/* What a thread at an instruction needs to go on: a mention of one of the types or a word of one of the lists that
 * begins where it stands, unless any character will do. Threads that cannot go on are never made. */
typedef struct ml_outlook {
  uint64_t types; /* bit set */
  uint64_t lists; /* bit set of list indices modulo 64 */
  bool anything;
  bool awaits; /* every way on reads the trigger of the pattern's rule */
} ml_outlook;

struct ml_program {
  ml_instruction *code;
  const struct ml_place *places; /* for each instruction: the element of the pattern that it comes from */
  ml_outlook *outlook;           /* for each instruction */
  uint32_t n;
  ml_look *looks;
  uint32_t n_looks;
  ml_edge_test *edges;
  uint32_t n_edges;
};

#endif
