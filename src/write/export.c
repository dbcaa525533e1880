/* Exporting a store: the table of formats. */
#include "base/report.h"
#include "graph/sql.h"
#include "write/formats.h"
#include "write/output.h"

typedef struct export_format {
  const char *name, *suffix;
  ml_status (*write)(const ml_store *store, ml_arena *arena, FILE *to);
} export_format;

static const export_format formats[] = {
    {"turtle", ".ttl", ml_write_turtle},
    {"graphml", ".graphml", ml_write_graphml},
};

enum { N_FORMATS = sizeof formats / sizeof *formats };

const char *ml_format_name(size_t index) {
  return index < N_FORMATS ? formats[index].name : NULL;
}

const char *ml_format_suffix(size_t index) {
  return index < N_FORMATS ? formats[index].suffix : NULL;
}

static const export_format *format_named(const char *name) {
  for (size_t i = 0; i < N_FORMATS; i++)
    if (strcmp(formats[i].name, name) == 0)
      return &formats[i];
  return NULL;
}

typedef struct exporting {
  const ml_store *store;
  const export_format *format;
  const char *path;
  const ml_reporter *reporter;
  ml_arena arena;
  ml_output output;
} exporting;

static ml_status write_file(void *argument) {
  exporting *e = argument;
  ML_TRY(ml_output_open(&e->output, &e->arena, e->path, e->reporter));
  return e->format->write(e->store, &e->arena, e->output.file);
}

ml_status ml_export(ml_store *store, const char *format, const char *path, const ml_reporter *reporter) {
  exporting e = {.store = store, .format = format_named(format), .path = path, .reporter = reporter};
  if (e.format == NULL)
    return ml_fail(reporter, ML_ERR_ARGUMENT, NULL, "there is no format `%s`", format);
  ML_TRY(ml_store_readable(store));
  ml_status status = ml_output_close(&e.output, ml_arena_guard(&e.arena, write_file, &e));
  ml_arena_dispose(&e.arena);
  ml_sql_release(store);
  return status;
}
