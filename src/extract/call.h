/* The functions that expressions may call (rules/function.h). */
#ifndef ML_EXTRACT_CALL_H
#define ML_EXTRACT_CALL_H

#include "extract/scene.h"

enum { ML_CALL_VALUES = 3 }; /* the most that a function takes */

/* What a call gives (ML_EXPR_CALL, of no function that ml_function_tests_text names). `values` are those of its
 * operands, ML_CALL_VALUES with those that are left out; functions of places look at the captures that the operands
 * name. Texts live in the matcher's arena. Unset when a value is of the wrong kind, or a capture is not there. */
ml_value ml_call(const ml_scene *scene, const ml_expr *expr, const ml_value *values);

/* Whether `a` begins with, ends with or has `b`: `function` is one that ml_function_tests_text names. Capitals of the
 * Latin alphabet count as small letters. */
bool ml_text_test(uint32_t function, ml_str a, ml_str b);

#endif
