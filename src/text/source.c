#include "text/source.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/nearest.h"
#include "text/charset.h"
#include "text/metadata.h"
#include "text/repair.h"

enum { HEAD_BYTES = 64 * 1024 /* enough of a file to see what it holds */ };

static const char cut_off[] = "it is damaged or cut off; what stands before that is read";

void ml_source_fail(ml_source *source, ml_place place, const char *hint, const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  source->failures++;
  ml_report(&source->reporter, &(ml_diagnostic){.severity = ML_ERROR,
                                                .file = place.file,
                                                .line = place.line,
                                                .column = place.column,
                                                .message = message,
                                                .hint = hint});
}

void ml_source_note(ml_source *source, ml_place place, const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  ml_report(
      &source->reporter,
      &(ml_diagnostic){
          .severity = ML_NOTE, .file = place.file, .line = place.line, .column = place.column, .message = message});
}

/* Tells why reading did not go on; only a lack of memory ends the work. */
static ml_status report_read(ml_source *source, const ml_level *from, size_t line, ml_read result) {
  const ml_place place = {from->file, line, 0};
  if (result == ML_READ_TOO_LONG)
    ml_source_fail(source, place, "split it", "this is longer than %zu MiB", source->limits.document_bytes >> 20);
  else if (result == ML_READ_FAILED)
    ml_source_fail(source, place, NULL, "this cannot be read: %s", ml_reader_problem(&from->reader));
  return result == ML_READ_NOMEM ? ML_ERR_NOMEM : ML_OK;
}

static ml_level *top_level(ml_source *source) {
  return &source->levels[source->depth - 1];
}

/* ---- opening ---- */

typedef struct opening {
  ml_source *source;
  const char *const *paths;
  size_t n_paths;
  const ml_source_options *options;
} opening;

static const char *const *copy_list(ml_arena *arena, const char *const *list) {
  ML_VEC(const char *) copy = {0};
  for (; list != NULL && *list != NULL; list++)
    ml_vec_push(arena, &copy, ml_arena_copy(arena, *list, strlen(*list)));
  ml_vec_push(arena, &copy, NULL);
  return copy.v;
}

static ml_status switch_off(ml_source *source, const char *name) {
  ml_nearest nearest = ml_nearest_start(name);
  for (size_t i = 0; ml_repair_name(i) != NULL; i++) {
    if (strcmp(ml_repair_name(i), name) == 0) {
      source->repairs_off |= 1U << i;
      return ML_OK;
    }
    ml_nearest_try(&nearest, ml_repair_name(i));
  }
  const char *hint = ml_nearest_hint(&nearest, &source->arena);
  char message[256];
  snprintf(message, sizeof message, "there is no repair called '%s'", name);
  ml_report(&source->reporter, &(ml_diagnostic){.severity = ML_ERROR, .message = message, .hint = hint});
  return ML_ERR_ARGUMENT;
}

static ml_status take_options(ml_source *source, const ml_source_options *options) {
  source->options.include = copy_list(&source->arena, options->include);
  source->options.exclude = copy_list(&source->arena, options->exclude);
  source->options.complete = options->complete;
  if (options->skip != NULL)
    source->options.skip = ml_arena_copy(&source->arena, options->skip, strlen(options->skip));
  if (options->published != NULL) {
    source->default_date = ml_date_in(ml_str_of(options->published));
    if (source->default_date.year == 0)
      return ml_fail(&source->reporter, ML_ERR_ARGUMENT, NULL, "'%s' is no date such as 2018-09-30, 2018-09 or 2018",
                     options->published);
  }
  for (const char *const *name = options->repairs_off; name != NULL && *name != NULL; name++)
    ML_TRY(switch_off(source, *name));
  return ML_OK;
}

