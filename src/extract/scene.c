#include "extract/scene.h"

#include <stdlib.h>
#include <string.h>

#include "extract/value.h"

static ml_value text_between(ml_matcher *matcher, const ml_lattice *lattice, uint32_t begin, uint32_t end) {
  return ml_text_value(ml_lattice_text(matcher->arena, lattice, begin, end));
}

/* The index of the attribute of a type that has this number, or ML_NO_INDEX. */
static uint32_t attribute_numbered(const ml_type *type, uint32_t number) {
  for (uint32_t a = 0; a < type->n_attributes; a++)
    if (type->attributes[a].number == number)
      return a;
  return ML_NO_INDEX;
}

ml_value ml_attribute_of(ml_matcher *matcher, const ml_lattice *lattice, const ml_edge *edge, uint32_t number) {
  switch (number) {
  case ML_ATTRIBUTE_NAME:
    if (edge->name != NULL)
      return ml_text_value(edge->name);
    return text_between(matcher, lattice, edge->begin, edge->end);
  case ML_ATTRIBUTE_TEXT:
    return text_between(matcher, lattice, edge->begin, edge->end);
  case ML_ATTRIBUTE_ID:
    return ml_text_value(edge->id);
  default:
    break;
  }
  const ml_type *type = &matcher->rules->schema.types[edge->type];
  uint32_t a = edge->values == NULL ? ML_NO_INDEX : attribute_numbered(type, number);
  return a == ML_NO_INDEX ? ml_unset() : edge->values[a];
}

/* A label that is a numeral counts as a number: "-1" = 去年. */
static ml_value value_of_label(const char *label) {
  char *end = NULL;
  double number = label == NULL || *label == '\0' ? 0 : strtod(label, &end);
  return end != NULL && *end == '\0' ? ml_number_value(number) : ml_text_value(label);
}

/* `number` is that of an attribute. */
static ml_value value_of_bound(const ml_scene *scene, const ml_bound *bound, uint32_t number) {
  if (!bound->set)
    return ml_unset();
  if (bound->said != NULL)
    return ml_text_value(bound->said);
  if (number == ML_ATTRIBUTE_LABEL)
    return value_of_label(bound->label);
  if (bound->edge != NULL)
    return ml_attribute_of(scene->matcher, bound->lattice, bound->edge, number);
  if (number != ML_ATTRIBUTE_TEXT && number != ML_ATTRIBUTE_NAME)
    return ml_unset();
  return text_between(scene->matcher, bound->lattice, bound->begin, bound->end);
}

static ml_value value_of_document(const ml_document *document, const char *attribute) {
  int part = 0;
  if (attribute == NULL)
    return ml_text_value(document->title);
  if (strcmp(attribute, "year") == 0)
    part = document->published.year;
  else if (strcmp(attribute, "month") == 0)
    part = document->published.month;
  else if (strcmp(attribute, "day") == 0)
    part = document->published.day;
  return part == 0 ? ml_unset() : ml_number_value(part);
}

static ml_value value_of_role(const ml_scene *scene, const char *name, const char *attribute) {
  uint32_t r = ml_schema_role(scene->relation, name);
  if (r == ML_NO_INDEX || !scene->fillers[r].set)
    return ml_unset();
  const ml_filler *filler = &scene->fillers[r];
  if (attribute != NULL && filler->kind == ML_ROLE_VALUE) {
    uint32_t a = ml_schema_attribute(&scene->matcher->rules->schema.types[filler->type], attribute);
    if (a != ML_NO_INDEX)
      return filler->values[a];
  }
  if (attribute != NULL && filler->kind == ML_ROLE_ENTITY)
    return scene->bounds == NULL || scene->bounds[r].edge == NULL
               ? ml_unset()
               : ml_attribute_of(scene->matcher, scene->bounds[r].lattice, scene->bounds[r].edge,
                                 ml_schema_attribute_number(&scene->matcher->rules->schema, attribute));
  return ml_text_value(filler->text);
}

static ml_value value_of_own_attribute(const ml_scene *scene, uint32_t number) {
  if (number == ML_ATTRIBUTE_TEXT && scene->made != NULL)
    return text_between(scene->matcher, scene->lattice, scene->made->begin, scene->made->end);
  uint32_t a = attribute_numbered(scene->type, number);
  return a == ML_NO_INDEX ? ml_unset() : scene->values[a];
}

static const ml_document *document_of(const ml_scene *scene) {
  return scene->lattice->document;
}

/* What a mention without a dot behind it stands for is its name. */
static uint32_t attribute_asked_for(const ml_expr *expr) {
  return expr->attribute == NULL ? (uint32_t)ML_ATTRIBUTE_NAME : expr->attribute_number;
}

ml_value ml_value_of_name(const ml_scene *scene, const ml_expr *expr) {
  if (scene->slots != NULL && expr->symbol != ML_NO_INDEX)
    return value_of_bound(scene, &scene->slots[expr->symbol], attribute_asked_for(expr));
  if (expr->reserved == ML_RESERVED_DOCUMENT)
    return value_of_document(document_of(scene), expr->attribute);
  if (scene->same != NULL && expr->reserved == ML_RESERVED_SAME)
    return ml_attribute_of(scene->matcher, scene->same_lattice, scene->same, attribute_asked_for(expr));
  if (scene->self != NULL)
    return ml_attribute_of(scene->matcher, scene->lattice, scene->self, expr->attribute_number);
  if (scene->type != NULL)
    return value_of_own_attribute(scene, expr->attribute_number);
  if (scene->relation != NULL)
    return value_of_role(scene, expr->text, expr->attribute);
  return ml_unset();
}

bool ml_is_same(const ml_scene *scene, const ml_bound *left, const ml_bound *right) {
  ml_value id = value_of_bound(scene, left, ML_ATTRIBUTE_ID), other = value_of_bound(scene, right, ML_ATTRIBUTE_ID);
  if (id.kind == ML_UNSET || other.kind == ML_UNSET) {
    id = value_of_bound(scene, left, ML_ATTRIBUTE_NAME);
    other = value_of_bound(scene, right, ML_ATTRIBUTE_NAME);
  }
  return ml_equal(id, other);
}
