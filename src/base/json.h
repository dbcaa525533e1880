/* Writing JSON (RFC 8259), to a stream, or to pieces of it where values come by the million. Errors stay in the stream:
 * ask ferror when all is written. json_read.h reads. */
#ifndef ML_BASE_JSON_H
#define ML_BASE_JSON_H

#include "base/pieces.h"

/* Writes `text` as a string with its quotes. Control characters are escaped, bytes that are no UTF-8 become U+FFFD. */
void ml_json_string(FILE *to, ml_str text);
void ml_json_put_string(ml_pieces *to, ml_str text);

/* Writes a number, or null where JSON has none (infinite, not a number). */
void ml_json_number(FILE *to, double number);
void ml_json_put_number(ml_pieces *to, double number);

#endif
