#include <stdarg.h>
#include <stdlib.h>

#include "base/nearest.h"
#include "text/charset.h"
#include "text/draft.h"
#include "text/inputs.h"
#include "text/metadata.h"
#include "text/packed.h"
#include "text/page.h"
#include "text/reader.h"
#include "text/record.h"
#include "text/repair.h"
#include "text/warc.h"

enum {
  MOST_LEVELS = 6,       /* files packed in each other: what lies deeper is refused */
  HEAD_BYTES = 64 * 1024 /* enough of a file to see what it holds */
};

typedef enum content { ONE_TEXT, JSON_LINES, WARC_RECORDS, PACKED_FILES } content;

/* A file, or one within the file of the level below. */
typedef struct level {
  ml_reader reader;
  content content;
  ml_arena names;    /* of the level above: what its file is called */
  const char *id;    /* of the document, if it is one text */
  const char *file;  /* where diagnostics point */
  const char *uri;   /* of the document */
  const char *name;  /* for what a name can tell of the content */
  ml_str declared;   /* the charset that it was delivered with; empty: none */
  bool is_page;      /* it was delivered as HTML */
  ml_packed *packed; /* for PACKED_FILES */
  size_t entries;    /* that were seen there */
  ml_warc warc;      /* for WARC_RECORDS */
  size_t left_out;   /* records that are no text */
  size_t line;       /* for JSON_LINES, from 1 */
} level;

