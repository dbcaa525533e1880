/* Dictionary: all words that a rule set looks for, and what each of them means: names of lexicons, listed words and
 * literals. Like its trie it is arrays without pointers, so that it can be used from where a file is mapped. */
#ifndef ML_RULES_DICTIONARY_H
#define ML_RULES_DICTIONARY_H

#include "base/str.h"
#include "rules/schema.h"
#include "rules/trie.h"

/* Where a text starts among the texts of the dictionary; 0: none. */
typedef uint32_t ml_text_at;

/* One meaning of a word. Those of one word stand together. */
typedef struct ml_sense {
  uint32_t what;    /* name: its type; listed word: its list */
  int32_t weight;   /* name: hundredths */
  ml_text_at label; /* name: the canonical one; listed word: its label, if it has one */
  ml_text_at id;    /* name: or none */
  ml_text_at maker; /* name: path of the lexicon */
  uint32_t values;  /* name: first of the values, one for each attribute of the type; ML_NO_INDEX: none is set */
  uint16_t listed;  /* 1: a listed word, 0: a name */
  uint16_t last;    /* 1: the next one is of another word */
} ml_sense;

/* An ml_value that can be written. */
typedef struct ml_stated {
  uint32_t kind; /* ml_value_kind */
  ml_text_at text;
  double number;
} ml_stated;

/* type, name */
#define ML_DICTIONARY_ARRAYS(X) \
  X(ml_sense, senses)           \
  X(ml_stated, values)          \
  X(char, texts) /* each with a NUL; the first is empty */

typedef struct ml_dictionary {
  ml_trie trie; /* a word's value is its first sense */
#define ML_DICTIONARY_MEMBER(type, name) \
  const type *name;                      \
  size_t n_##name;
  ML_DICTIONARY_ARRAYS(ML_DICTIONARY_MEMBER)
#undef ML_DICTIONARY_MEMBER
} ml_dictionary;

/* The text, or NULL for none. */
static inline const char *ml_dictionary_text(const ml_dictionary *dictionary, ml_text_at at) {
  return at == 0 ? NULL : dictionary->texts + at;
}

/* The values of a name of a type with n attributes, in the arena; NULL when none is set. Texts are the dictionary's. */
ml_value *ml_dictionary_values(const ml_dictionary *dictionary, const ml_sense *sense, size_t n, ml_arena *arena);

/* How many of the senses are names. */
size_t ml_dictionary_names(const ml_dictionary *dictionary);

/* Whether nothing in it leads out of its arrays, nor to a type or list that the rules do not have. Asked of one that
 * comes out of a file. */
bool ml_dictionary_is_sound(const ml_dictionary *dictionary, const ml_schema *schema, size_t n_lists);

/* ---- making one ---- */

typedef struct ml_entry {
  uint64_t begins; /* the first three code points, to be compared at once */
  const uint32_t *codes;
  uint32_t n, sense;
} ml_entry;

/* Words on their way into a dictionary. Zeroed but for its arena it is empty. */
typedef struct ml_draft_dictionary {
  ml_arena *arena; /* for what is needed meanwhile */
  ML_VEC(ml_entry) entries;
  ML_VEC(ml_sense) senses; /* as they came */
  ML_VEC(ml_stated) values;
  ML_VEC(char) texts;
  ML_VEC(ml_text_at) known; /* open addressing: texts by their hash */
  size_t n_known;
} ml_draft_dictionary;

/* Adds a meaning of a word of n > 0 code points, which must stay where they are until the dictionary is made. */
void ml_dictionary_add(ml_draft_dictionary *draft, const uint32_t *codes, size_t n, ml_sense sense);

/* The place of a text, which is copied once however often it is asked for; 0 for NULL. */
ml_text_at ml_dictionary_put(ml_draft_dictionary *draft, const char *text);

/* Adds n values and tells where they start. */
uint32_t ml_dictionary_state(ml_draft_dictionary *draft, const ml_value *values, size_t n);

/* Makes the dictionary in `arena`, and empties the draft. Of the senses of one word the newest comes first. */
void ml_dictionary_make(ml_draft_dictionary *draft, ml_arena *arena, ml_dictionary *out);

#endif