static ml_status collect(void *argument) {
  const opening *job = argument;
  ml_source *source = job->source;
  if (job->options != NULL)
    ML_TRY(take_options(source, job->options));
  const ml_limits usual = {0};
  source->limits = ml_limits_settled(job->options == NULL ? usual : job->options->limits);
  ml_inputs_collect(&source->arena, &source->inputs, job->paths, job->n_paths, &source->options, &source->reporter);
  source->failures = source->inputs.failures;
  for (size_t i = 0; i < source->inputs.files.n; i++)
    source->all += source->inputs.files.v[i].size;
  return ML_OK;
}

ml_status ml_source_open(ml_source **out, const char *const *paths, size_t n_paths, const ml_source_options *options,
                         const ml_reporter *reporter) {
  *out = NULL;
  ml_source *source = calloc(1, sizeof *source);
  if (source == NULL)
    return ML_ERR_NOMEM;
  for (size_t i = 0; i < ML_MOST_LEVELS; i++)
    source->levels[i].reader.fd = -1;
  if (reporter != NULL)
    source->reporter = *reporter;
  opening job = {source, paths, n_paths, options};
  ml_status status = ml_arena_guard(&source->arena, collect, &job);
  if (status == ML_OK)
    *out = source;
  else
    ml_source_free(source);
  return status;
}

/* ---- what a file holds ---- */

/* A name without the endings of compressed files. */
static ml_str plain_name(const char *name) {
  static const ml_str endings[] = {{".gz", 3}, {".xz", 3}, {".zst", 4}, {".bz2", 4}};
  ml_str plain = ml_str_of(name);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (ml_str_ends(plain, endings[i]))
      plain.n -= endings[i].n;
  return plain;
}

static ml_content content_of(const ml_level *from, ml_str head) {
  ml_str name = plain_name(from->name);
  if (ml_is_packed(head))
    return ML_PACKED_FILES;
  if (ml_is_warc(head))
    return ML_WARC_RECORDS;
  ml_json_kind kind = ml_json_kind_of(head);
  if (kind == ML_JSON_LINED || ml_str_ends(name, ML_STR(".jsonl")) || ml_str_ends(name, ML_STR(".ndjson")))
    return kind == ML_JSON_SPREAD ? ML_JSON_VALUES : ML_JSON_LINES;
  if (kind == ML_JSON_SPREAD || (kind == ML_JSON_BROKEN && ml_str_ends(name, ML_STR(".json"))))
    return ML_JSON_VALUES;
  return ML_ONE_TEXT;
}

/* ---- levels ---- */

static void close_level(ml_source *source) {
  ml_level *top = top_level(source);
  if (top->left_out > 0)
    ml_source_note(source, (ml_place){.file = top->file},
                   "%zu record%s left out that %s delivered text: redirections, pictures, scripts and so on",
                   top->left_out, top->left_out == 1 ? " is" : "s are", top->left_out == 1 ? "is no" : "are no");
  ml_packed_free(top->packed);
  ml_warc_close_body(&top->warc);
  top->packed = NULL;
  top->left_out = 0;
  ml_reader_close(&top->reader);
  source->depth--;
  if (source->depth == 0)
    source->done += source->inputs.files.v[source->next - 1].size;
}

typedef struct sniffing {
  ml_source *source;
  ml_str head;
} sniffing;

static ml_status find_charset(void *argument) {
  const sniffing *job = argument;
  const ml_str undeclared = {0};
  const ml_decoded decoded = ml_charset_decode(&job->source->scratch, job->head, undeclared);
  char *charset = top_level(job->source)->charset;
  snprintf(charset, ML_CHARSET_NAME, "%s", strcmp(decoded.charset, "UTF-8") == 0 ? "" : decoded.charset);
  return ML_OK;
}

/* Makes ready for JSON. Lines are decoded one by one, unless the end of a line is more than a byte; an array cannot be,
 * for half of a character may look there like the end of a string. */
