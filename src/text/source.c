#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "text/draft.h"
#include "text/inputs.h"
#include "text/metadata.h"
#include "text/reader.h"
#include "text/record.h"
#include "text/repair.h"

struct ml_source {
  ml_arena arena;   /* of the list of inputs */
  ml_arena scratch; /* of one document's draft */
  ml_reporter reporter;
  ml_inputs inputs;
  size_t next;   /* index of the input that is read after the current one */
  bool in_lines; /* the input before that is a JSON Lines file which perhaps has more lines */
  size_t line;   /* of that file, from 1 */
  ml_reader reader;
  json_t *json; /* the line's object */
  size_t failures;
  uint64_t done, all;  /* bytes; done counts whole inputs */
  uint64_t line_bytes; /* of the JSON Lines file that is being read */
};

static void fail_at(ml_source *source, const char *file, size_t line, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

static void fail_at(ml_source *source, const char *file, size_t line, const char *hint, const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  source->failures++;
  ml_report(&source->reporter,
            &(ml_diagnostic){.severity = ML_ERROR, .file = file, .line = line, .message = message, .hint = hint});
}

/* Tells why reading did not go on; only a lack of memory ends the work. */
static ml_status report_read(ml_source *source, const char *file, size_t line, ml_read result) {
  if (result == ML_READ_TOO_LONG)
    fail_at(source, file, line, "split it", "this is longer than %d MiB", ML_DOCUMENT_LIMIT >> 20);
  else if (result == ML_READ_FAILED)
    fail_at(source, file, line, NULL, "this cannot be read: %s", strerror(errno));
  return result == ML_READ_NOMEM ? ML_ERR_NOMEM : ML_OK;
}

/* ---- opening ---- */

typedef struct opening {
  ml_source *source;
  const char *const *paths;
  size_t n_paths;
} opening;

static ml_status collect(void *argument) {
  const opening *job = argument;
  ml_source *source = job->source;
  ml_inputs_collect(&source->arena, &source->inputs, job->paths, job->n_paths, &source->reporter);
  source->failures = source->inputs.failures;
  for (size_t i = 0; i < source->inputs.files.n; i++)
    source->all += source->inputs.files.v[i].size;
  return ML_OK;
}

ml_status ml_source_open(ml_source **out, const char *const *paths, size_t n_paths, const ml_reporter *reporter) {
  *out = NULL;
  ml_source *source = calloc(1, sizeof *source);
  if (source == NULL)
    return ML_ERR_NOMEM;
  source->reader.fd = -1;
  if (reporter != NULL)
    source->reporter = *reporter;
  opening job = {source, paths, n_paths};
  ml_status status = ml_arena_guard(&source->arena, collect, &job);
  if (status == ML_OK)
    *out = source;
  else
    ml_source_free(source);
  return status;
}

/* ---- files that are one text ---- */

static ml_status read_text(ml_source *source, const ml_input *input, ml_document **out) {
  ml_str raw;
  ml_read result = ml_reader_rest(&source->reader, ML_DOCUMENT_LIMIT, &raw);
  ml_reader_close(&source->reader);
  source->done += input->size;
  if (result != ML_READ_DONE)
    return report_read(source, input->path, 0, result);
  ml_draft draft = {.id = input->id, .uri = input->path, .raw = raw, .file = input->path};
  return ml_document_make(out, &draft, &source->reporter);
}

/* ---- JSON Lines ---- */

static const ml_str byte_order_mark = {"\xEF\xBB\xBF", 3};

static bool is_json_lines(const char *path) {
  ml_str name = ml_str_of(path);
  return ml_str_ends(name, ML_STR(".jsonl")) || ml_str_ends(name, ML_STR(".ndjson"));
}

static bool is_blank(ml_str line) {
  size_t n = 0;
  while (n < line.n && (line.at[n] == ' ' || line.at[n] == '\t' || line.at[n] == '\r'))
    n++;
  return n == line.n;
}

typedef struct making {
  ml_source *source;
  const ml_input *input;
  ml_str line;
  ml_document **out;
} making;

/* Bad bytes are replaced as in texts; those of the text itself are left to ml_document_make. */
static ml_str repaired(const making *job, ml_str string) {
  ml_source *source = job->source;
  ml_damage damage = ml_repair_survey(string);
  if (damage.bad == 0)
    return string;
  ml_warn(&source->reporter, job->input->path, source->line, "%zu byte%s no text in UTF-8; U+FFFD is read instead",
          damage.bad, damage.bad == 1 ? " is" : "s are");
  return ml_repair_bytes(&source->scratch, string, damage.bad);
}

/* Reads the line's record; reports and gives false when it is none. */
static bool read_record(const making *job, ml_record *record) {
  ml_source *source = job->source;
  json_error_t error;
  if (ml_record_scan(&source->scratch, job->line, record) && record->text.at != NULL) {
    record->id = repaired(job, record->id);
    record->title = repaired(job, record->title);
    record->uri = repaired(job, record->uri);
    return true;
  }
  ml_record_read(&source->scratch, repaired(job, job->line), record, &source->json, &error);
  if (source->json == NULL)
    fail_at(source, job->input->path, source->line, "each line must be one complete JSON object",
            "this line is no JSON: %s", error.text);
  else if (!json_is_object(source->json))
    fail_at(source, job->input->path, source->line, "each line must be one complete JSON object",
            "this line is no JSON object");
  else if (record->text.at == NULL)
    fail_at(source, job->input->path, source->line, "write {\"id\": \"...\", \"text\": \"...\"}",
            "the object has no member \"text\" that is a string");
  return record->text.at != NULL;
}

static ml_status make_of_line(void *argument) {
  const making *job = argument;
  ml_source *source = job->source;
  ml_record record;
  if (!read_record(job, &record))
    return ML_OK;
  if (record.id.n == 0)
    record.id.at = ml_arena_format(&source->scratch, "%s:%zu", job->input->id, source->line);
  ml_draft draft = {.id = record.id.at,
                    .uri = record.uri.at != NULL ? record.uri.at : job->input->path,
                    .title = record.title.at,
                    .published = record.published.at != NULL ? ml_date_in(record.published) : (ml_date){0},
                    .raw = record.text,
                    .file = job->input->path,
                    .line = source->line};
  return ml_document_make(job->out, &draft, &source->reporter);
}

/* The document of the current line; *out stays NULL when it has none. */
static ml_status read_line(making *job) {
  ml_source *source = job->source;
  if (source->line == 1 && ml_str_starts(job->line, byte_order_mark))
    job->line = (ml_str){job->line.at + byte_order_mark.n, job->line.n - byte_order_mark.n};
  if (is_blank(job->line))
    return ML_OK;
  ml_status status = ml_arena_guard(&source->scratch, make_of_line, job);
  json_decref(source->json);
  source->json = NULL;
  ml_arena_reset(&source->scratch);
  return status;
}

/* The document of the next line that has one; *out stays NULL when the file ends before. */
static ml_status read_lines(ml_source *source, const ml_input *input, ml_document **out) {
  making job = {.source = source, .input = input, .out = out};
  ml_read result = ML_READ_DONE;
  while (*out == NULL) {
    result = ml_reader_line(&source->reader, ML_DOCUMENT_LIMIT, &job.line);
    source->line++;
    if (result != ML_READ_DONE && result != ML_READ_TOO_LONG)
      break;
    if (result == ML_READ_TOO_LONG) {
      report_read(source, input->path, source->line, result);
      continue;
    }
    source->line_bytes += job.line.n + 1;
    ML_TRY(read_line(&job));
  }
  if (*out != NULL)
    return ML_OK;
  ml_reader_close(&source->reader);
  source->in_lines = false;
  source->line_bytes = 0;
  source->done += input->size;
  return report_read(source, input->path, source->line, result);
}

/* ---- what comes next ---- */

/* Opens the next input and, when it is one text, makes its document. */
static ml_status begin_input(ml_source *source, const ml_input *input, ml_document **out) {
  ml_read result = ml_reader_open(&source->reader, input->path);
  if (result != ML_READ_DONE) {
    source->done += input->size;
    return report_read(source, input->path, 0, result);
  }
  if (!is_json_lines(input->path))
    return read_text(source, input, out);
  source->in_lines = true;
  source->line = 0;
  return ML_OK;
}

ml_status ml_source_next(ml_source *source, ml_document **out) {
  *out = NULL;
  while (*out == NULL) {
    if (source->in_lines)
      ML_TRY(read_lines(source, &source->inputs.files.v[source->next - 1], out));
    else if (source->next < source->inputs.files.n)
      ML_TRY(begin_input(source, &source->inputs.files.v[source->next++], out));
    else
      break;
  }
  return ML_OK;
}

size_t ml_source_failures(const ml_source *source) {
  return source->failures;
}

void ml_source_progress(const ml_source *source, uint64_t *done, uint64_t *all) {
  *done = source->done + source->line_bytes;
  *all = source->all;
}

void ml_source_free(ml_source *source) {
  if (source == NULL)
    return;
  if (source->inputs.folder != NULL)
    closedir(source->inputs.folder);
  json_decref(source->json);
  ml_reader_dispose(&source->reader);
  ml_arena_dispose(&source->scratch);
  ml_arena_dispose(&source->arena);
  free(source);
}
