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
  ML_FEATURE_BEGIN_PART, /* the longest part of names that a lexicon has in it, at its begin; it may be all of it */
  ML_FEATURE_END_PART,   /* the same at its end */
  ML_FEATURE_BEGIN_TWO,  /* the character at its left and its first one */
  ML_FEATURE_END_TWO,    /* its last character and the one at its right */
  ML_FEATURE_INNER_TWO,  /* two characters in a row inside */
  ML_FEATURE_LEFT_TWO,   /* the two characters at its left */
  ML_FEATURE_RIGHT_TWO,  /* the two characters at its right */
  ML_FEATURE_FOLLOWS,    /* the type of the mention that is chosen straight before it */
  ML_FEATURE_JOINS,      /* the type of the mention that a `follow` with a pattern joins it to */
  ML_FEATURE_GROUPS
} ml_feature_group;

/* The value is a text: of characters of a sentence, or a name. Where a group asks for characters and not for words, 0
 * stands for every digit, a for every Latin letter, _ for a space and ^ for the edge of the sentence; any other
 * character is itself, folded. */
typedef struct ml_feature {
  ml_feature_group group;
  const uint32_t *codes; /* NULL: it is a name */
  size_t n;
  const char *name;
} ml_feature;

/* A feature is looked up once for all types: those that have weights are columns. */
typedef struct ml_weights {
  /* Numbers only, so that they can be used from where a file is mapped. */
  const int32_t *numbers; /* of slots, a power of two, with open addressing; at least one is free. In each the mark of a
                           * feature, or 0, and its points for each column, in hundredths */
  size_t n_numbers;       /* 0: there are no weights */
  uint64_t types;         /* bit set of the types that have weights */
  /* what ml_weights_index makes of these */
  size_t n_slots, n_columns;
  uint8_t columns[ML_MAX_TYPES]; /* of the types that have weights, in their order */
  int32_t *of_types;             /* for each group and each type as its value a row of points, one for each column */
} ml_weights;

/* A number for a text, the same for its characters and for its bytes, that ml_feature_key makes a key of
 * (multiplicative hashing). */
static inline uint64_t ml_feature_hash_on(uint64_t hash, uint32_t code) {
  return (hash ^ code) * UINT64_C(0x9E3779B97F4A7C15);
}

static inline uint64_t ml_feature_hash(const uint32_t *codes, size_t n) {
  uint64_t hash = 0;
  for (size_t i = 0; i < n; i++)
    hash = ml_feature_hash_on(hash, codes[i]);
  return hash;
}

/* The same number for a name: its bytes are UTF-8, and the code points in them are hashed. */
uint64_t ml_feature_hash_name(ml_str name);

static inline uint64_t ml_feature_key(ml_feature_group group, uint64_t hash) {
  uint64_t x = (hash + (uint64_t)group * UINT64_C(0x94D049BB133111EB)) * UINT64_C(0xBF58476D1CE4E5B9);
  x ^= x >> 32; /* the low bits say where to look */
  return x == 0 ? 1 : x;
}

/* The key of a feature of either kind, characters or a name; never 0. */
uint64_t ml_feature_key_of(const ml_feature *feature);

/* `GROUP VALUE` in the arena. */
const char *ml_feature_name(ml_arena *arena, const ml_feature *feature);

/* What tells the features apart that are looked for at one place: the half of the key that does not say where. */
static inline int32_t ml_weights_mark(uint64_t key) {
  return (int32_t)(key >> 32) | 1;
}

/* The slot where one begins to look for a feature. There must be weights. */
static inline const int32_t *ml_weights_slot(const ml_weights *weights, uint64_t key) {
  return weights->numbers + ((size_t)key & (weights->n_slots - 1)) * (1 + weights->n_columns);
}

/* The points of a feature, one number for each column; NULL: it has none. There must be weights. */
static inline const int32_t *ml_weights_find(const ml_weights *weights, uint64_t key) {
  const int32_t mark = ml_weights_mark(key);
  for (;; key++) {
    const int32_t *slot = ml_weights_slot(weights, key);
    if (*slot == mark)
      return slot + 1;
    if (*slot == 0)
      return NULL;
  }
}

/* The points of a feature whose value is a type: a row with a number for each column. */
static inline const int32_t *ml_weights_of_type(const ml_weights *weights, ml_feature_group group, size_t type) {
  return weights->of_types + (type * ML_FEATURE_GROUPS + group) * weights->n_columns;
}

/* The points of a feature for mentions of a type; 0 when it has none. */
int ml_weights_get(const ml_weights *weights, uint32_t type, const ml_feature *feature);

/* Reads the weights files of the package into *out, in the syntax tree's arena. Their lines are tab-separated: feature,
 * points, and what else is said of it. Where packages differ, the last one
 * counts. Lines that are wrong are reported, counted and left out. */
void ml_weights_read(ml_syntax *syntax, const ml_schema *schema, ml_weights *out);

/* Makes of numbers and types what they are asked with. */
void ml_weights_index(ml_arena *arena, const ml_schema *schema, ml_weights *weights);

/* Whether looking for a feature ends, and only types of these rules have weights. Asked of those that come out of a
 * file, before they are indexed. */
bool ml_weights_are_sound(const ml_weights *weights, const ml_schema *schema);

#endif
