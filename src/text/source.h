/* Source: the state of reading, as its halves share it: source.c finds the texts, source_make.c makes documents. */
#ifndef ML_TEXT_SOURCE_H
#define ML_TEXT_SOURCE_H

#include <jansson.h>

#include "base/report.h"
#include "text/charset.h"
#include "text/draft.h"
#include "text/inputs.h"
#include "text/json_stream.h"
#include "text/packed.h"
#include "text/warc.h"

enum { ML_MOST_LEVELS = 6 /* files packed in each other: what lies deeper is refused */ };

typedef enum ml_content { ML_ONE_TEXT, ML_JSON_LINES, ML_JSON_VALUES, ML_WARC_RECORDS, ML_PACKED_FILES } ml_content;

/* A file, or one within the file of the level below. */
typedef struct ml_level {
  ml_reader reader;
  ml_content content;
  ml_arena names;                /* of the level above: what its file is called */
  const char *id;                /* of the document, if it is one text */
  const char *file;              /* where diagnostics point */
  const char *uri;               /* of the document */
  const char *name;              /* for what a name can tell of the content */
  const char *coded;             /* the coding that it was delivered in, when nobody undid it; "": none */
  ml_str declared;               /* the charset that it was delivered with; empty: none */
  bool is_page;                  /* it was delivered as HTML */
  ml_packed *packed;             /* for ML_PACKED_FILES */
  size_t entries;                /* that were seen there */
  ml_warc warc;                  /* for ML_WARC_RECORDS */
  size_t left_out;               /* records that are no text */
  size_t line;                   /* for ML_JSON_LINES, from 1 */
  char charset[ML_CHARSET_NAME]; /* of JSON; "": UTF-8 */
  ml_json_stream json;           /* for ML_JSON_VALUES */
} ml_level;

struct ml_source {
  ml_arena arena;            /* of the list of inputs and the options */
  ml_arena scratch;          /* of one document's draft */
  ml_source_options options; /* its patterns; the rest is in: */
  ml_date default_date;
  unsigned repairs_off;
  ml_limits limits; /* none is 0 */
  ml_reporter reporter;
  ml_inputs inputs;
  size_t next; /* index of the input that is read after the current one */
  ml_level levels[ML_MOST_LEVELS];
  size_t depth; /* levels that are open */
  json_t *json; /* the object at hand */
  size_t failures;
  uint64_t done, all; /* bytes; done counts whole inputs */
};

/* A place in an input; line and column are 0 where the whole is meant. */
typedef struct ml_place {
  const char *file;
  size_t line, column;
} ml_place;

/* Reports an error and counts it. */
void ml_source_fail(ml_source *source, ml_place place, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Reports what is worth knowing. */
void ml_source_note(ml_source *source, ml_place place, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Makes the document of a whole text or page. In all three, *out stays NULL for what is none, which is reported; only
 * what ends the work is returned. */
ml_status ml_source_make_text(ml_source *source, const ml_level *from, ml_str raw, ml_document **out);

/* Makes the document of a line of JSON Lines, if it is not blank. */
ml_status ml_source_make_line(ml_source *source, const ml_level *from, ml_str line, ml_document **out);

/* Makes the document of the current value of a JSON stream. */
ml_status ml_source_make_value(ml_source *source, const ml_level *from, ml_str value, ml_document **out);

#endif
