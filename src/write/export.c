/* Exporting a store: the table of formats. */
#include "base/report.h"
#include "graph/sql.h"
#include "write/output.h"
#include "write/select.h"
#include "write/verify.h"

typedef struct export_format {
  const char *name, *suffix;
  ml_status (*write)(ml_export_job *job);
  const char *syntax; /* what raptor calls it; NULL: raptor does not read it */
  const char *folder; /* the suffix of the files in it; NULL: it is one file */
} export_format;

static const export_format formats[] = {
    {"ttl", ".ttl", ml_write_turtle, "turtle", NULL},      {"nt", ".nt", ml_write_ntriples, "ntriples", NULL},
    {"nq", ".nq", ml_write_nquads, "nquads", NULL},        {"trig", ".trig", ml_write_trig, "trig", NULL},
    {"jsonld", ".jsonld", ml_write_jsonld, NULL, NULL},    {"rdfxml", ".rdf", ml_write_rdfxml, "rdfxml", NULL},
    {"graphml", ".graphml", ml_write_graphml, NULL, NULL}, {"gexf", ".gexf", ml_write_gexf, NULL, NULL},
    {"csv", "-csv", ml_write_csv, NULL, ".csv"},           {"sqlite", ".db", ml_write_sqlite, NULL, NULL},
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
  const export_format *format;
  const char *path;
  const ml_reporter *reporter;
  ml_arena arena;
  ml_export_job job;
  ml_output output;
} exporting;

static ml_status write_output(void *argument) {
  exporting *e = argument;
  ml_export_job *job = &e->job;
  ML_TRY(ml_select(job, e->reporter));
  ML_TRY(e->format->folder == NULL
             ? ml_output_open(&e->output, &e->arena, e->path, e->reporter)
             : ml_output_open_folder(&e->output, &e->arena, e->path, e->format->folder, e->reporter));
  job->to = e->output.file;
  job->path = ml_output_place(&e->output);
  ML_TRY(e->format->write(job));
  ML_TRY(ml_output_finish(&e->output));
  if (!job->options->verify || e->format->syntax == NULL)
    return ML_OK;
  return ml_verify(job->path, e->path, e->format->syntax, job->n_statements, e->reporter);
}

/* Runs `work` for an export whose format and options are given. */
static ml_status run(exporting *e, const char *format, const ml_export_options *options,
                     ml_status (*work)(void *argument)) {
  static const ml_export_options everything = {0};
  const ml_store *store = e->job.store;
  e->format = format_named(format);
  e->job.options = options == NULL ? &everything : options;
  e->job.arena = &e->arena;
  if (e->format == NULL)
    return ml_fail(e->reporter, ML_ERR_ARGUMENT, NULL, "there is no format `%s`", format);
  ML_TRY(ml_store_readable(store));
  ml_status status = ml_output_close(&e->output, ml_arena_guard(&e->arena, work, e));
  ml_arena_dispose(&e->arena);
  ml_sql_release(store);
  ml_select_end(store);
  return status;
}

ml_status ml_export(ml_store *store, const char *format, const char *path, const ml_export_options *options,
                    const ml_reporter *reporter) {
  exporting e = {.path = path, .reporter = reporter, .job = {.store = store}};
  return run(&e, format, options, write_output);
}

static ml_status write_stream(void *argument) {
  exporting *e = argument;
  ml_export_job *job = &e->job;
  if (e->format->folder != NULL)
    return ml_fail(e->reporter, ML_ERR_ARGUMENT, NULL, "%s is a folder, so it cannot go to a stream", e->format->name);
  ML_TRY(ml_select(job, e->reporter));
  ML_TRY(e->format->write(job));
  return fflush(job->to) != 0 || ferror(job->to) ? ML_ERR_IO : ML_OK;
}

ml_status ml_export_stream(ml_store *store, const char *format, FILE *to, const ml_export_options *options,
                           const ml_reporter *reporter) {
  exporting e = {.reporter = reporter, .job = {.store = store, .to = to}};
  return run(&e, format, options, write_stream);
}