struct ml_source {
  ml_arena arena;            /* of the list of inputs and the options */
  ml_arena scratch;          /* of one document's draft */
  ml_source_options options; /* its patterns; the rest is in: */
  ml_date default_date;
  unsigned repairs_off;
  ml_reporter reporter;
  ml_inputs inputs;
  size_t next; /* index of the input that is read after the current one */
  level levels[MOST_LEVELS];
  size_t depth; /* levels that are open */
  json_t *json; /* the line's object */
  size_t failures;
  uint64_t done, all; /* bytes; done counts whole inputs */
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

static void note_at(ml_source *source, const char *file, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void note_at(ml_source *source, const char *file, const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  ml_report(&source->reporter, &(ml_diagnostic){.severity = ML_NOTE, .file = file, .message = message});
}

/* Tells why reading did not go on; only a lack of memory ends the work. */
static ml_status report_read(ml_source *source, const level *from, size_t line, ml_read result) {
  if (result == ML_READ_TOO_LONG)
    fail_at(source, from->file, line, "split it", "this is longer than %d MiB", ML_DOCUMENT_LIMIT >> 20);
  else if (result == ML_READ_FAILED)
    fail_at(source, from->file, line, NULL, "this cannot be read: %s", ml_reader_problem(&from->reader));
  return result == ML_READ_NOMEM ? ML_ERR_NOMEM : ML_OK;
}

static level *top_level(ml_source *source) {
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
  for (size_t i = 0; i < MOST_LEVELS; i++)
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

/* ---- from bytes to a document ---- */

typedef struct making {
  ml_source *source;
  const level *from;
  ml_str raw; /* the text, or the line it stands in */
  ml_document **out;
} making;

static ml_status make_document(const making *job, ml_draft *draft) {
  draft->default_date = job->source->default_date;
  draft->repairs_off = job->source->repairs_off;
  return ml_document_make(job->out, draft, &job->source->reporter);
}

/* Makes the document of a page in UTF-8; what the draft knows already comes before what the page says. */
static ml_status make_of_page(const making *job, ml_draft *draft) {
  ml_source *source = job->source;
  ml_page page;
  if (draft->raw.n > ML_PAGE_LIMIT) {
    fail_at(source, draft->file, draft->line, "split it", "this page is longer than %d MiB", ML_PAGE_LIMIT >> 20);
    return ML_OK;
  }
  ml_damage damage = ml_repair_survey(draft->raw);
  if (damage.bad > 0) {
    ml_warn(&source->reporter, draft->file, draft->line, "%zu byte%s no text in UTF-8; U+FFFD is read instead",
            damage.bad, damage.bad == 1 ? " is" : "s are");
    draft->raw = ml_repair_bytes(&source->scratch, draft->raw, damage.bad);
  }
  ML_TRY(ml_page_read(&source->scratch, draft->raw, &page));
  if (page.too_deep)
    fail_at(source, draft->file, draft->line, NULL,
            "more than %d elements stand in each other; what comes behind is left out", ML_PAGE_DEPTH);
  draft->raw = page.text;
  if (draft->title == NULL && *page.title != '\0')
    draft->title = page.title;
  if (draft->author == NULL && *page.author != '\0')
    draft->author = page.author;
  if (draft->outlet == NULL && *page.outlet != '\0')
    draft->outlet = page.outlet;
  if (draft->site == NULL && *page.site != '\0')
    draft->site = page.site;
  draft->published = draft->published.year != 0 ? draft->published : page.published;
  return make_document(job, draft);
}

/* Tells what decoding has met. */
static void report_decoding(const making *job, const ml_decoded *decoded, ml_str declared) {
  if (decoded->contradicted)
    note_at(job->source, job->from->file, "this is declared to be %.*s, but it is %s", (int)declared.n, declared.at,
            decoded->charset);
  if (decoded->replaced > 0)
    ml_warn(&job->source->reporter, job->from->file, 0, "%zu byte%s no text in %s; U+FFFD is read instead",
            decoded->replaced, decoded->replaced == 1 ? " is" : "s are", decoded->charset);
}

static bool has_page_name(const char *name) {
  static const char *const endings[] = {".html", ".htm", ".xhtml", ".shtml"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (ml_str_ends(ml_str_of(name), ml_str_of(endings[i])))
      return true;
  return false;
}

static ml_status make_of_text(void *argument) {
  making *job = argument;
  ml_source *source = job->source;
  const level *from = job->from;
  bool named = from->is_page || has_page_name(from->name);
  if (ml_is_binary(job->raw)) {
    fail_at(source, from->file, 0, "convert it to text or HTML", "this is no text");
    return ML_OK;
  }
  ml_str declared = from->declared;
  if (declared.n == 0 && ml_is_page(job->raw, named))
    declared = ml_charset_declared(job->raw);
  ml_decoded decoded = ml_charset_decode(&source->scratch, job->raw, declared);
  report_decoding(job, &decoded, declared);
  ml_draft draft = {.id = from->id, .uri = from->uri, .raw = decoded.text, .file = from->file};
  if (ml_is_page(draft.raw, named))
    return make_of_page(job, &draft);
  return make_document(job, &draft);
}

/* ---- JSON Lines ---- */

static const ml_str byte_order_mark = {"\xEF\xBB\xBF", 3};

static bool is_blank(ml_str line) {
  size_t n = 0;
  while (n < line.n && (line.at[n] == ' ' || line.at[n] == '\t' || line.at[n] == '\r'))
    n++;
  return n == line.n;
}

/* Bad bytes are replaced as in texts; those of the text itself are left to ml_document_make. */
static ml_str repaired(const making *job, ml_str string) {
  ml_source *source = job->source;
  ml_damage damage = ml_repair_survey(string);
  if (damage.bad == 0)
    return string;
  ml_warn(&source->reporter, job->from->file, job->from->line, "%zu byte%s no text in UTF-8; U+FFFD is read instead",
          damage.bad, damage.bad == 1 ? " is" : "s are");
  return ml_repair_bytes(&source->scratch, string, damage.bad);
}

static bool has_text(const ml_record *record) {
  return record->text.at != NULL || record->html.at != NULL;
}

/* Reads the line's record; reports and gives false when it is none. */
static bool read_record(const making *job, ml_record *record) {
  ml_source *source = job->source;
  const char *file = job->from->file;
  size_t line = job->from->line;
  json_error_t error;
  if (ml_record_scan(&source->scratch, job->raw, record) && has_text(record)) {
    record->id = repaired(job, record->id);
    record->title = repaired(job, record->title);
    record->author = repaired(job, record->author);
    record->source = repaired(job, record->source);
    record->site = repaired(job, record->site);
    record->uri = repaired(job, record->uri);
    return true;
  }
  ml_record_read(&source->scratch, repaired(job, job->raw), record, &source->json, &error);
  if (source->json == NULL)
    fail_at(source, file, line, "each line must be one complete JSON object", "this line is no JSON: %s", error.text);
  else if (!json_is_object(source->json))
    fail_at(source, file, line, "each line must be one complete JSON object", "this line is no JSON object");
  else if (!has_text(record))
    fail_at(source, file, line, "write {\"id\": \"...\", \"text\": \"...\"}",
            "the object has no member \"text\" or \"html\" that is a string");
  return has_text(record);
}

static ml_status make_of_line(void *argument) {
  const making *job = argument;
  ml_source *source = job->source;
  ml_record record;
  if (!read_record(job, &record))
    return ML_OK;
  if (record.id.n == 0)
    record.id.at = ml_arena_format(&source->scratch, "%s:%zu", job->from->id, job->from->line);
  bool is_page = record.text.n == 0 && record.html.at != NULL;
  ml_draft draft = {.id = record.id.at,
                    .uri = record.uri.at != NULL ? record.uri.at : job->from->uri,
                    .title = record.title.at,
                    .author = record.author.at,
                    .outlet = record.source.at,
                    .site = record.site.at,
                    .published = record.published.at != NULL ? ml_date_in(record.published) : (ml_date){0},
                    .raw = is_page ? record.html : record.text,
                    .file = job->from->file,
                    .line = job->from->line};
  return is_page ? make_of_page(job, &draft) : make_document(job, &draft);
}

/* The document of the current line; *out stays NULL when it has none. */
static ml_status read_line(making *job) {
  ml_source *source = job->source;
  if (job->from->line == 1 && ml_str_starts(job->raw, byte_order_mark))
    job->raw = (ml_str){job->raw.at + byte_order_mark.n, job->raw.n - byte_order_mark.n};
  if (is_blank(job->raw))
    return ML_OK;
  ml_status status = ml_arena_guard(&source->scratch, make_of_line, job);
  json_decref(source->json);
  source->json = NULL;
  ml_arena_reset(&source->scratch);
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

/* Does a file begin with a JSON object in a line of its own? One of which the end is not in sight counts. */
static bool starts_with_object(ml_source *source, ml_str head) {
  static const char blanks[] = " \t\r\n";
  if (ml_str_starts(head, byte_order_mark))
    head = (ml_str){head.at + byte_order_mark.n, head.n - byte_order_mark.n};
  while (head.n > 0 && memchr(blanks, *head.at, sizeof blanks - 1) != NULL)
    head = (ml_str){head.at + 1, head.n - 1};
  if (head.n < 3 || *head.at != '{')
    return false;
  const char *end = memchr(head.at, '\n', head.n), *quote = head.at + 1;
  while (quote < head.at + head.n && *quote == ' ')
    quote++;
  if (end == NULL || quote == head.at + head.n || *quote != '"')
    return quote < head.at + head.n && *quote == '"';
  json_error_t error;
  source->json = json_loadb(head.at, (size_t)(end - head.at), JSON_ALLOW_NUL, &error);
  bool is_object = json_is_object(source->json);
  json_decref(source->json);
  source->json = NULL;
  return is_object;
}

static content content_of(ml_source *source, const level *from, ml_str head) {
  ml_str name = plain_name(from->name);
  if (ml_is_packed(head))
    return PACKED_FILES;
  if (ml_is_warc(head))
    return WARC_RECORDS;
  if (ml_str_ends(name, ML_STR(".jsonl")) || ml_str_ends(name, ML_STR(".ndjson")) || starts_with_object(source, head))
    return JSON_LINES;
  return ONE_TEXT;
}

/* ---- levels ---- */

static void close_level(ml_source *source) {
  level *top = top_level(source);
  if (top->left_out > 0)
    note_at(source, top->file,
            "%zu record%s left out that %s delivered text: redirections, pictures, scripts and so on", top->left_out,
            top->left_out == 1 ? " is" : "s are", top->left_out == 1 ? "is no" : "are no");
  ml_packed_free(top->packed);
  top->packed = NULL;
  top->left_out = 0;
  ml_reader_close(&top->reader);
  source->depth--;
  if (source->depth == 0)
    source->done += source->inputs.files.v[source->next - 1].size;
}

/* Looks at what the level that was just opened holds. */
static ml_status begin_level(ml_source *source) {
  level *top = top_level(source);
  ml_str head;
  ml_read result = ml_reader_peek(&top->reader, HEAD_BYTES, &head);
  if (result == ML_READ_DONE) {
    top->content = content_of(source, top, head);
    top->line = top->entries = 0;
    top->warc = (ml_warc){.from = &top->reader};
    if (top->content == PACKED_FILES) {
      result = ml_packed_open(&top->packed, &top->reader);
      if (result == ML_READ_FAILED)
        fail_at(source, top->file, 0, NULL, "this cannot be unpacked: %s", ml_packed_problem(top->packed));
    }
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
  level *top = &source->levels[source->depth++];
  top->id = top->name = input->id;
  top->file = standard ? input->id : input->path;
  top->uri = standard ? "" : input->path;
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
static level *push_level(ml_source *source, ml_supply supply) {
  if (source->depth == MOST_LEVELS) {
    fail_at(source, top_level(source)->file, 0, "unpack it", "files are packed in each other more than %d times",
            MOST_LEVELS - 1);
    return NULL;
  }
  level *below = top_level(source), *top = &source->levels[source->depth++];
  ml_reader_open_supply(&top->reader, supply);
  top->id = below->id;
  top->name = below->name;
  top->file = below->file;
  top->uri = below->uri;
  top->declared = below->declared;
  top->is_page = below->is_page;
  return top;
}

/* ---- packed files ---- */

typedef struct naming {
  ml_source *source;
  level *below, *top;
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
  level *below = top_level(source);
  ml_read result = ml_packed_next(below->packed);
  if (result != ML_READ_DONE) {
    if (result == ML_READ_FAILED)
      fail_at(source, below->file, 0, NULL, "this cannot be unpacked further: %s", ml_packed_problem(below->packed));
    else if (below->entries == 0)
      ml_warn(&source->reporter, below->file, 0, "there is nothing in it");
    close_level(source);
    return ML_OK;
  }
  below->entries++;
  level *top = push_level(source, ml_packed_supply(below->packed));
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
  level *below = top_level(source);
  ml_read result = ml_warc_next(&below->warc);
  if (result != ML_READ_DONE) {
    if (result != ML_READ_END)
      report_read(source, below, 0, result);
    close_level(source);
    return result == ML_READ_NOMEM ? ML_ERR_NOMEM : ML_OK;
  }
  const ml_warc *warc = &below->warc;
  if (warc->problem != NULL)
    fail_at(source, below->file, 0, NULL, "record %zu: %s", warc->number, warc->problem);
  if (!warc->has_text) {
    below->left_out += warc->problem == NULL;
    return ML_OK;
  }
  level *top = push_level(source, ml_warc_supply(&below->warc));
  if (top == NULL)
    return ML_OK;
  naming job = {source, below, top};
  ml_arena_reset(&below->names);
  ML_TRY(ml_arena_guard(&below->names, name_warc_record, &job));
  return begin_level(source);
}

/* ---- what comes next ---- */

static ml_status read_text(ml_source *source, ml_document **out) {
  level *top = top_level(source);
  making job = {.source = source, .from = top, .out = out};
  ml_read result = ml_reader_rest(&top->reader, ML_DOCUMENT_LIMIT, &job.raw);
  ml_status status = ML_OK;
  if (result == ML_READ_DONE)
    status = ml_arena_guard(&source->scratch, make_of_text, &job);
  else
    status = report_read(source, top, 0, result);
  ml_arena_reset(&source->scratch);
  close_level(source);
  return status;
}

static ml_status read_next_line(ml_source *source, ml_document **out) {
  level *top = top_level(source);
  making job = {.source = source, .from = top, .out = out};
  ml_read result = ml_reader_line(&top->reader, ML_DOCUMENT_LIMIT, &job.raw);
  top->line++;
  if (result == ML_READ_DONE)
    return read_line(&job);
  ml_status status = report_read(source, top, top->line, result);
  if (result != ML_READ_TOO_LONG)
    close_level(source);
  return status;
}

/* One step of reading, which may give a document. */
static ml_status step(ml_source *source, ml_document **out) {
  if (source->depth == 0)
    return begin_input(source);
  switch (top_level(source)->content) {
  case JSON_LINES:
    return read_next_line(source, out);
  case WARC_RECORDS:
    return next_warc_record(source);
  case PACKED_FILES:
    return next_entry(source);
  case ONE_TEXT:
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
  for (size_t i = MOST_LEVELS; i-- > 0;) {
    ml_packed_free(source->levels[i].packed);
    ml_reader_dispose(&source->levels[i].reader);
    ml_arena_dispose(&source->levels[i].names);
  }
  ml_arena_dispose(&source->scratch);
  ml_arena_dispose(&source->arena);
  free(source);
}
