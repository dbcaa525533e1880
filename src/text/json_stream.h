/* JSON stream: the values in a file of JSON that are no lines: the members of one array, or objects that follow each
 * other, however they are spread over lines. Only one value is held at a time. */
#ifndef ML_TEXT_JSON_STREAM_H
#define ML_TEXT_JSON_STREAM_H

#include "text/reader.h"

enum { ML_JSON_DEPTH = 256 }; /* arrays and objects in each other; a deeper value is refused */

/* A place in a file. Starts zeroed but for `from`. Lines and columns count from 1, columns in characters. */
typedef struct ml_json_stream {
  ml_reader *from;     /* which it does not own */
  size_t line, column; /* of the current value's beginning, or of its problem */
  size_t number;       /* of the current value, from 1 */
  const char *problem; /* why the current value is none; NULL: it is one, but for its numbers and literals. Static */
  size_t next_line, next_column; /* of the byte that comes next */
  bool in_array;
  bool lost; /* look for the next object instead of what should come */
} ml_json_stream;

typedef enum ml_json_kind {
  ML_JSON_NONE,
  ML_JSON_LINED,  /* it begins with an object in a line of its own, or the end of that line is not in sight */
  ML_JSON_SPREAD, /* it begins with an array of objects, or an object over several lines */
  ML_JSON_BROKEN, /* it begins like JSON */
} ml_json_kind;

/* What a file that starts with these bytes looks like. */
ml_json_kind ml_json_kind_of(ml_str head);

/* Goes to the next value. ML_READ_DONE, with *value, valid until the next call, or else stream->problem; behind a
 * problem, reading goes on at the next object. ML_READ_TOO_LONG for a value of more than `limit` bytes, likewise;
 * ML_READ_END; or what the reader met. */
ml_read ml_json_next(ml_json_stream *stream, size_t limit, ml_str *value);

#endif
