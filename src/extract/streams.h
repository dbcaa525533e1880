/* Bit streams: what is known of the positions of a batch of sentences, as sets of positions. One instruction of the
 * machine asks 64 positions at once (R. D. Cameron et al., Bitwise data parallelism in regular expression matching,
 * PACT 2014). In a batch each sentence has a place for each of its positions, from `offset` on; no mention, word or gap
 * leads from one sentence into another. */
#ifndef ML_EXTRACT_STREAMS_H
#define ML_EXTRACT_STREAMS_H

#include "extract/lattice.h"

enum {
  ML_REACH = ML_MAX_REACH + 1, /* positions that a thread may lead to; a power of two */
  ML_STREAM_WORDS = ML_BATCH_SIZE / 64,
  ML_N_ANCHORS = ML_AT_CAPTION + 1
};

/* A set of places. Most sets are sparse: bit w of `any` says that words[w] is not 0; the other words are not set.
 */
typedef struct ml_stream {
  uint64_t any;
  uint64_t words[ML_STREAM_WORDS];
} ml_stream;

_Static_assert(ML_STREAM_WORDS <= 64, "words of a stream are bits of a word");

/* Where the mentions of one type, or the words of one list, that have one length begin. */
typedef struct ml_extent {
  uint32_t next; /* the next length of the same type or list, or ML_NO_INDEX */
  uint32_t list; /* or ML_NO_INDEX */
  uint32_t length;
  ml_stream *begins;
} ml_extent;

/* What has been worked out of a look-around. It holds as long as no mention of the types that it reads is added. */
typedef struct ml_answer {
  uint32_t changes; /* of the batch when it was asked last */
  ml_stream *asked; /* of these places it is known; NULL: it was not asked yet */
  ml_stream *at;    /* where of these it holds */
} ml_answer;

/* The mentions that an edge test takes. Those that are added later are asked later; where one has been replaced all are
 * asked again. */
typedef struct ml_test_answer {
  size_t replaced;  /* so many replacements of the batch have been seen */
  uint32_t extents; /* the first length of those that it takes, or ML_NO_INDEX */
  ml_stream *asked; /* mentions that begin at these places have been asked; NULL: none was yet */
  size_t *read;     /* of each type so many have been seen */
} ml_test_answer;

/* A mention of the batch. */
typedef struct ml_standing {
  uint32_t lattice, edge;
} ml_standing;

typedef struct ml_streams {
  ml_arena *arena; /* of one batch */
  const ml_rules *rules;
  const ml_batch *batch; /* NULL: none is loaded */
  ml_batch one;          /* the batch when it is only one sentence of another, */
  ml_lattice *alone;     /* and this sentence */
  uint64_t loads;        /* how often one was: what is in the arena lasts until the next time */
  bool claiming;         /* after the choice: chosen mentions and parts only, and nothing cuts a chosen mention */
  ml_stream all;         /* every place */
  ml_stream characters;  /* a character begins here: all but the ends of sentences */
  ml_stream between;     /* a mention or word may begin or end here */
  ml_stream lands;       /* a character may end here: not inside of a chosen mention */
  ml_stream passing;     /* a character begins here that ends where one may end */
  ml_stream gap;         /* a gap may go on from here: the clause does not end */
  ml_stream anchors[2][ML_N_ANCHORS];  /* begins, ends */
  ml_stream **classes;                 /* for each class of characters where they can be passed, or NULL: nowhere */
  ml_stream *grains[ML_MAX_TYPES];     /* for each type where its grains stand, or NULL: nowhere */
  uint64_t *with_list, *with_type;     /* for each list and for each type a bit set of the sentences that have it */
  uint32_t n_sentence_words;           /* of one such set; sentences are numbered as in the batch */
  ml_stream **sets;                    /* for each set where its characters stand, or NULL: nobody has asked yet */
  ml_answer *looks;                    /* for each look-around */
  ml_test_answer *tests;               /* for each edge test */
  uint32_t type_extents[ML_MAX_TYPES]; /* the first length of the mentions of each type, or ML_NO_INDEX */
  uint32_t *list_extents;              /* the same for each list */
  uint32_t changes;                    /* of the batch when its mentions were read */
  size_t *n_edges;                     /* for each lattice the mentions that have been read */
  ML_VEC(ml_standing) by_type[ML_MAX_TYPES]; /* these mentions */
  ML_VEC(ml_extent) extents;                 /* outlives the batch, as list_extents and by_type do */
  ml_arena *tables;                          /* of these */
} ml_streams;

static inline bool ml_stream_has(const ml_stream *stream, uint32_t place) {
  return (stream->any >> place / 64 & 1) != 0 && (stream->words[place / 64] >> place % 64 & 1) != 0;
}

/* Adds the places that `bits` says to word w. */
static inline void ml_stream_put(ml_stream *stream, uint32_t w, uint64_t bits) {
  if (bits == 0)
    return;
  stream->words[w] = (stream->any >> w & 1) != 0 ? stream->words[w] | bits : bits;
  stream->any |= UINT64_C(1) << w;
}

static inline void ml_stream_add(ml_stream *stream, uint32_t place) {
  ml_stream_put(stream, place / 64, UINT64_C(1) << place % 64);
}

static inline void ml_stream_add_all(ml_stream *stream, const ml_stream *from) {
  for (uint64_t left = from->any; left != 0; left &= left - 1) {
    uint32_t w = (uint32_t)__builtin_ctzll(left);
    ml_stream_put(stream, w, from->words[w]);
  }
}

/* The first place of the stream in [from, end), or ML_NO_INDEX. */
uint32_t ml_stream_next(const ml_stream *stream, uint32_t from, uint32_t end);

/* Adds the places of `from` in [begin, end). */
void ml_stream_add_part(ml_stream *stream, const ml_stream *from, uint32_t begin, uint32_t end);

/* Adds all places in [begin, end). */
void ml_stream_add_range(ml_stream *stream, uint32_t begin, uint32_t end);

/* Leaves out the places in [begin, end). */
void ml_stream_take_away(ml_stream *stream, uint32_t begin, uint32_t end);

/* Makes the streams those of `batch`. If they are so already, mentions that have been added since are read on. */
void ml_streams_load(ml_streams *streams, const ml_batch *batch, bool claiming);

/* Makes the streams those of one sentence, in its place in its batch, from which nothing else is read. */
void ml_streams_load_one(ml_streams *streams, const ml_lattice *lattice, bool claiming);

/* To be called when the batch is another one at the same place in memory, or when other mentions of it are chosen. */
void ml_streams_forget(ml_streams *streams);

/* A stream of no places, that lasts as long as the batch. */
ml_stream *ml_stream_new(const ml_streams *streams);

/* Where characters of a set can be passed. */
const ml_stream *ml_stream_of_set(ml_streams *streams, uint32_t set);

/* Word w of the bit set of the sentences in which a trigger stands. */
uint64_t ml_streams_triggered(const ml_streams *streams, const ml_trigger *trigger, uint32_t w);

/* Notes that something of `length` characters begins at `place`, in the extents that start at *first. */
void ml_streams_add(ml_streams *streams, uint32_t *first, uint32_t list, uint32_t place, uint32_t length);

/* Whether a mention is one that is read. */
bool ml_streams_take(const ml_streams *streams, const ml_lattice *lattice, const ml_edge *edge);

#endif
