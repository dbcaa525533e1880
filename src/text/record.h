/* Record: an object of JSON, of which a document is made. */
#ifndef ML_TEXT_RECORD_H
#define ML_TEXT_RECORD_H

#include <jansson.h>

#include "base/arena.h"
#include "base/str.h"

/* What is missing or of another type has at == NULL; an integer id is spelled out. Strings are NUL-terminated and live
 * in the line, in the arena or in the JSON value that was read. */
typedef struct ml_record {
  ml_str id, uri, title, author, source, site, published, text, html;
} ml_record;

/* Reads an object of strings, numbers and literals, without the general parser that takes several times as long.
 * true: `line` is such an object, but for bytes that are no UTF-8, which nobody looked for, and *record is filled.
 * false: it is something else, perhaps no JSON at all, and ml_record_read has to look. */
bool ml_record_scan(ml_arena *arena, ml_str line, ml_record *record);

/* Reads any JSON value into *json, which the caller owns. NULL there: it is none, and *error says why. What is no
 * object gives an empty record. */
void ml_record_read(ml_arena *arena, ml_str line, ml_record *record, json_t **json, json_error_t *error);

#endif
