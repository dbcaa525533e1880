/* The work on one document, shared by the steps of extraction:
 *
 *   scan -> make -> boost -> choose   for each batch of sentences (sentence.c, make.c, choose.c)
 *   remember                          names found with certainty are found again (memory.c)
 *   refer                             该平台, 汤总: what they stand for (refer.c, reference.c)
 *   relate -> seek -> settle          claims, sentence by sentence (relate.c, seek.c, settle.c, fill.c)
 *
 * extract.c goes through them. Rules are matched by match.c, and what they say beside patterns is worked out by
 * evaluate.c. explain.c, profile.c and concordance.c look on; fit.c takes single steps. */
#ifndef ML_EXTRACT_WORK_H
#define ML_EXTRACT_WORK_H

#include "extract/capture.h"
#include "extract/claim.h"
#include "extract/evaluate.h"
#include "extract/features.h"

/* A mention that must be chosen: what an example pins. */
typedef struct ml_pin {
  uint32_t begin, end; /* folded positions of the document */
  uint32_t type;
} ml_pin;

/* A name of the document: found with certainty once, or defined in the text. */
typedef struct ml_known {
  uint32_t next; /* the next one of the same characters, or ML_NO_INDEX */
  const uint32_t *codes;
  uint32_t n;
  ml_edge edge; /* its type, name, id, values and what it stands for; the weight it is found again with */
} ml_known;

/* One thing found by a seek in one sentence. */
typedef struct ml_found {
  uint32_t begin, end; /* of the match */
  ml_bound bound;      /* what is sought */
} ml_found;

typedef struct ml_findings {
  bool ready;
  ml_found *found; /* in the order of the text */
  size_t n;
} ml_findings;

/* What one seek or mark finds in the document. */
typedef struct ml_search {
  ml_findings *in; /* for each sentence; NULL: it was not used yet */
  ml_run run;      /* over the batch whose claims are made */
} ml_search;

/* Where the filler of a role comes from. */
typedef enum ml_origin_kind {
  ML_FROM_NOWHERE, /* the role is open */
  ML_FROM_CAPTURE,
  ML_FROM_SEEK,
  ML_FROM_EXPRESSION,
  ML_FROM_MARK,
  ML_FROM_PRESET
} ml_origin_kind;

typedef struct ml_origin {
  ml_origin_kind kind;
  ml_scope_kind scope; /* of a seek */
} ml_origin;

/* What decides between two claims with one key, in this order. */
typedef enum ml_rank {
  ML_RANK_ROLES, /* found by the pattern itself */
  ML_RANK_WEIGHT,
  ML_RANK_BEGIN,
  ML_RANK_LENGTH,
  ML_RANK_ORDER /* of the rules */
} ml_rank;

/* A claim on its way. */
typedef struct ml_candidate {
  const ml_rule *rule;
  const ml_claim_plan *plan;
  const ml_relation *relation;
  const ml_lattice *lattice;
  ml_bound *slots;     /* captures of the rule */
  ml_bound *bounds;    /* one for each role: where its filler stands, when it does */
  ml_filler *fillers;  /* one for each role */
  ml_origin *origins;  /* one for each role */
  uint32_t begin, end; /* from the first to the last capture, or the match when nothing is captured */
  uint32_t matched;    /* where its match begins: the matches of a rule do not overlap */
  int weight;
  bool far;           /* something was sought outside of the sentence */
  bool dropped;       /* incomplete, about one thing alone, or another claim has its key: */
  uint32_t lacks;     /* the first role that must not stay open and does, or ML_NO_INDEX */
  bool joins_itself;  /* both ends of its edge are one entity */
  uint32_t beaten_by; /* the candidate that has its key, or ML_NO_INDEX */
  ml_rank beaten_in;  /* what decided that */
} ml_candidate;

typedef ML_VEC(ml_candidate) ml_candidates;

typedef struct ml_work ml_work;

/* What a rule did in a batch. */
typedef struct ml_effort {
  uint64_t steps;       /* instructions of its program that were run */
  size_t sentences;     /* in which all stands that it cannot do without */
  size_t matches, made; /* made: mentions added, boosts given, claims proposed */
} ml_effort;

/* One who looks on while a document is worked on. What is NULL is not called. */
typedef struct ml_watch {
  void *user;
  /* A boost or a feature, called `name`, changes the weight of edge `edge` by so many points; `learned` says that it is
   * a feature. Comes before the sentence has its mentions. */
  void (*weighed)(void *user, ml_work *work, const ml_lattice *lattice, uint32_t edge, const char *name, int points,
                  bool learned);
  /* A sentence has its mentions: all that were proposed stand in `full`, which does not outlive the call. Called again
   * when names of the document change the sentence. */
  void (*chose)(void *user, ml_work *work, const ml_lattice *full);
  /* A rule has been tried on a batch. */
  void (*ran)(void *user, const ml_rule *rule, const ml_effort *effort);
  /* The claims of a sentence are settled; work->candidates has them with those that were dropped. */
  void (*settled)(void *user, ml_work *work, const ml_lattice *lattice);
} ml_watch;