static ml_read begin_json(ml_source *source, ml_str head) {
  const ml_level *top = top_level(source);
  ml_status status = ml_arena_guard(&source->scratch, find_charset, &(sniffing){source, head});
  ml_arena_reset(&source->scratch);
  if (status != ML_OK)
    return ML_READ_NOMEM;
  bool wide = strncmp(top->charset, "UTF-16", 6) == 0 || strncmp(top->charset, "UTF-32", 6) == 0;
  if (*top->charset == '\0' || (top->content == ML_JSON_LINES && !wide))
    return ML_READ_DONE;
  ml_source_fail(source, (ml_place){.file = top->file}, "convert it to UTF-8", "this is JSON in %s", top->charset);
  return ML_READ_FAILED;
}

static ml_read begin_packed(ml_source *source, ml_str head) {
  ml_level *top = top_level(source);
  const ml_place place = {.file = top->file};
  if (ml_is_office_document(head)) {
    ml_source_fail(source, place, "save it as text or HTML", "this is an Office document");
    return ML_READ_FAILED;
  }
  ml_read result = ml_packed_open(&top->packed, &top->reader);
  if (result == ML_READ_FAILED)
    ml_source_fail(source, place, cut_off, "this cannot be unpacked: %s", ml_packed_problem(top->packed));
  return result;
}

/* Looks at what the level that was just opened holds. */
static ml_status begin_level(ml_source *source) {
  ml_level *top = top_level(source);
  ml_str head;
  ml_read result = ml_reader_peek(&top->reader, HEAD_BYTES, &head);
  if (result == ML_READ_DONE) {
    top->content = content_of(top, head);
    top->line = top->entries = 0;
    *top->charset = '\0';
    top->warc = (ml_warc){.from = &top->reader};
    top->json = (ml_json_stream){.from = &top->reader};
    if (top->content == ML_PACKED_FILES)
      result = begin_packed(source, head);
    else if (top->content == ML_JSON_LINES || top->content == ML_JSON_VALUES)
      result = begin_json(source, head);
  } else {
    report_read(source, top, 0, result);
  }
  if (result != ML_READ_DONE)
    close_level(source);
  return result == ML_READ_NOMEM ? ML_ERR_NOMEM : ML_OK;
}

static ml_status begin_input(ml_source *source) {
  const ml_input *input = &source->inputs.files.v[source->next++];
  bool standard = strcmp(input->path, "-") == 0;
  ml_level *top = &source->levels[source->depth++];
  top->id = top->name = input->id;
  top->file = standard ? input->id : input->path;
  top->uri = standard ? "" : input->path;
  top->coded = "";
  top->declared = (ml_str){0};
  top->is_page = false;
  ml_read result = ml_reader_open(&top->reader, input->path);
  if (result == ML_READ_DONE)
    return begin_level(source);
  report_read(source, top, 0, result);
  close_level(source);
  return ML_OK;
}

/* The next level for a part of the top one; NULL, reported, when that is too deep. */
static ml_level *push_level(ml_source *source, ml_supply supply) {
  if (source->depth == ML_MOST_LEVELS) {
    ml_source_fail(source, (ml_place){.file = top_level(source)->file}, "unpack it",
                   "files are packed in each other more than %d times", ML_MOST_LEVELS - 1);
    return NULL;
  }
  ml_level *below = top_level(source), *top = &source->levels[source->depth++];
  ml_reader_open_supply(&top->reader, supply);
  top->id = below->id;
  top->name = below->name;
  top->file = below->file;
  top->uri = below->uri;
  top->coded = below->coded;
  top->declared = below->declared;
  top->is_page = below->is_page;
  return top;
}

/* ---- packed files ---- */

typedef struct naming {
  ml_source *source;
  ml_level *below, *top;
} naming;

static const char *joined(ml_arena *arena, const char *front, const char *name) {
  return ml_arena_format(arena, *front == '\0' ? "%s%s" : "%s/%s", front, name);
}

