/* Sheet: all that extraction finds in one document, free of the document and of the rules. Extraction hands it on, a
 * file carries it as one line of JSON (docs/formats.md), and a store keeps it; whichever way it comes, the graph made
 * of it is the same. */
#ifndef ML_EXTRACT_SHEET_H
#define ML_EXTRACT_SHEET_H

#include "base/str.h"
#include "extract/claim.h"

enum { ML_SHEET_VERSION = 1, ML_STATE_SIZE = 17 };

/* A chosen mention that is to be printed. */
typedef struct ml_sheet_mention {
  uint32_t type; /* index in the schema */
  uint32_t start_char, end_char;
  ml_str text;         /* as the source has it */
  const char *name;    /* canonical label; NULL: it names no entity (a value, or what refers to another mention) */
  const char *id;      /* the lexicon's id, or NULL */
  const char *surface; /* the source's characters without what stands between them, where they differ from `name` */
  const char *lang;    /* of `surface`: "zh-Hans", "zh-Hant" or "en" */
} ml_sheet_mention;

typedef struct ml_sheet_filler {
  bool set, mentioned; /* mentioned: a mention fills it, so its name is counted there */
  uint32_t type;       /* of entities and values */
  const char *text;    /* canonical label of an entity, the text's own words for a value, or the value */
  const char *id;      /* of an entity: the lexicon's id, or NULL */
  ml_value *values;    /* of a value: one for each attribute of its type, or NULL */
} ml_sheet_filler;

typedef struct ml_sheet_claim {
  uint32_t relation;        /* index in the schema */
  ml_sheet_filler *fillers; /* one for each role */
  uint32_t sentence, start_char, end_char, start_byte, end_byte;
  ml_str quote;
  const char *rule;
  int confidence; /* hundredths */
} ml_sheet_claim;

typedef struct ml_sheet {
  const char *document, *uri, *title, *author, *outlet, *site; /* "" when unknown */
  const char *published; /* "2019", "2019-05" or "2019-05-20"; NULL when unknown */
  char hash[17];         /* of the text's bytes, in hexadecimal digits */
  uint64_t chars;        /* code points of the source */
  char rule_set[17];
  char state[ML_STATE_SIZE]; /* hash of all that extraction depends on: with the same one it finds the same */
  ml_sheet_mention *mentions;
  size_t n_mentions;
  ml_sheet_claim *claims;
  size_t n_claims;
  const char **foreign; /* the relations of claims that were left out because the schema lacks these or their types, */
  size_t n_foreign;     /* one for each claim */
} ml_sheet;

/* The state of a document under a rule set: a hash of the text, what is known of it, the rules and the program. */
void ml_sheet_state(const ml_document *document, const char *rule_set, char state[ML_STATE_SIZE]);

/* Makes the sheet of an extraction, to which it refers; in the arena, under whose guard this runs. */
void ml_sheet_make(ml_arena *arena, const ml_extraction *extraction, ml_sheet *out);

/* Writes a sheet as one line. */
void ml_sheet_write(const ml_sheet *sheet, const ml_schema *schema, FILE *to);

/* Reads a line into *out; in the arena, under whose guard this runs. NULL, or what is wrong with the line, and
 * in *column where, in code points from 1 on; 0: nowhere in particular. */
const char *ml_sheet_read(ml_arena *arena, ml_str line, const ml_schema *schema, ml_sheet *out, size_t *column);

#endif
