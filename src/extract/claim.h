/* What extraction finds in one document. Everything refers to the document's folded positions. */
#ifndef ML_EXTRACT_CLAIM_H
#define ML_EXTRACT_CLAIM_H

#include "base/arena.h"
#include "rules/schema.h"
#include "text/document.h"

/* A chosen mention. */
typedef struct ml_mention {
  uint32_t type; /* index in the schema */
  uint32_t sentence;
  uint32_t begin, end; /* folded positions */
  const char *name;    /* canonical label: the lexicon's, or the text in Simplified characters */
  const char *id;      /* the lexicon's id, or NULL */
  const char *maker;   /* the rule or lexicon that made it */
  int weight;          /* hundredths */
  ml_value *values;    /* one for each attribute of the type */
  bool refers;         /* it names nothing itself; `same` may be found */
  uint32_t same;       /* the mention of this document it stands for, or ML_NO_INDEX */
} ml_mention;

typedef struct ml_filler {
  ml_role_kind kind;
  bool set;
  uint32_t mention; /* ENTITY, VALUE: the mention that fills it, or ML_NO_INDEX when text does */
  uint32_t type;    /* ENTITY, VALUE: the type, also for text */
  const char *text; /* ENTITY: canonical label; LABEL, TEXT: the value; VALUE: the text's own words */
  ml_value *values; /* VALUE: one for each attribute of its type */
} ml_filler;

typedef struct ml_claim {
  uint32_t relation;  /* index in the schema */
  ml_filler *fillers; /* one for each role */
  uint32_t sentence;
  uint32_t begin, end; /* the evidence, folded positions within the sentence */
  const char *rule;
  int confidence; /* hundredths, 0..100 */
} ml_claim;

struct ml_extraction {
  ml_arena arena; /* owns what below is not the rules' or the document's */
  const ml_schema *schema;
  const ml_document *document;
  ml_mention *mentions; /* in order of begin */
  size_t n_mentions;
  ml_claim *claims; /* in order of begin */
  size_t n_claims;
  size_t n_cut_mentions, n_cut_claims; /* left out because there were too many */
};

#endif
