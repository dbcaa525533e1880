#include "graph/layout.h"

#include <strings.h>

#include "base/report.h"

typedef struct layouter {
  const ml_schema *schema;
  ml_vocabulary *vocabulary;
  ml_map properties; /* IRI -> the kind of column that uses it */
  ml_layout *layout;
  ML_VEC(ml_column) columns;
} layouter;

static ml_status wrong(const layouter *l, const char *message, const char *hint) {
  ml_report(l->vocabulary->reporter, &(ml_diagnostic){.severity = ML_ERROR, .message = message, .hint = hint});
  return ML_ERR_RULES;
}

/* One property has one kind of value in the whole graph, or stores that check types stumble. So where two relations use
 * a name differently, the second one's property also bears the relation's name. */
static ml_status settle_property(layouter *l, const char *owner, const char *curie, ml_column *column) {
  ml_arena *arena = l->vocabulary->arena;
  ML_TRY(ml_vocabulary_expand(l->vocabulary, owner, curie, column->name, &column->property));
  uint32_t kind = ml_map_put(arena, &l->properties, ml_str_of(column->property), column->kind);
  if (kind == column->kind)
    return ML_OK;
  const char *name = ml_arena_format(arena, "%s_%s", l->layout->relation->name, column->name);
  const char *taken = column->property;
  if (curie == NULL) {
    ML_TRY(ml_vocabulary_expand(l->vocabulary, owner, NULL, name, &column->property));
    if (ml_map_put(arena, &l->properties, ml_str_of(column->property), column->kind) == column->kind)
      return ML_OK;
  }
  return wrong(l, ml_arena_format(arena, "%s: <%s> has another kind of value elsewhere", owner, taken),
               "give one of the two another rdf name");
}

static ml_status add_column(layouter *l, const char *curie, ml_column column) {
  static const char *const taken[] = {"document", "sentence",   "start_char",     "end_char", "quote",
                                      "rule",     "confidence", "evidence_count", "fact"};
  ml_arena *arena = l->vocabulary->arena;
  const ml_relation *relation = l->layout->relation;
  const char *owner = ml_arena_format(arena, "relation %s, role %s", relation->name, relation->roles[column.role].name);
  bool clash = false;
  for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
    clash |= strcasecmp(column.name, taken[i]) == 0;
  for (size_t i = 0; i < l->columns.n; i++)
    clash |= strcasecmp(column.name, l->columns.v[i].name) == 0;
  if (clash)
    return wrong(l, ml_arena_format(arena, "%s: its view has another column `%s` already", owner, column.name),
                 "give the role or the attribute another name");
  ML_TRY(settle_property(l, owner, curie, &column));
  ml_vec_push(arena, &l->columns, column);
  return ML_OK;
}

static ml_column_kind kind_of(ml_data data) {
  switch (data) {
  case ML_DATA_NUMBER:
    return ML_COLUMN_NUMBER;
  case ML_DATA_DATE:
    return ML_COLUMN_DATE;
  case ML_DATA_TEXT:
  case ML_DATA_MENTION:
    return ML_COLUMN_TEXT;
  }
  return ML_COLUMN_TEXT;
}

static const char *column_name(const layouter *l, uint32_t r, size_t a) {
  char name[256];
  ml_schema_column(l->schema, l->layout->relation, r, a, name, sizeof name);
  return ml_arena_copy(l->vocabulary->arena, name, strlen(name));
}

