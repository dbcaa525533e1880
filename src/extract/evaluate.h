/* Expressions: conditions on captures, values of attributes, texts of roles. */
#ifndef ML_EXTRACT_EVALUATE_H
#define ML_EXTRACT_EVALUATE_H

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

/* Whether two places hold one thing: of one id, or when one of them has none, of one name. */
bool ml_is_same(const ml_scene *scene, const ml_bound *left, const ml_bound *right);

/* Whether a condition on a mention's own attributes holds. */
bool ml_holds_for_edge(ml_matcher *matcher, const ml_lattice *lattice, const ml_edge *edge, const ml_expr *expr);

/* The attribute of a mention that has this number (rules/schema.h). Unset when there is no such attribute. */
ml_value ml_attribute_of(ml_matcher *matcher, const ml_lattice *lattice, const ml_edge *edge, uint32_t number);

/* ---- dates (date.c) ---- */

/* YYYY, YYYY-MM or YYYY-MM-DD as far as the parts are set; unset when one is impossible. */
ml_value ml_date_make(ml_arena *arena, ml_value year, ml_value month, ml_value day);

/* The interval YYYY-MM/YYYY-MM of part `index` (from 1) of a year cut into `parts` (4: quarters, 2: halves). */
ml_value ml_date_part(ml_arena *arena, ml_value year, ml_value index, int parts);

/* FROM/UNTIL of two dates. */
ml_value ml_date_interval(ml_arena *arena, ml_value from, ml_value until);

/* First or last day, as YYYY-MM-DD, of a date or interval in the form of the functions above; else unset. */
ml_value ml_date_edge(ml_arena *arena, ml_value value, bool last);

/* day, month, year or interval; unset when it is no date. */
ml_value ml_date_precision(ml_arena *arena, ml_value value);

/* A date moved by days (precision day) or months (precision month or day); unset when it is not that precise. */
ml_value ml_date_move(ml_arena *arena, ml_value value, ml_value days, ml_value months);

#endif
