/* Expressions: conditions on captures, values of attributes, texts of roles. evaluate.c works out operators; the names
 * in an expression are looked up by scene.c, its functions called by call.c. */
#ifndef ML_EXTRACT_EVALUATE_H
#define ML_EXTRACT_EVALUATE_H

#include "extract/scene.h"

/* The value of an expression; texts live in the matcher's arena. */
ml_value ml_evaluate(const ml_scene *scene, const ml_expr *expr);

/* Whether every name of an expression has a value. */
bool ml_is_known(const ml_scene *scene, const ml_expr *expr);

/* A value as text, numbers in plain decimal notation; unset for what is unset or no finite number. */
ml_value ml_value_as_text(ml_arena *arena, ml_value value);

/* Points, in hundredths: what is unset or no number is worth nothing, and more than 1,000 are 1,000. */
int ml_worth_of(const ml_scene *scene, const ml_worth *worth);

/* Whether a condition holds: an unset value, 0 and the empty text count as no. */
bool ml_holds(const ml_scene *scene, const ml_expr *expr);

/* Whether a condition on a mention's own attributes holds. */
bool ml_holds_for_edge(ml_matcher *matcher, const ml_lattice *lattice, const ml_edge *edge, const ml_expr *expr);

#endif
