/* Reading JSON (RFC 8259): a text as a tree of values in an arena. Made for sheets, lines of our own that come by the
 * million: no allocation for a value, no copy for a string. JSON of others is read with Jansson (text/record.c,
 * text/page_meta.c); docs/dependencies.md says why. */
#ifndef ML_BASE_JSON_READ_H
#define ML_BASE_JSON_READ_H

#include "base/arena.h"
#include "base/str.h"

typedef enum ml_json_type {
  ML_JSON_NULL,
  ML_JSON_FALSE,
  ML_JSON_TRUE,
  ML_JSON_NUMBER,
  ML_JSON_STRING,
  ML_JSON_ARRAY,
  ML_JSON_OBJECT
} ml_json_type;

typedef struct ml_json ml_json;

struct ml_json {
  ml_json_type type;
  ml_str name;         /* of a member of an object, else empty */
  const ml_json *next; /* in the array or object around it; NULL: it is the last one */
  union {
    double number;
    ml_str text; /* has a NUL behind it, and none within */
    struct {
      const ml_json *first; /* NULL: it is empty */
      size_t n;
    } members;
  };
};

/* Why a text is no JSON, and where reading stopped: code points from 1 on, or 0 where it is no UTF-8. */
typedef struct ml_json_error {
  const char *problem; /* static */
  size_t column;
} ml_json_error;

/* Reads one value, in the arena, under whose guard this runs. NULL: the text is no JSON, and *error says why. That is
 * also said of strings with a NUL in them, which would end there for who reads them as C does, of an object that has a
 * name twice, of numbers that no double holds, and of more than 256 arrays and objects in each other. */
const ml_json *ml_json_read(ml_arena *arena, ml_str text, ml_json_error *error);

/* The member with that name; NULL when there is none, or `object` is none or NULL. */
const ml_json *ml_json_get(const ml_json *object, const char *name);

/* Whether a value, which may be NULL, is of that type. */
static inline bool ml_json_is(const ml_json *value, ml_json_type type) {
  return value != NULL && value->type == type;
}

/* Behind the bytes of a JSON string that stand for themselves: up to a quote, a backslash or a control, or to `end`. */
const char *ml_json_plain_end(const char *at, const char *end);

#endif
