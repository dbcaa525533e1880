/* Schema: the mention types and relations that a package declares. It drives RDF, GraphML and SQL alike. */
#ifndef ML_RULES_SCHEMA_H
#define ML_RULES_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ML_NO_INDEX UINT32_MAX

enum { ML_MAX_TYPES = 64 }; /* types are bits of a word */

typedef enum ml_kind {
  ML_ENTITY, /* becomes a node */
  ML_VALUE,  /* becomes columns of its relation, one for each attribute */
  ML_PART    /* a building block, never chosen and never printed */
} ml_kind;

typedef enum ml_data { ML_DATA_TEXT, ML_DATA_NUMBER, ML_DATA_DATE, ML_DATA_MENTION } ml_data;

/* The value of an attribute. */
typedef enum ml_value_kind { ML_UNSET, ML_TEXT, ML_NUMBER } ml_value_kind;

typedef struct ml_value {
  ml_value_kind kind;
  double number;
  const char *text; /* Simplified; dates as YYYY-MM-DD */
} ml_value;

typedef struct ml_attribute {
  const char *name;
  uint32_t number; /* the same for all attributes of this name */
  ml_data data;
  uint32_t type;   /* ML_DATA_MENTION: the mention type */
  const char *rdf; /* CURIE, or NULL: ml: and the name */
  bool declared;   /* false for text and id, which every mention has */
} ml_attribute;

typedef struct ml_type {
  const char *name; /* "Person" */
  ml_kind kind;
  uint32_t parent;    /* `is`: index of a type, or ML_NO_INDEX */
  int memory;         /* hundredths of weight from which on a name is remembered; 0: never */
  bool silent;        /* competes, but is not printed */
  const char *rdf;    /* CURIE of the class, or NULL: ml: and the name */
  const char *colour; /* "#RRGGBB" for graph drawings, or NULL */
  ml_attribute *attributes;
  size_t n_attributes; /* for a value, the first is the one that stands for the whole */
} ml_type;

typedef enum ml_role_kind {
  ML_ROLE_ENTITY, /* filled by an entity */
  ML_ROLE_VALUE,  /* filled by a value: its attributes */
  ML_ROLE_LABEL,  /* filled by one of the labels */
  ML_ROLE_TEXT    /* filled by text */
} ml_role_kind;

typedef struct ml_role {
  const char *name; /* "person" */
  ml_role_kind kind;
  bool optional;
  uint32_t *types; /* the entity types it takes, or the one value type */
  size_t n_types;
  bool takes_text;     /* ML_ROLE_ENTITY: text too; it becomes an entity of types[0] */
  const char **labels; /* ML_ROLE_LABEL */
  size_t n_labels;
  const char *preset; /* value when nothing fills it, or NULL */
  const char *rdf;    /* CURIE, or NULL: ml: and the name */
} ml_role;

typedef struct ml_relation {
  const char *name;
  ml_role *roles;
  size_t n_roles;
  uint32_t *key; /* role indices: claims with the same key mentions compete */
  size_t n_key;
  const char *rdf;      /* CURIE of the fact's class, or NULL: ml: and the name */
  uint32_t edge_source; /* role indices for graph drawings; ML_NO_INDEX when no edge is declared */
  uint32_t edge_target;
  uint32_t edge_label; /* or ML_NO_INDEX */
} ml_relation;

typedef struct ml_prefix {
  const char *name, *iri;
} ml_prefix;

typedef struct ml_schema {
  const char *package, *version, *language, *licence; /* "" when not declared */
  char hash[17];                                      /* of all rule and lexicon files: the rule set's version */
  ml_prefix *prefixes;
  size_t n_prefixes;
  ml_type *types;
  size_t n_types;
  ml_relation *relations;
  size_t n_relations;
} ml_schema;

/* The index of a type or relation, or ML_NO_INDEX. */
uint32_t ml_schema_type(const ml_schema *schema, const char *name);
uint32_t ml_schema_relation(const ml_schema *schema, const char *name);

/* The index of an attribute of a type, or of a role of a relation; ML_NO_INDEX when it has none of that name. */
uint32_t ml_schema_attribute(const ml_type *type, const char *name);
uint32_t ml_schema_role(const ml_relation *relation, const char *name);

/* Numbers of names that every mention has an attribute of, or that expressions know. */
enum { ML_ATTRIBUTE_TEXT, ML_ATTRIBUTE_NAME, ML_ATTRIBUTE_ID, ML_ATTRIBUTE_LABEL, ML_ATTRIBUTE_VALUE };

/* The number of the attributes that have this name, or ML_NO_INDEX. */
uint32_t ml_schema_attribute_number(const ml_schema *schema, const char *name);

/* Whether `label` is one of those that the role takes. */
bool ml_schema_has_label(const ml_role *role, const char *label);

/* Whether `type` is `ancestor` or one of its subtypes. */
bool ml_schema_is_a(const ml_schema *schema, uint32_t type, uint32_t ancestor);

/* The name of the column that holds attribute `a` of the value type in role `r`: the role's name for the first
 * attribute; the attribute's name for another one, unless two columns of the relation would then bear one name: then
 * role_attribute. Writes at most `size` bytes with the NUL. */
void ml_schema_column(const ml_schema *schema, const ml_relation *relation, size_t r, size_t a, char *out, size_t size);

#endif