static ml_status name_entry(void *argument) {
  const naming *job = argument;
  ml_arena *arena = &job->below->names;
  ml_str raw = ml_str_of(ml_packed_name(job->below->packed));
  if (raw.n == 0)
    return ML_OK;
  ml_decoded decoded = ml_charset_decode(arena, raw, (ml_str){0}); /* old zip files have names in GBK */
  ml_damage damage = ml_repair_survey(decoded.text);
  const char *name = ml_repair_bytes(arena, decoded.text, damage.bad).at;
  while (strncmp(name, "./", 2) == 0)
    name += 2;
  job->top->id = joined(arena, job->below->id, name);
  job->top->file = joined(arena, job->below->file, name);
  job->top->uri = joined(arena, job->below->uri, name);
  job->top->name = name;
  return ML_OK;
}

/* Opens the next packed file, or closes the level behind the last. */
static ml_status next_entry(ml_source *source) {
  ml_level *below = top_level(source);
  ml_read result = ml_packed_next(below->packed);
  if (result != ML_READ_DONE) {
    if (result == ML_READ_FAILED)
      ml_source_fail(source, (ml_place){.file = below->file}, cut_off, "this cannot be unpacked further: %s",
                     ml_packed_problem(below->packed));
    else if (below->entries == 0)
      ml_warn(&source->reporter, below->file, 0, "there is nothing in it");
    close_level(source);
    return ML_OK;
  }
  below->entries++;
  ml_level *top = push_level(source, ml_packed_supply(below->packed));
  if (top == NULL)
    return ML_OK;
  naming job = {source, below, top};
  ml_arena_reset(&below->names);
  ML_TRY(ml_arena_guard(&below->names, name_entry, &job));
  if (top->name != below->name && !ml_input_wanted(&source->options, top->name)) {
    close_level(source);
    return ML_OK;
  }
  return begin_level(source);
}

/* ---- web archives ---- */

static ml_status name_warc_record(void *argument) {
  const naming *job = argument;
  ml_arena *arena = &job->below->names;
  const ml_warc *warc = &job->below->warc;
  ml_str type = ml_str_of(ml_arena_copy(arena, warc->type, strlen(warc->type)));
  if (*warc->coded != '\0' && !ml_coding_known(warc->coded))
    job->top->coded = ml_arena_copy(arena, warc->coded, strlen(warc->coded));
  job->top->id = ml_arena_format(arena, "%s#%zu", job->below->id, warc->number);
  job->top->file = ml_arena_format(arena, "%s#%zu", job->below->file, warc->number);
  if (*warc->uri != '\0')
    job->top->uri = ml_arena_copy(arena, warc->uri, strlen(warc->uri));
  job->top->name = ""; /* of the archive's name nothing follows for its records */
  job->top->declared = ml_charset_declared(type);
  job->top->is_page = warc->is_page;
  return ML_OK;
}

/* Opens the next record that is a text, or closes the level behind the last. */
static ml_status next_warc_record(ml_source *source) {
  ml_level *below = top_level(source);
  ml_read result = ml_warc_next(&below->warc);
  if (result != ML_READ_DONE) {
    if (result != ML_READ_END)
      report_read(source, below, 0, result);
    close_level(source);
    return result == ML_READ_NOMEM ? ML_ERR_NOMEM : ML_OK;
  }
  const ml_warc *warc = &below->warc;
  if (warc->problem != NULL)
    ml_source_fail(source, (ml_place){.file = below->file}, NULL, "record %zu: %s", warc->number, warc->problem);
  if (!warc->has_text) {
    below->left_out += warc->problem == NULL;
    return ML_OK;
  }
  ml_supply body;
  if (ml_warc_open_body(&below->warc, &body) != ML_READ_DONE)
    return ML_ERR_NOMEM;
  ml_level *top = push_level(source, body);
  if (top == NULL)
    return ML_OK;
  naming job = {source, below, top};
  ml_arena_reset(&below->names);
  ML_TRY(ml_arena_guard(&below->names, name_warc_record, &job));
  return begin_level(source);
}

