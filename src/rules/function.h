/* The functions and reserved names that expressions may use; extract/call.c and extract/scene.c say what they do. */
#ifndef ML_RULES_FUNCTION_H
#define ML_RULES_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ML_NAME_DOCUMENT "document" /* document.year, document.month, document.day */
#define ML_NAME_SAME "same"         /* in a seek's where: the mention being looked at */

/* name, least and most number of values */
#define ML_FUNCTIONS(X)                                            \
  X(len, 1, 1)         /* characters of a text */                  \
  X(begins, 2, 2)      /* 1 when the text begins with the other */ \
  X(ends, 2, 2)        /* 1 when the text ends with the other */   \
  X(has, 2, 2)         /* 1 when the text has the other inside */  \
  X(script, 1, 1)      /* han, latin, digit or mixed */            \
  X(date, 1, 3)        /* year, month, day as YYYY[-MM[-DD]] */    \
  X(quarter, 2, 2)     /* year, quarter as YYYY-MM/YYYY-MM */      \
  X(half, 2, 2)        /* year, half as YYYY-MM/YYYY-MM */         \
  X(interval, 2, 2)    /* two dates as FROM/UNTIL */               \
  X(from, 1, 1)        /* first day of a date or interval */       \
  X(until, 1, 1)       /* last day of a date or interval */        \
  X(precision, 1, 1)   /* day, month, year, interval, or unset */  \
  X(days, 2, 2)        /* a date that many days later */           \
  X(months, 2, 2)      /* a date that many months later */         \
  X(left, 1, 1)        /* the character left of a capture */       \
  X(right, 1, 1)       /* the character right of a capture */      \
  X(distance, 2, 2)    /* characters between two captures */       \
  X(same, 2, 2)        /* 1 when two captures are one thing */     \
  X(year_before, 1, 1) /* the year named last before a capture */

typedef enum ml_function {
#define ML_FUNCTION_NAME(name, least, most) ML_FN_##name,
  ML_FUNCTIONS(ML_FUNCTION_NAME)
#undef ML_FUNCTION_NAME
} ml_function;

/* The name of a function; NULL behind the last. */
const char *ml_function_name(uint32_t function);

/* The function called `name`, or UINT32_MAX. */
uint32_t ml_function_named(const char *name);

/* Whether it asks if a text begins with, ends with or has another: in a compiled expression one of several others. */
bool ml_function_tests_text(uint32_t function);

/* How many values `function` takes. */
void ml_function_arity(uint32_t function, size_t *least, size_t *most);

#endif
