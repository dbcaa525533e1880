#include "extract/gold.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/report.h"
#include "base/utf8.h"

/* What the labels of the data sets are called here. */
static const struct {
  const char *label, *type;
} labels[] = {
    {"NAME", "Person"},          {"ORG", "Organization"},          {"TITLE", "Role"},    {"name", "Person"},
    {"company", "Organization"}, {"organization", "Organization"}, {"position", "Role"}, {"government", "Organization"},
};

typedef struct reading {
  ml_arena *arena;
  const ml_schema *schema;
  const char *path;
  ml_golds *out;
  const ml_reporter *reporter;
  FILE *file; /* closed by the caller of the guard, as are line and root */
  char *line;
  size_t room; /* of line */
  size_t line_number;
  uint64_t learned; /* bit set: the types that labels stand for */
  size_t n_learned; /* how many mentions of these there are */
  uint64_t idle;    /* bit set: other types that are marked */
  json_t *root;
  ml_gold gold; /* of .bmes and .txt: the text being put together */
  ML_VEC(char) text;
  uint32_t n_characters, span_begin; /* of it */
} reading;

static uint32_t type_of(const reading *r, const char *label) {
  for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
    if (strcmp(labels[i].label, label) == 0)
      return ml_schema_type(r->schema, labels[i].type);
  return ML_NO_INDEX;
}

uint64_t ml_gold_types(const ml_schema *schema) {
  uint64_t types = 0;
  for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
    uint32_t type = ml_schema_type(schema, labels[i].type);
    types |= type == ML_NO_INDEX ? 0 : UINT64_C(1) << type;
  }
  return types;
}

/* Of spans that overlap, the first stays: a path through a lattice holds only one of them. */
static void add_span(reading *r, ml_gold *gold, ml_gold_span span) {
  if (span.type == ML_NO_INDEX || span.begin >= span.end)
    return;
  for (size_t i = 0; i < gold->spans.n; i++)
    if (span.begin < gold->spans.v[i].end && gold->spans.v[i].begin < span.end)
      return;
  ml_vec_push(r->arena, &gold->spans, span);
  r->n_learned += (r->learned >> span.type & 1) != 0;
}

static void append(reading *r, ml_str characters) {
  ml_vec_reserve(r->arena, &r->text, r->text.n + characters.n);
  memcpy(r->text.v + r->text.n, characters.at, characters.n);
  r->text.n += characters.n;
}

/* `column` is 0 where the whole line is meant. */
static ml_status bad_place(const reading *r, size_t column, const char *what) {
  ml_report(r->reporter,
            &(ml_diagnostic){
                .severity = ML_ERROR, .file = r->path, .line = r->line_number, .column = column, .message = what});
  return ML_ERR_INPUT;
}

static ml_status bad_line(const reading *r, const char *what) {
  return bad_place(r, 0, what);
}

/* ---- .bmes ---- */

static void end_text(reading *r) {
  r->gold.text = (ml_str){r->text.v, r->text.n};
  if (r->text.n > 0)
    ml_vec_push(r->arena, r->out, r->gold);
  r->gold = (ml_gold){0};
  r->text.v = NULL;
  r->text.n = r->text.cap = 0;
  r->n_characters = 0;
}

/* `高 B-NAME`: B begins a mention, E ends it, S is one alone; M and O need no care. */
static ml_status read_tagged(reading *r, ml_str line) {
  const char *space = line.n == 0 ? NULL : memchr(line.at, ' ', line.n);
  if (line.n == 0) {
    end_text(r);
    return ML_OK;
  }
  if (space == NULL)
    return bad_line(r, "a line is a character, a space and a tag such as B-NAME");
  size_t n = (size_t)(space - line.at);
  append(r, (ml_str){line.at, n});
  uint32_t at = r->n_characters;
  r->n_characters += (uint32_t)ml_utf8_length((ml_str){line.at, n});
  const char *tag = space + 1;
  if (*tag == 'B' || *tag == 'S')
    r->span_begin = at;
  if ((*tag == 'E' || *tag == 'S') && tag[1] == '-')
    add_span(r, &r->gold, (ml_gold_span){r->span_begin, r->n_characters, type_of(r, tag + 2)});
  return ML_OK;
}

/* ---- CLUENER ---- */

/* {"叶老桂": [[9, 11]]}: the places of a name, ends included. */
static bool read_places(reading *r, ml_gold *gold, uint32_t type, const json_t *places) {
  size_t i;
  const json_t *place;
  json_array_foreach(places, i, place) {
    const json_t *begin = json_array_get(place, 0), *last = json_array_get(place, 1);
    if (!json_is_integer(begin) || !json_is_integer(last) || json_integer_value(begin) < 0 ||
        json_integer_value(last) < json_integer_value(begin) || json_integer_value(last) >= UINT32_MAX)
      return false;
    add_span(r, gold,
             (ml_gold_span){(uint32_t)json_integer_value(begin), (uint32_t)json_integer_value(last) + 1, type});
  }
  return true;
}