/* ---- what comes next ---- */

static ml_status read_text(ml_source *source, ml_document **out) {
  ml_level *top = top_level(source);
  ml_str raw;
  ml_read result = ml_reader_rest(&top->reader, source->limits.document_bytes, &raw);
  ml_status status =
      result == ML_READ_DONE ? ml_source_make_text(source, top, raw, out) : report_read(source, top, 0, result);
  close_level(source);
  return status;
}

static void warn_of_nothing(const ml_source *source, const ml_level *top) {
  ml_warn(&source->reporter, top->file, 0, "there is no text in it");
}

static ml_status read_next_line(ml_source *source, ml_document **out) {
  ml_level *top = top_level(source);
  ml_str line;
  ml_read result = ml_reader_line(&top->reader, source->limits.document_bytes, &line);
  top->line++;
  if (result == ML_READ_DONE)
    return ml_source_make_line(source, top, line, out);
  if (result == ML_READ_END && top->line == 1)
    warn_of_nothing(source, top);
  ml_status status = report_read(source, top, top->line, result);
  if (result != ML_READ_TOO_LONG)
    close_level(source);
  return status;
}

static ml_status read_next_value(ml_source *source, ml_document **out) {
  ml_level *top = top_level(source);
  const ml_json_stream *json = &top->json;
  ml_str value;
  ml_read result = ml_json_next(&top->json, source->limits.document_bytes, &value);
  if (result == ML_READ_DONE && json->problem == NULL)
    return ml_source_make_value(source, top, value, out);
  if (result == ML_READ_DONE)
    ml_source_fail(source, (ml_place){top->file, json->line, json->column},
                   "the file must be one JSON array of objects, or objects that follow each other", "%s",
                   json->problem);
  else if (result == ML_READ_END && json->line == 0) /* neither a value nor a problem */
    warn_of_nothing(source, top);
  ml_status status = report_read(source, top, json->line, result);
  if (result != ML_READ_TOO_LONG && result != ML_READ_DONE)
    close_level(source);
  return status;
}

/* One step of reading, which may give a document. */
static ml_status step(ml_source *source, ml_document **out) {
  if (source->depth == 0)
    return begin_input(source);
  switch (top_level(source)->content) {
  case ML_JSON_LINES:
    return read_next_line(source, out);
  case ML_JSON_VALUES:
    return read_next_value(source, out);
  case ML_WARC_RECORDS:
    return next_warc_record(source);
  case ML_PACKED_FILES:
    return next_entry(source);
  case ML_ONE_TEXT:
    break;
  }
  return read_text(source, out);
}

ml_status ml_source_next(ml_source *source, ml_document **out) {
  *out = NULL;
  while (*out == NULL && (source->depth > 0 || source->next < source->inputs.files.n))
    ML_TRY(step(source, out));
  return ML_OK;
}

size_t ml_source_failures(const ml_source *source) {
  return source->failures;
}

void ml_source_progress(const ml_source *source, uint64_t *done, uint64_t *all) {
  *done = source->done;
  *all = source->all;
  if (source->depth == 0)
    return;
  uint64_t place = ml_reader_place(&source->levels[0].reader), size = source->inputs.files.v[source->next - 1].size;
  *done += place < size ? place : size;
}

void ml_source_free(ml_source *source) {
  if (source == NULL)
    return;
  if (source->inputs.folder != NULL)
    closedir(source->inputs.folder);
  json_decref(source->json);
  for (size_t i = ML_MOST_LEVELS; i-- > 0;) {
    ml_packed_free(source->levels[i].packed);
    ml_warc_close_body(&source->levels[i].warc);
    ml_reader_dispose(&source->levels[i].reader);
    ml_arena_dispose(&source->levels[i].names);
  }
  ml_arena_dispose(&source->scratch);
  ml_arena_dispose(&source->arena);
  free(source);
}
