/* What the names in an expression stand for. */
#ifndef ML_EXTRACT_SCENE_H
#define ML_EXTRACT_SCENE_H

#include "extract/capture.h"
#include "extract/claim.h"

/* What the names of an expression stand for; what is NULL is not there. */
typedef struct ml_scene {
  ml_matcher *matcher;
  const ml_bound *slots; /* captures of the rule */
  const ml_edge *self;   /* the mention whose attributes stand for themselves, with its lattice */
  const ml_lattice *lattice;
  const ml_edge *same; /* what the name `same` stands for, with its lattice */
  const ml_lattice *same_lattice;
  const ml_relation *relation; /* its roles, filled as far as `fillers` says */
  const ml_filler *fillers;
  const ml_bound *bounds; /* where the fillers stand */
  const ml_type *type;    /* its attributes, as far as `values` says */
  const ml_value *values;
  const ml_edge *made; /* the mention that these attributes become, or NULL */
} ml_scene;

/* The value of an expression that is a name (ML_EXPR_NAME); texts live in the matcher's arena. Unset when the scene has
 * nothing of that name. */
ml_value ml_value_of_name(const ml_scene *scene, const ml_expr *expr);

/* The attribute of a mention that has this number (rules/schema.h). Unset when there is no such attribute. */
ml_value ml_attribute_of(ml_matcher *matcher, const ml_lattice *lattice, const ml_edge *edge, uint32_t number);

/* Whether two places hold one thing: of one id, or when one of them has none, of one name. */
bool ml_is_same(const ml_scene *scene, const ml_bound *left, const ml_bound *right);

#endif
