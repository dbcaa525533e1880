/* The graph while it is made: what all documents state, in memory, until ml_store_finish joins it and writes it. */
#ifndef ML_GRAPH_GRAPH_H
#define ML_GRAPH_GRAPH_H

#include "base/hash.h"
#include "extract/claim.h"
#include "graph/layout.h"
#include "graph/merges.h"
#include "graph/store.h"

enum { ML_NODE_ID_SIZE = ML_ID_CHARS + 2 }; /* a letter for the kind, the hash, a NUL */

/* A thing that names stand for: the same type and the same lexicon id or, without one, the same folded name. */
typedef struct ml_entity {
  uint32_t type;
  uint32_t lexicon_id; /* string, or ML_NO_INDEX */
  uint32_t folded;     /* string: the name as ml_fold_word folds it */
  uint32_t joined;     /* the entity it was joined to; itself when it stands alone */
  const char *reason;  /* why it was joined; NULL when it stands alone */
  uint32_t label;      /* string; set when the graph is resolved, like id */
  char id[ML_NODE_ID_SIZE];
  bool used; /* a fact speaks of it */
} ml_entity;

/* A string that stands for an entity, and how often. */
typedef struct ml_name {
  uint32_t entity, string;
  uint32_t count;
  bool canonical;   /* may become the label; else it is what stands in a text */
  const char *lang; /* "zh-Hans", "zh-Hant" or "en" */
} ml_name;

typedef enum ml_cell_kind { ML_CELL_UNSET, ML_CELL_ENTITY, ML_CELL_NUMBER, ML_CELL_TEXT } ml_cell_kind;

typedef struct ml_cell {
  ml_cell_kind kind;
  union {
    uint32_t index; /* of an entity or a string */
    double number;
  };
} ml_cell;

/* A claim, free of its document. */
typedef struct ml_record {
  uint32_t relation;
  uint32_t sentence, start_char, end_char, start_byte, end_byte;
  int confidence; /* hundredths */
  size_t cells;   /* the first of its cells, one for each column of the relation's layout */
  const char *document, *rule, *quote;
  char fact[ML_NODE_ID_SIZE]; /* set by ml_facts_write */
} ml_record;

struct ml_graph {
  ml_arena *arena; /* the store's */
  const ml_schema *schema;
  ml_vocabulary vocabulary;
  ml_layout *layouts; /* one for each relation */
  ml_map documents;   /* the ids that were added; to each the string that says where the document was read */
  ml_map string_of;
  ML_VEC(ml_str) strings;
  ml_map entity_of_name; /* (type, lexicon id, name) -> entity, to fold each name once */
  ml_map entity_of;      /* (type, lexicon id) or (type, folded name) -> entity */
  ML_VEC(ml_entity) entities;
  ml_map name_of;
  ML_VEC(ml_name) names;
  ML_VEC(ml_cell) cells;
  ML_VEC(ml_record) records;
  ML_VEC(char) buffer;  /* for text that is put together and then interned */
  ml_merge_rows merges; /* what the user says of who is who */
  sqlite3_stmt *add_document, *add_mention;
};

/* Makes the graph of a store and all its tables. */
ml_status ml_graph_create(ml_store *store, const ml_schema *schema);

/* The number of a string; its bytes are copied when it is new. */
uint32_t ml_graph_intern(ml_graph *graph, ml_str string);

/* A name as ml_fold_word folds it: entities without a lexicon id are told apart by that. */
uint32_t ml_graph_fold(ml_graph *graph, ml_str name);

/* The entity of a type with a lexicon id (or NULL) and a name. */
uint32_t ml_graph_entity(ml_graph *graph, uint32_t type, const char *lexicon_id, const char *name);

/* Counts a name of an entity. */
void ml_graph_count_name(ml_graph *graph, uint32_t entity, ml_str name, bool canonical, const char *lang);

/* Joins entities that are one, and gives each its id and label. */
void ml_graph_resolve(ml_graph *graph);

/* The entity that stands for `entity` after ml_graph_resolve. */
static inline ml_entity *ml_graph_joined(const ml_graph *graph, uint32_t entity) {
  return &graph->entities.v[graph->entities.v[entity].joined];
}

/* Writes what the package says of itself: its name, prefixes, types and relations. ML_ERR_RULES when a type's name in
 * RDF cannot be used. */
ml_status ml_schema_write(const ml_store *store);

/* Writes entities that facts use, their aliases, and what was joined to them. */
ml_status ml_entities_write(const ml_store *store);

/* Makes one fact of all records that state the same and marks the entities it uses; writes fact, evidence and typed
 * rows in order of fact, document and place. */
ml_status ml_facts_write(const ml_store *store);

/* Writes terms and triples: everything the other tables say, as RDF (docs/formats.md). */
ml_status ml_statements_write(const ml_store *store);

#endif
