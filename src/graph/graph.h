/* The graph while it is made: the entities and names of all documents, in memory, until they are joined and written;
 * what the documents state lies on the disk meanwhile.
 *
 * Who calls whom in this folder, from above: make.c makes a store, and lets collect.c take what is staged, resolve.c
 * say who is who, and facts.c, entities.c and statements.c (by triples.c) write; gather.c stages what others have
 * extracted. They call records.c, which like facts.c asks fact_names.c what a fact is called, graph.c and stage.c;
 * these call store.c, tables.c and layout.c; all call sql.c. query.c and question.c stand beside them and read what is
 * complete. */
#ifndef ML_GRAPH_GRAPH_H
#define ML_GRAPH_GRAPH_H

#include "base/hash.h"
#include "extract/sheet.h"
#include "graph/layout.h"
#include "graph/merges.h"
#include "graph/stage.h"
#include "graph/store.h"

enum { ML_NODE_ID_SIZE = ML_ID_CHARS + 2 }; /* a letter for the kind, the hash, a NUL */

/* A thing that names stand for: the same type and the same lexicon id or, without one, the same folded name. */
typedef struct ml_entity {
  uint32_t type;
  uint32_t lexicon_id; /* string, or ML_NO_INDEX */
  uint32_t folded;     /* string: the name as ml_fold_word folds it */
  uint32_t joined;     /* the entity it was joined to; itself when it stands alone */
  const char *reason;  /* why it was joined; NULL when it stands alone */
  bool told;           /* the user has joined it, so its names are no label of the other */
  uint32_t label;      /* string; set when the graph is resolved, like id */
  char id[ML_NODE_ID_SIZE];
  bool used; /* a fact speaks of it */
} ml_entity;

/* A string that stands for an entity, and how often. */
typedef struct ml_name {
  uint32_t entity, string;
  uint32_t count;
  bool canonical;   /* may become the label; else it is an alias */
  const char *lang; /* "zh-Hans", "zh-Hant" or "en" */
} ml_name;

typedef enum ml_cell_kind { ML_CELL_UNSET, ML_CELL_ENTITY, ML_CELL_NUMBER, ML_CELL_TEXT } ml_cell_kind;

typedef struct ml_cell {
  ml_cell_kind kind;
  union {
    uint32_t entity; /* its index */
    double number;
    ml_str text;
  };
} ml_cell;

/* A claim, free of its document. */
typedef struct ml_record {
  uint32_t relation;
  uint32_t sentence, start_char, end_char, start_byte, end_byte;
  int confidence;       /* hundredths */
  const ml_cell *cells; /* one for each column of the relation's layout */
  const char *document, *rule, *rule_set;
  ml_str quote;
  const char *fact; /* the id of the fact that it states; only of records that are handed on */
} ml_record;

struct ml_graph {
  ml_arena *arena; /* the store's */
  const ml_schema *schema;
  ml_vocabulary vocabulary;
  ml_layout *layouts; /* one for each relation */
  ml_map string_of;
  ML_VEC(ml_str) strings;
  ml_map entity_of_name; /* (type, lexicon id, name) -> entity, to fold each name once */
  ml_map entity_of;      /* (type, lexicon id) or (type, folded name) -> entity */
  ML_VEC(ml_entity) entities;
  ml_map name_of;
  ML_VEC(ml_name) names;
  ML_VEC(char) buffer;    /* for text that is put together and then interned */
  ml_merge_rows merges;   /* what the user says of who is who */
  uint64_t n_idle_merges; /* how many of these name what no text has; set when the graph is resolved */
  uint64_t n_other_rules; /* documents that were extracted with other rules; set when they are collected */
  sqlite3_stmt *add_document, *add_sheet, *add_mention, *add_record;
};

/* Makes the graph of a store and all its tables. */
ml_status ml_graph_create(ml_store *store, const ml_schema *schema);

/* Takes over all sheets of a stage: writes documents and mentions, counts names, and lays claims aside as records. */
ml_status ml_graph_collect(const ml_store *store, ml_stage *stage);

/* Makes room for records. */
ml_status ml_records_open(const ml_store *store);

/* Lays a record aside; it is copied. `scratch` is for what takes memory meanwhile. */
ml_status ml_records_add(const ml_store *store, ml_arena *scratch, const ml_record *record);

/* Hands on the records fact by fact, those of one sorted by document and place; they do not outlive the call. To be
 * called once, after ml_graph_resolve. */
ml_status ml_records_each(const ml_store *store, ml_status (*take)(void *user, const ml_record *records, size_t n),
                          void *user);

/* The number of a string; its bytes are copied when it is new. */
uint32_t ml_graph_intern(ml_graph *graph, ml_str string);

/* Appends to the graph's buffer. */
void ml_graph_append(ml_graph *graph, ml_str text);

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