struct ml_work {
  const ml_rules *rules;
  const ml_document *document;
  ml_arena *keep; /* as long as the extraction */
  ml_arena *temp; /* for one batch */
  ml_matcher matcher;
  ml_matcher aside;          /* for a sentence of another batch than that at work */
  ml_feature_taker features; /* asks for the features of the mentions, which then get no points for them; or nobody */
  uint64_t feature_types;    /* bit set of the types whose features are asked for */
  const ml_transitions *transitions; /* NULL: those of the rules */
  const ml_pin *pins;
  size_t n_pins;
  uint64_t *called;         /* bit set of the rules that are worth trying in the batch at work */
  ml_lattice **lattices;    /* one for each sentence: the chosen mentions and the parts */
  ML_VEC(ml_batch) batches; /* of these */
  uint32_t *offsets;        /* for each sentence its place in its batch */
  ML_VEC(ml_known) known;
  ml_map known_by_text;     /* the code points' bytes -> the first name of these characters */
  uint64_t *lengths;        /* by the first character: bit n - 1 when one of these names has n characters; or NULL */
  ml_search *sought;        /* for each seek */
  ml_search *marked;        /* for each mark */
  const ml_batch *relating; /* the batch whose claims are made, or NULL */
  ml_candidates candidates; /* of one sentence */
  ML_VEC(ml_mention) mentions;
  ML_VEC(ml_claim) claims;
  size_t n_in_sentence, n_cut_mentions; /* mentions of the sentence at hand, and those left out for the limit */
  ml_watch watch;
};

/* Calls run(argument) with memory for the work: until it returns, work->temp and the matcher can be used. Beside them
 * it uses work->keep. Returns what `run` does, or ML_ERR_NOMEM. */
ml_status ml_work_run(ml_work *work, ml_status (*run)(void *argument), void *argument);

/* Puts the sentences into batches; work->lattices has room for them. */
void ml_plan_batches(ml_work *work);

/* Everything from scan to choose for the sentences of a batch; of these only those that `again` says, by their numbers,
 * unless it is NULL. What was chosen lasts as long as the work. */
void ml_work_batch(ml_work *work, ml_batch *batch, const bool *again);

/* Works out which rules the words of a batch call, and which need none. */
void ml_call_rules(ml_work *work, const ml_batch *batch);

/* Runs makers and boosts over scanned lattices. */
void ml_make(ml_work *work, ml_batch *batch);

/* Where the pattern of a follow matches. */
typedef struct ml_stretch {
  ml_matches matches;
  uint32_t *ends_at; /* for each position the first match that ends there, or ML_NO_INDEX; NULL: there are none */
  uint32_t *next;    /* for each match the next one with its end */
} ml_stretch;

/* For each lattice, and in it for each follow, the stretches between mentions that its pattern matches; in the arena of
 * the matcher. */
ml_stretch *ml_find_between(ml_work *work, const ml_batch *batch);

/* Chooses the heaviest path and marks its edges. */
void ml_choose(ml_work *work, ml_lattice *lattice, const ml_stretch *between);

/* Works out lattice->inside from the chosen edges. */
void ml_mark_inside(ml_work *work, ml_lattice *lattice);

/* Collects the names of the document, and does the sentences again in which one stands that was not chosen. */
void ml_remember(ml_work *work);

/* Adds the names of the document that stand in the sentence. */
void ml_add_known(ml_work *work, ml_lattice *lattice);

/* Finds what referring mentions stand for; one that stands for nothing is no mention. */
void ml_refer(ml_work *work);

/* The chosen edge that a reference leads to, or NULL. */
const ml_edge *ml_edge_of(const ml_work *work, const ml_reference *reference);

/* What the mention at a place stands for in the end: 该公司 -> 远科 -> 远山科技; the place itself where it stands for
 * itself. */
ml_bound ml_meant_by(const ml_work *work, ml_bound bound);

/* Makes the claims of a batch: for each sentence candidates, one for each claim of each round of each match, and then
 * what ml_settle leaves of them. */
void ml_relate(ml_work *work, const ml_batch *batch);

/* Fills what the captures left open, drops what stays incomplete, and settles candidates with the same key: those of
 * work->candidates, which are of `lattice`. */
void ml_settle(ml_work *work, const ml_lattice *lattice);

/* Fills role `r` with what a capture or a seek holds; false when it does not fit. */
bool ml_fill_bound(ml_work *work, ml_candidate *candidate, size_t r, const ml_bound *bound);

/* Fills role `r` with a value of an expression; false when it is unset or does not fit. */
bool ml_fill_value(ml_work *work, ml_candidate *candidate, size_t r, ml_value value);

/* Looks for `seek` around [begin, end) of the sentence, in its scopes in turn, and returns the scope in which it is
 * found, or NULL. `scene` is for its condition; `same` is set by the search. */
const ml_scope *ml_find(ml_work *work, const ml_seek *seek, const ml_lattice *lattice, uint32_t begin, uint32_t end,
                        ml_scene *scene, ml_bound *out);

/* All matches of a program in sentence `index`, in the order of the text; kept in `asked`. */
const ml_findings *ml_findings_in(ml_work *work, ml_search *asked, const ml_program *program, uint32_t capture,
                                  uint32_t index);

/* Extraction as ml_extract does it, with mentions that are certain from the start. */
ml_status ml_extract_pinned(ml_extraction **out, const ml_rules *rules, const ml_document *document, const ml_pin *pins,
                            size_t n_pins);

/* Extraction as ml_extract does it, with one who looks on. What he allocates is memory of the work; he must not fail
 * and not unwind. */
ml_status ml_extract_watched(ml_extraction **out, const ml_rules *rules, const ml_document *document,
                             const ml_watch *watch);

#endif