static ml_status read_object(reading *r, ml_str line) {
  json_error_t error;
  if (line.n == 0)
    return ML_OK;
  json_decref(r->root);
  r->root = json_loadb(line.at, line.n, 0, &error);
  const json_t *text = json_object_get(r->root, "text");
  if (!json_is_string(text))
    return bad_line(r, r->root == NULL ? error.text : "an object needs a text");
  ml_gold gold = {
      .text = {ml_arena_copy(r->arena, json_string_value(text), json_string_length(text)), json_string_length(text)}};
  const char *label, *name;
  json_t *names, *places;
  json_object_foreach(json_object_get(r->root, "label"), label, names) {
    json_object_foreach(names, name, places) {
      if (!read_places(r, &gold, type_of(r, label), places))
        return bad_line(r, "a mention is written [first, last]");
    }
  }
  ml_vec_push(r->arena, r->out, gold);
  return ML_OK;
}

/* ---- .txt ---- */

/* Once for each type. */
static void warn_if_idle(reading *r, uint32_t type) {
  uint64_t bit = UINT64_C(1) << type;
  if (((r->idle | r->learned) & bit) == 0)
    ml_warn(r->reporter, r->path, r->line_number,
            "nothing is learned for marks of %s: only for Person, Organization and Role", r->schema->types[type].name);
  r->idle |= bit;
}

/* Reads the mark that begins at *at, `[林知夏:Person]`, adds what it marks to the text, and steps behind it. */
static ml_status read_mark(reading *r, ml_str line, size_t *at) {
  size_t column = ml_utf8_length((ml_str){line.at, *at}) + 1;
  const char *begin = line.at + *at + 1, *end = line.at + line.n, *close = begin;
  while (close < end && *close != ']' && *close != '[')
    close++;
  if (close == end || *close == '[')
    return bad_place(r, column, "this mark is not closed: a ] is missing");
  const char *colon = memchr(begin, ':', (size_t)(close - begin));
  if (colon == NULL || colon == begin)
    return bad_place(r, column, "a mention is marked as in [林知夏:Person]");
  const char *name = ml_arena_copy(r->arena, colon + 1, (size_t)(close - colon) - 1);
  uint32_t type = ml_schema_type(r->schema, name),
           n = (uint32_t)ml_utf8_length((ml_str){begin, (size_t)(colon - begin)});
  if (type == ML_NO_INDEX)
    return bad_place(r, column, "this mark names a type that the rules do not have");
  warn_if_idle(r, type);
  add_span(r, &r->gold, (ml_gold_span){r->n_characters, r->n_characters + n, type});
  append(r, (ml_str){begin, (size_t)(colon - begin)});
  r->n_characters += n;
  *at = (size_t)(close - line.at) + 1;
  return ML_OK;
}

/* `[林知夏:Person]任[远山科技:Organization][总裁:Role]`; lines that begin with # are comments. */
static ml_status read_marked(reading *r, ml_str line) {
  if (line.n == 0 || line.at[0] == '#')
    return ML_OK;
  for (size_t i = 0; i < line.n;) {
    if (line.at[i] == '[') {
      ML_TRY(read_mark(r, line, &i));
      continue;
    }
    size_t begin = i;
    ml_utf8_next(line, &i);
    append(r, (ml_str){line.at + begin, i - begin});
    r->n_characters++;
  }
  end_text(r);
  return ML_OK;
}

/* ---- files ---- */

typedef ml_status (*line_reader)(reading *r, ml_str line);

/* The reader of the lines of such a file, or NULL. */
static line_reader reader_of(ml_str path) {
  return ml_str_ends(path, ML_STR(".bmes"))    ? read_tagged
         : ml_str_ends(path, ML_STR(".jsonl")) ? read_object
         : ml_str_ends(path, ML_STR(".txt"))   ? read_marked
                                               : NULL;
}

static ml_status read_lines(void *argument) {
  reading *r = argument;
  line_reader read = reader_of(ml_str_of(r->path));
  for (ssize_t n; (n = getline(&r->line, &r->room, r->file)) >= 0;) {
    while (n > 0 && (r->line[n - 1] == '\n' || r->line[n - 1] == '\r'))
      r->line[--n] = '\0';
    r->line_number++;
    ml_str line = {r->line, (size_t)n};
    ML_TRY(read(r, line));
  }
  if (ferror(r->file))
    return ml_fail(r->reporter, ML_ERR_INPUT, r->path, "cannot be read: %s", strerror(errno));
  end_text(r);
  if (r->n_learned == 0)
    return ml_fail(r->reporter, ML_ERR_INPUT, r->path, "no mention is labelled here that could be learned from");
  return ML_OK;
}

ml_status ml_gold_read(ml_arena *arena, const ml_schema *schema, const char *path, ml_golds *out,
                       const ml_reporter *reporter) {
  if (reader_of(ml_str_of(path)) == NULL)
    return ml_fail(reporter, ML_ERR_INPUT, path, "known mentions are read from .txt, .bmes and .jsonl files");
  reading r = {.arena = arena,
               .schema = schema,
               .path = path,
               .out = out,
               .reporter = reporter,
               .learned = ml_gold_types(schema)};
  r.file = fopen(path, "rb");
  if (r.file == NULL)
    return ml_fail(reporter, ML_ERR_INPUT, path, "cannot be read: %s", strerror(errno));
  ml_status status = ml_arena_guard(arena, read_lines, &r);
  fclose(r.file);
  free(r.line);
  json_decref(r.root);
  return status;
}
