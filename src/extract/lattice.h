/* The lattice of one sentence: everything that may stand at each of its positions. Positions count from the sentence's
 * begin; the sentence's text is document->fold + begin.
 *
 * Most of what a Chinese text is made of, taken character by character, may be part of a name: nearly each character is
 * one that given names have. Such parts of one character, which only patterns read, are no edges but grains: a bit for
 * each position and type, and where their weights stand in the dictionary. */
#ifndef ML_EXTRACT_LATTICE_H
#define ML_EXTRACT_LATTICE_H

#include "base/vec.h"
#include "rules/rule_set.h"
#include "text/document.h"

/* A mention of the document, known by its place. */
typedef struct ml_reference {
  bool set;
  uint32_t sentence, begin, end, type;
} ml_reference;

/* A mention that may be chosen, or a part. */
typedef struct ml_edge {
  uint32_t begin, end;
  uint32_t type;
  uint32_t next;     /* the next edge that begins here, or ML_NO_INDEX */
  uint32_t next_end; /* the next edge that ends here, or ML_NO_INDEX */
  int weight;        /* hundredths */
  int learned;       /* points of its features, which only the choice counts */
  int joined;        /* once chosen: points of the follow that joins it to the mention before */
  uint32_t order;    /* of its maker: lexicons 0, then the rules as they stand */
  const char *name;  /* NULL: its text */
  const char *id;
  const char *maker;
  ml_value *values;    /* one for each attribute of the type, or NULL when none is set */
  const ml_rule *rule; /* the rule that made it, or NULL */
  ml_reference same;   /* what it stands for */
  bool listed;         /* a lexicon has it, whatever made the heaviest reading */
  bool remembered;     /* a name that the document has said elsewhere */
  bool chosen;
  bool refers_to_nothing; /* was chosen, but what it stands for was not found: a mention that no claim sees */
  uint32_t mention;       /* once chosen: its index among the mentions of the document, or ML_NO_INDEX */
} ml_edge;

/* A word of a list. */
typedef struct ml_hit {
  uint32_t next;     /* the next one that begins here, or ML_NO_INDEX */
  uint32_t next_end; /* the next one that ends here, or ML_NO_INDEX */
  uint32_t list, length;
  const char *label;
} ml_hit;

/* What a position is once mentions have been chosen. */
typedef enum ml_inside {
  ML_BETWEEN,       /* no chosen mention goes across */
  ML_INSIDE_SILENT, /* an ordinary word goes across: characters may be read, but nothing begins or ends here */
  ML_INSIDE_MENTION
} ml_inside;

enum { ML_BATCH_SIZE = 4096 }; /* positions; more than any sentence has */

_Static_assert(ML_SENTENCE_LIMIT <= ML_BATCH_SIZE / 2, "a sentence fits into a batch, with the marks that close it");

/* A mention that has become another one of its type and span. */
typedef struct ml_replaced {
  uint32_t type, place; /* where it begins in the batch */
} ml_replaced;

/* Sentences that rules are tried on together. */
typedef struct ml_batch {
  struct ml_lattice **lattices;
  uint32_t n;
  bool claiming;                     /* their mentions are chosen */
  uint64_t types;                    /* bit set of the types of their mentions */
  uint32_t changes;                  /* mentions that have been added, or have taken the place of others */
  uint32_t changed_at[ML_MAX_TYPES]; /* for each type `changes` when that happened to it last, */
  ML_VEC(ml_replaced) replaced;      /* mentions that have become others, in this order */
} ml_batch;

typedef struct ml_lattice {
  ml_batch *batch;
  uint32_t offset; /* of its first position in the batch */
  const ml_document *document;
  uint32_t sentence; /* its number */
  uint32_t begin, n; /* folded positions of the document; characters of the sentence */
  const uint32_t *codes;
  ML_VEC(ml_edge) edges;
  uint32_t *edges_at; /* n + 1 first edges, or ML_NO_INDEX */
  uint32_t *edges_to; /* the same by their ends */
  uint64_t *types_at; /* n + 1 bit sets of the types of the edges that begin there */
  uint64_t *grains;   /* for each position a bit set of the types of the grains there: */
  uint32_t *senses;   /* senses of the word of one character, from this one on, for which no edge is made */
  ML_VEC(ml_hit) hits;
  uint32_t *hits_at;
  uint32_t *hits_to;
  uint64_t types;       /* bit set of the types of its edges and grains */
  uint64_t *lists;      /* bit set of the lists of its hits */
  uint32_t *clause_end; /* for each position, where the clause it stands in ends */
  uint8_t *inside;      /* n + 1 of ml_inside, once chosen; NULL before */
} ml_lattice;

/* An empty lattice over sentence `index` of the document, at `offset` of a batch. */
ml_lattice *ml_lattice_new(ml_arena *arena, const ml_rules *rules, const ml_document *document, uint32_t index,
                           ml_batch *batch, uint32_t offset);

/* Adds an edge. Of several edges of one type over one span the heaviest stands, of equally heavy ones the first;
 * returns false when `edge` is not it. */
bool ml_lattice_add(ml_arena *arena, ml_lattice *lattice, const ml_edge *edge);

/* Whether it would be, if it were added. */
bool ml_lattice_would_keep(const ml_lattice *lattice, const ml_edge *edge);

/* Whether mentions of `types` have been added, or have taken the place of others, since there were `changes`. */
bool ml_batch_changed(const ml_batch *batch, uint64_t types, uint32_t changes);

/* Adds a word of a list that begins at `begin`. */
void ml_lattice_add_hit(ml_arena *arena, ml_lattice *lattice, uint32_t begin, ml_hit hit);

/* The edge that a sense of a word makes. */
ml_edge ml_edge_of_sense(ml_arena *arena, const ml_rules *rules, const ml_dictionary *words, const ml_sense *sense,
                         uint32_t begin, uint32_t end);

/* The grain of a type at a position, where there is one. */
const ml_sense *ml_grain_at(const ml_rules *rules, const ml_lattice *lattice, uint32_t position, uint32_t type);

/* Finds the names, listed words and numerals of the sentence. */
void ml_scan(ml_arena *arena, const ml_rules *rules, ml_lattice *lattice);

/* The numeral that begins at `begin`: its length in characters (0: there is none) and what it says. *qualifier is ">",
 * or NULL when the numeral is exact. */
uint32_t ml_read_number(const uint32_t *codes, uint32_t n, uint32_t begin, double *value, const char **qualifier);

/* What people read at a run of the sentence: repaired and Simplified, in the source's case. In the arena. */
const char *ml_lattice_text(ml_arena *arena, const ml_lattice *lattice, uint32_t begin, uint32_t end);

#endif
