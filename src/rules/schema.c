#include "rules/schema.h"

#include <stdio.h>
#include <string.h>

uint32_t ml_schema_type(const ml_schema *schema, const char *name) {
  for (uint32_t i = 0; i < schema->n_types; i++)
    if (strcmp(schema->types[i].name, name) == 0)
      return i;
  return ML_NO_INDEX;
}

uint32_t ml_schema_relation(const ml_schema *schema, const char *name) {
  for (uint32_t i = 0; i < schema->n_relations; i++)
    if (strcmp(schema->relations[i].name, name) == 0)
      return i;
  return ML_NO_INDEX;
}

uint32_t ml_schema_attribute(const ml_type *type, const char *name) {
  for (uint32_t i = 0; i < type->n_attributes; i++)
    if (strcmp(type->attributes[i].name, name) == 0)
      return i;
  return ML_NO_INDEX;
}

uint32_t ml_schema_attribute_number(const ml_schema *schema, const char *name) {
  static const char *const known[] = {[ML_ATTRIBUTE_TEXT] = "text",
                                      [ML_ATTRIBUTE_NAME] = "name",
                                      [ML_ATTRIBUTE_ID] = "id",
                                      [ML_ATTRIBUTE_LABEL] = "label",
                                      [ML_ATTRIBUTE_VALUE] = "value"};
  uint32_t number = sizeof known / sizeof known[0];
  for (uint32_t i = 0; i < number; i++)
    if (strcmp(known[i], name) == 0)
      return i;
  for (size_t t = 0; t < schema->n_types; t++)
    for (size_t a = 0; a < schema->types[t].n_attributes; a++, number++)
      if (strcmp(schema->types[t].attributes[a].name, name) == 0)
        return number;
  return ML_NO_INDEX;
}

uint32_t ml_schema_role(const ml_relation *relation, const char *name) {
  for (uint32_t i = 0; i < relation->n_roles; i++)
    if (strcmp(relation->roles[i].name, name) == 0)
      return i;
  return ML_NO_INDEX;
}

bool ml_schema_has_label(const ml_role *role, const char *label) {
  for (size_t i = 0; i < role->n_labels; i++)
    if (strcmp(role->labels[i], label) == 0)
      return true;
  return false;
}

bool ml_schema_is_a(const ml_schema *schema, uint32_t type, uint32_t ancestor) {
  while (type != ancestor && type != ML_NO_INDEX)
    type = schema->types[type].parent;
  return type == ancestor && type != ML_NO_INDEX;
}

static const ml_type *value_type(const ml_schema *schema, const ml_role *role) {
  return role->kind == ML_ROLE_VALUE ? &schema->types[role->types[0]] : NULL;
}

static bool is_ambiguous(const ml_schema *schema, const ml_relation *relation, const char *name) {
  size_t bearers = 0;
  for (size_t r = 0; r < relation->n_roles; r++) {
    const ml_type *type = value_type(schema, &relation->roles[r]);
    bearers += strcmp(relation->roles[r].name, name) == 0;
    for (size_t a = 1; type != NULL && a < type->n_attributes; a++)
      bearers += strcmp(type->attributes[a].name, name) == 0;
  }
  return bearers > 1;
}

void ml_schema_column(const ml_schema *schema, const ml_relation *relation, size_t r, size_t a, char *out,
                      size_t size) {
  const ml_role *role = &relation->roles[r];
  const ml_type *type = value_type(schema, role);
  if (type == NULL || a == 0)
    snprintf(out, size, "%s", role->name);
  else if (is_ambiguous(schema, relation, type->attributes[a].name))
    snprintf(out, size, "%s_%s", role->name, type->attributes[a].name);
  else
    snprintf(out, size, "%s", type->attributes[a].name);
}
