/* From the bytes that a source has found to documents. */
#include "text/charset.h"
#include "text/metadata.h"
#include "text/page.h"
#include "text/record.h"
#include "text/repair.h"
#include "text/source.h"

typedef struct making {
  ml_source *source;
  const ml_level *from;
  ml_str raw;     /* the text, or the object it stands in */
  ml_place place; /* of raw */
  size_t number;  /* of the object among those that have no id; 0: its line says it */
  ml_document **out;
} making;

static ml_status make_document(const making *job, ml_draft *draft) {
  draft->default_date = job->source->default_date;
  draft->repairs_off = job->source->repairs_off;
  draft->limits = job->source->limits;
  return ml_document_make(job->out, draft, &job->source->reporter);
}

/* Makes the document of a page in UTF-8, but for `bad` bytes; what the draft knows comes before what the page says. */
static ml_status make_of_page(const making *job, ml_draft *draft, size_t bad) {
  ml_source *source = job->source;
  ml_page page;
  if (draft->raw.n > ML_PAGE_LIMIT) {
    ml_source_fail(source, job->place, "split it", "this page is longer than %d MiB", ML_PAGE_LIMIT >> 20);
    return ML_OK;
  }
  if (bad > 0) {
    ml_warn(&source->reporter, draft->file, draft->line, "%zu byte%s no text in UTF-8; U+FFFD is read instead", bad,
            bad == 1 ? " is" : "s are");
    draft->raw = ml_repair_bytes(&source->scratch, draft->raw, bad);
  }
  ML_TRY(ml_page_read(&source->scratch, draft->raw, &page));
  if (page.too_deep)
    ml_source_fail(source, job->place, NULL, "more than %d elements stand in each other; what comes behind is left out",
                   ML_PAGE_DEPTH);
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

static void report_replaced(const making *job, const ml_decoded *decoded) {
  if (decoded->replaced > 0)
    ml_warn(&job->source->reporter, job->place.file, job->place.line,
            "%zu byte%s no text in %s; U+FFFD is read instead", decoded->replaced,
            decoded->replaced == 1 ? " is" : "s are", decoded->charset);
}

static bool has_page_name(const char *name) {
  static const char *const endings[] = {".html", ".htm", ".xhtml", ".shtml"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (ml_str_ends(ml_str_of(name), ml_str_of(endings[i])))
      return true;
  return false;
}

/* Reports and tells what is no text. */
static bool is_no_text(const making *job) {
  if (!ml_is_binary(job->raw))
    return false;
  const char *coded = job->from->coded;
  if (*coded != '\0')
    ml_source_fail(job->source, job->place, "write the archive with bodies that are not coded",
                   "this is no text: it came with Content-Encoding '%s', which is not known", coded);
  else
    ml_source_fail(job->source, job->place, "convert it to text or HTML", "this is no text");
  return true;
}

/* Reports and tells JSON in a charset that JSON is not read in. */
static bool is_foreign_json(const making *job, const ml_decoded *decoded) {
  if (strcmp(decoded->charset, "UTF-8") == 0)
    return false;
  ml_json_kind kind = ml_json_kind_of(decoded->text);
  if (kind != ML_JSON_LINED && kind != ML_JSON_SPREAD)
    return false;
  ml_source_fail(job->source, job->place, "convert it to UTF-8", "this is JSON in %s", decoded->charset);
  return true;
}

static ml_status make_of_text(void *argument) {
  making *job = argument;
  const ml_level *from = job->from;
  bool named = from->is_page || has_page_name(from->name);
  if (is_no_text(job))
    return ML_OK;
  ml_str declared = from->declared;
  if (declared.n == 0 && ml_is_page(job->raw, named))
    declared = ml_charset_declared(job->raw);
  ml_decoded decoded = ml_charset_decode(&job->source->scratch, job->raw, declared);
  if (is_foreign_json(job, &decoded))
    return ML_OK;
  if (decoded.contradicted)
    ml_source_note(job->source, job->place, "this is declared to be %.*s, but it is %s", (int)declared.n, declared.at,
                   decoded.charset);
  report_replaced(job, &decoded);
  ml_draft draft = {.id = from->id, .uri = from->uri, .raw = decoded.text, .file = from->file};
  if (ml_is_page(draft.raw, named))
    return make_of_page(job, &draft, decoded.bad);
  const char *data = ml_data_format(draft.raw);
  if (data != NULL) {
    ml_source_fail(job->source, job->place, "convert it to text or HTML", "this is %s, and no text", data);
    return ML_OK;
  }
  return make_document(job, &draft);
}

ml_status ml_source_make_text(ml_source *source, const ml_level *from, ml_str raw, ml_document **out) {
  making job = {.source = source, .from = from, .raw = raw, .place = {.file = from->file}, .out = out};
  ml_status status = ml_arena_guard(&source->scratch, make_of_text, &job);
  ml_arena_reset(&source->scratch);
  return status;
}

/* ---- objects of JSON ---- */

/* Bad bytes are replaced as in texts; those of the text itself are left to ml_document_make. */
static ml_str repaired(const making *job, ml_str string) {
  ml_source *source = job->source;
  ml_damage damage = ml_repair_survey(string);
  if (damage.bad == 0)
    return string;
  ml_warn(&source->reporter, job->place.file, job->place.line, "%zu byte%s no text in UTF-8; U+FFFD is read instead",
          damage.bad, damage.bad == 1 ? " is" : "s are");
  return ml_repair_bytes(&source->scratch, string, damage.bad);
}

static bool has_text(const ml_record *record) {
  return record->text.at != NULL || record->html.at != NULL;
}

/* A place within the object, as Jansson counts. */
static ml_place within(ml_place object, const json_error_t *error) {
  bool first = error->line <= 1;
  size_t column = error->column > 0 ? (size_t)error->column : 1;
  return (ml_place){object.file, object.line + (first ? 0 : (size_t)error->line - 1),
                    first && object.column > 0 ? object.column + column - 1 : column};
}

/* Reads the object; reports and gives false when it is none, or no text. */
static bool read_record(const making *job, ml_record *record) {
  ml_source *source = job->source;
  json_error_t error;
  if (ml_record_scan(&source->scratch, job->raw, record) && has_text(record)) {
    record->id = repaired(job, record->id);
    record->uri = repaired(job, record->uri);
    record->title = repaired(job, record->title);
    record->author = repaired(job, record->author);
    record->source = repaired(job, record->source);
    record->site = repaired(job, record->site);
    return true;
  }
  ml_record_read(&source->scratch, repaired(job, job->raw), record, &source->json, &error);
  const char *hint = job->from->content == ML_JSON_LINES ? "each line must be one complete JSON object"
                                                         : "each member of the array must be a JSON object";
  if (source->json == NULL)
    ml_source_fail(source, within(job->place, &error), hint, "this is no JSON: %s", error.text);
  else if (!json_is_object(source->json))
    ml_source_fail(source, job->place, hint, "this is no JSON object");
  else if (!has_text(record))
    ml_source_fail(source, job->place, "write {\"id\": \"...\", \"text\": \"...\"}",
                   "the object has no member \"text\" or \"html\" that is a string");
  return has_text(record);
}

static const char *made_id(const making *job) {
  ml_arena *arena = &job->source->scratch;
  return job->number > 0 ? ml_arena_format(arena, "%s#%zu", job->from->id, job->number)
                         : ml_arena_format(arena, "%s:%zu", job->from->id, job->place.line);
}

/* The object in UTF-8, when the lines are in another charset. */
static ml_str line_in_utf8(const making *job) {
  if (*job->from->charset == '\0')
    return job->raw;
  const ml_str charset = ml_str_of(job->from->charset);
  ml_decoded decoded = ml_charset_decode(&job->source->scratch, job->raw, charset);
  if (decoded.contradicted)
    ml_source_note(job->source, job->place, "other lines are in %s, and this one in %s", job->from->charset,
                   decoded.charset);
  report_replaced(job, &decoded);
  return decoded.text;
}

static ml_status make_of_object(void *argument) {
  making *job = argument;
  ml_record record;
  job->raw = line_in_utf8(job);
  if (!read_record(job, &record))
    return ML_OK;
  bool is_page = record.text.n == 0 && record.html.at != NULL;
  ml_draft draft = {.id = record.id.n > 0 ? record.id.at : made_id(job),
                    .uri = record.uri.at != NULL ? record.uri.at : job->from->uri,
                    .title = record.title.at,
                    .author = record.author.at,
                    .outlet = record.source.at,
                    .site = record.site.at,
                    .published = record.published.at != NULL ? ml_date_in(record.published) : (ml_date){0},
                    .raw = is_page ? record.html : record.text,
                    .file = job->place.file,
                    .line = job->place.line};
  return is_page ? make_of_page(job, &draft, ml_repair_survey(draft.raw).bad) : make_document(job, &draft);
}

static ml_status make_object(making *job) {
  ml_source *source = job->source;
  ml_status status = ml_arena_guard(&source->scratch, make_of_object, job);
  json_decref(source->json);
  source->json = NULL;
  ml_arena_reset(&source->scratch);
  return status;
}

static bool is_blank(ml_str line) {
  size_t n = 0;
  while (n < line.n && (line.at[n] == ' ' || line.at[n] == '\t' || line.at[n] == '\r'))
    n++;
  return n == line.n;
}

ml_status ml_source_make_line(ml_source *source, const ml_level *from, ml_str line, ml_document **out) {
  if (from->line == 1 && ml_str_starts(line, ML_STR("\xEF\xBB\xBF")))
    line = (ml_str){line.at + 3, line.n - 3};
  if (is_blank(line))
    return ML_OK;
  making job = {.source = source, .from = from, .raw = line, .place = {from->file, from->line, 0}, .out = out};
  return make_object(&job);
}

ml_status ml_source_make_value(ml_source *source, const ml_level *from, ml_str value, ml_document **out) {
  const ml_json_stream *json = &from->json;
  making job = {.source = source,
                .from = from,
                .raw = value,
                .place = {from->file, json->line, json->column},
                .number = json->number,
                .out = out};
  return make_object(&job);
}
