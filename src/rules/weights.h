/* Weights: points for named features of mentions, learned from texts whose mentions are known (`mailuo fit`) and kept
 * in a file that people can read. They are added to what rules and lexicons give.
 *
 * A feature is named `TYPE GROUP VALUE`, as in `Organization left 任`: an organisation with 任 at its left. */
#ifndef ML_RULES_WEIGHTS_H
#define ML_RULES_WEIGHTS_H

#include "base/hash.h"
#include "rules/syntax.h"

/* What a feature says of a mention. */
typedef enum ml_feature_group {
  ML_FEATURE_MAKER,      /* the rule or lexicon it is made by */
  ML_FEATURE_BOOST,      /* a boost that applies to it */
  ML_FEATURE_POINTS,     /* what its maker gives, in whole points */
  ML_FEATURE_LENGTH,     /* in characters */
  ML_FEATURE_LEFT,       /* the character at its left */
  ML_FEATURE_RIGHT,      /* the character at its right */
  ML_FEATURE_FIRST,      /* its first character */
  ML_FEATURE_SECOND,     /* of three or more characters the second */
  ML_FEATURE_LAST,       /* its last character */
  ML_FEATURE_OPENS,      /* of four or more characters the first two */
  ML_FEATURE_CLOSES,     /* of four or more characters the last two */
  ML_FEATURE_LEFT_WORD,  /* the longest ordinary word that ends at its left */
  ML_FEATURE_RIGHT_WORD, /* the longest ordinary word that begins at its right */
  ML_FEATURE_BEHIND,     /* a type that may stand straight before it */
  ML_FEATURE_BEFORE,     /* a type that may stand straight behind it */
  ML_FEATURE_CUTS_LEFT,  /* a type that may stand across its begin */
  ML_FEATURE_CUTS_RIGHT, /* a type that may stand across its end */
  ML_FEATURE_ALSO,       /* a type that may stand in its place */
  ML_FEATURE_WITHIN,     /* a type that may stand around it */
  ML_FEATURE_BEGINS,     /* a type that may stand in it, at its begin */
  ML_FEATURE_ENDS,       /* a type that may stand in it, at its end */
  ML_FEATURE_KIND,       /* its kind */
  ML_FEATURE_INNER,      /* a character inside */
  ML_FEATURE_BEGIN_WORD, /* the longest ordinary word in it, at its begin */
  ML_FEATURE_END_WORD,   /* the longest ordinary word in it, at its end */
  ML_FEATURE_LEFT_TWO,   /* the two characters at its left */
  ML_FEATURE_RIGHT_TWO,  /* the two characters at its right */
  ML_FEATURE_FOLLOWS,    /* the type of the mention that is chosen straight before it */
  ML_FEATURE_JOINS,      /* the type of the mention that a `follow` with a pattern joins it to */
  ML_FEATURE_GROUPS
} ml_feature_group;

/* The value is up to two characters, or text. Of characters, 0 stands for every digit, a for every Latin letter, _ for
 * a space and ^ for the edge of the sentence; any other character is itself, folded. */
typedef struct ml_feature {
  ml_feature_group group;
  uint32_t first, second; /* 0: none */
  ml_str text;            /* at == NULL: it is characters */
  uint64_t hash;          /* of the text; 0: not worked out yet */
} ml_feature;

typedef struct ml_weight {
  uint64_t key;   /* 0: free */
  int64_t points; /* hundredths */
} ml_weight;

/* Numbers only, so that they can be used from where a file is mapped. */
typedef struct ml_weights {
  const ml_weight *slots; /* open addressing; at least one is free */
  size_t n_slots;         /* a power of two, or 0 */
  uint64_t types;         /* bit set of the types that have weights */
} ml_weights;

/* The number that stands for a feature of mentions of a type. */
uint64_t ml_feature_key(uint32_t type, const ml_feature *feature);

/* `GROUP VALUE` in the arena. */
const char *ml_feature_name(ml_arena *arena, const ml_feature *feature);

/* The points of a feature; 0 when it has none. */
static inline int ml_weights_get(const ml_weights *weights, uint64_t key) {
  if (weights->n_slots == 0)
    return 0;
  size_t i = (size_t)key & (weights->n_slots - 1);
  while (weights->slots[i].key != 0 && weights->slots[i].key != key)
    i = (i + 1) & (weights->n_slots - 1);
  return (int)weights->slots[i].points;
}

/* Reads the weights files of the package into *out, in the syntax tree's arena. Their lines are tab-separated: feature,
 * points, and what else is said of it. Where packages differ, the last one
 * counts. Lines that are wrong are reported, counted and left out. */
void ml_weights_read(ml_syntax *syntax, const ml_schema *schema, ml_weights *out);

/* Whether looking for a feature ends, and only types of these rules have weights. Asked of those that come out of a
 * file. */
bool ml_weights_are_sound(const ml_weights *weights, const ml_schema *schema);

#endif