/* The declared attributes, then the text's own words. A type that declares none has its text alone. */
static ml_status add_value(layouter *l, uint32_t r) {
  const ml_role *role = &l->layout->relation->roles[r];
  const ml_type *type = &l->schema->types[role->types[0]];
  if (type->n_attributes == 0 || !type->attributes[0].declared)
    return add_column(l, role->rdf,
                      (ml_column){role->name, ML_COLUMN_TEXT, r, ML_NO_INDEX, .property = NULL, .shown = true});
  bool date = type->attributes[0].data == ML_DATA_DATE;
  ml_status status = ML_OK;
  for (uint32_t a = 0; a < type->n_attributes; a++) {
    const ml_attribute *attribute = &type->attributes[a];
    if (!attribute->declared)
      continue;
    ml_column column = {column_name(l, r, a), kind_of(attribute->data), r, a,
                        .property = NULL,     .shown = a == 0 && date};
    if (add_column(l, a == 0 && role->rdf != NULL ? role->rdf : attribute->rdf, column) != ML_OK)
      status = ML_ERR_RULES;
  }
  const char *name = ml_arena_format(l->vocabulary->arena, "%s_text", role->name);
  ML_TRY(add_column(l, NULL, (ml_column){name, ML_COLUMN_WORDS, r, ML_NO_INDEX, .property = NULL, .shown = !date}));
  return status;
}

/* Declared edges are drawn as declared. A figure hangs on its first entity; otherwise the first two are joined. */
static void choose_ends(ml_layout *layout) {
  const ml_relation *relation = layout->relation;
  layout->source = relation->edge_source;
  layout->target = relation->edge_target;
  if (layout->source != ML_NO_INDEX)
    return;
  bool value = false;
  for (uint32_t r = 0; r < relation->n_roles; r++) {
    value |= relation->roles[r].kind == ML_ROLE_VALUE;
    if (relation->roles[r].kind != ML_ROLE_ENTITY)
      continue;
    if (layout->source == ML_NO_INDEX)
      layout->source = r;
    else if (layout->target == ML_NO_INDEX)
      layout->target = r;
  }
  if (value)
    layout->target = ML_NO_INDEX;
}

/* A fact's time: with one role of dates, from its first date to its last one; with two (since, until), from the first
 * date of the first role to the last date of the last role. */
static void choose_time(ml_layout *layout) {
  layout->begins = layout->ends = ML_NO_INDEX;
  for (uint32_t c = 0; c < layout->n_columns; c++) {
    if (layout->columns[c].kind != ML_COLUMN_DATE)
      continue;
    if (layout->begins == ML_NO_INDEX)
      layout->begins = c;
    layout->ends = c;
  }
}

static ml_status lay_out(layouter *l) {
  ml_layout *layout = l->layout;
  const ml_relation *relation = layout->relation;
  ml_arena *arena = l->vocabulary->arena;
  const char *owner = ml_arena_format(arena, "relation %s", relation->name);
  ml_status status = ml_vocabulary_expand(l->vocabulary, owner, relation->rdf, relation->name, &layout->class_iri);
  layout->table = ml_arena_format(arena, "fact_%s", relation->name);
  memset(&l->columns, 0, sizeof l->columns);
  for (uint32_t r = 0; r < relation->n_roles; r++) {
    const ml_role *role = &relation->roles[r];
    ml_column column = {role->name,
                        role->kind == ML_ROLE_ENTITY ? ML_COLUMN_ENTITY : ML_COLUMN_TEXT,
                        r,
                        ML_NO_INDEX,
                        .property = NULL,
                        .shown = role->kind != ML_ROLE_LABEL};
    ml_status added = role->kind == ML_ROLE_VALUE ? add_value(l, r) : add_column(l, role->rdf, column);
    if (added != ML_OK)
      status = added;
  }
  layout->columns = l->columns.v;
  layout->n_columns = l->columns.n;
  choose_ends(layout);
  choose_time(layout);
  return status;
}

ml_status ml_layouts_make(const ml_schema *schema, ml_vocabulary *vocabulary, ml_layout **out) {
  layouter l = {.schema = schema, .vocabulary = vocabulary};
  ml_status status = ML_OK;
  ml_layout *layouts = ML_NEW_ARRAY(vocabulary->arena, ml_layout, schema->n_relations);
  for (size_t i = 0; i < schema->n_relations; i++) {
    l.layout = &layouts[i];
    l.layout->relation = &schema->relations[i];
    if (lay_out(&l) != ML_OK)
      status = ML_ERR_RULES;
  }
  *out = layouts;
  return status;
}
