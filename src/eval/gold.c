#include "eval/gold.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/nearest.h"
#include "base/report.h"
#include "eval/cells.h"
#include "graph/sql.h"

typedef ML_VEC(const char *) name_list;

typedef struct reading {
  ml_arena *arena;
  const ml_store *store;
  const char *folder;
  const ml_reporter *reporter;
  ml_gold_relations *out;
  DIR *entries; /* closed by the caller of the guard, as is file */
  FILE *file;
} reading;

/* ---- what is compared, and how ---- */

/* Short words for the two relations whose facts people write down most. */
static const struct {
  const char *shorthand, *relation;
} relation_names[] = {{"prc", "person_role_company"}, {"pmd", "product_metric_date"}};

static const struct {
  const char *relation, *heading, *column;
} headings[] = {{"person_role_company", "org", "company"}, {"product_metric_date", "subject", "product"}};

/* What counts in the lenient comparison, where it is not what the column's kind says. Posts and metrics are phrases
 * that two readers cut differently. */
static const struct {
  const char *relation, *column;
  ml_test lenient;
  double likeness;
} ways[] = {
    {"person_role_company", "role", ML_TEST_ALIKE, 0.6},     {"person_role_company", "company", ML_TEST_ALIKE, 0.45},
    {"product_metric_date", "product", ML_TEST_ALIKE, 0.45}, {"product_metric_date", "metric", ML_TEST_ALIKE, 0.4},
    {"product_metric_date", "unit", ML_TEST_SAME, 0},
};

/* Entities and numbers count; texts, labels and dates only in the strict comparison. */
static ml_criterion criterion_of(const char *relation, const char *column, ml_str kind) {
  bool number = ml_str_is(kind, "number"), entity = ml_str_is(kind, "entity");
  ml_criterion criterion = {.column = column,
                            .lenient = number   ? ML_TEST_EQUAL
                                       : entity ? ML_TEST_SAME
                                                : ML_TEST_NONE,
                            .strict = number ? ML_TEST_EQUAL : ML_TEST_SAME};
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
    if (strcmp(ways[i].relation, relation) == 0 && strcmp(ways[i].column, column) == 0) {
      criterion.lenient = ways[i].lenient;
      criterion.likeness = ways[i].likeness;
    }
  return criterion;
}

/* The kind of a column as the store has it; {NULL, 0} when it has no such column. In the arena. */
static ml_status find_kind(const reading *r, const char *relation, const char *column, ml_str *kind) {
  sqlite3_stmt *find;
  bool found;
  ML_TRY(ml_sql_prepare(r->store, "SELECT kind FROM schema_column WHERE relation = ? AND name = ?", &find));
  ml_sql_bind(find, 1, ml_str_of(relation));
  ml_sql_bind(find, 2, ml_str_of(column));
  ML_TRY(ml_sql_step(r->store, find, &found));
  ml_str text = found ? ml_sql_column(find, 0) : (ml_str){NULL, 0};
  *kind = found ? (ml_str){ml_arena_copy(r->arena, text.at, text.n), text.n} : text;
  ml_sql_finalize(r->store, find);
  return ML_OK;
}

/* ---- one file ---- */

enum { NO_CRITERION = -1, GRADE = -2, QUOTE = -3 }; /* what a column of the file is, unless the index of a criterion */

typedef struct file_reading {
  reading *r;
  ml_gold_relation *relation;
  ml_gold_file *file;
  int *columns;
  size_t n_columns;
} file_reading;

static ml_status wrong_line(const reading *r, const char *path, size_t line, const char *message, const char *hint) {
  ml_report(r->reporter,
            &(ml_diagnostic){.severity = ML_ERROR, .file = path, .line = line, .message = message, .hint = hint});
  return ML_ERR_INPUT;
}

/* Takes the next cell off a line. */
static bool next_cell(ml_str *line, ml_str *cell) {
  if (line->at == NULL)
    return false;
  const char *tab = line->n == 0 ? NULL : memchr(line->at, '\t', line->n);
  *cell = (ml_str){line->at, tab == NULL ? line->n : (size_t)(tab - line->at)};
  *line = tab == NULL ? (ml_str){NULL, 0} : (ml_str){tab + 1, line->n - cell->n - 1};
  return true;
}

static int criterion_called(const ml_gold_relation *relation, const char *column) {
  for (size_t i = 0; i < relation->criteria.n; i++)
    if (strcmp(relation->criteria.v[i].column, column) == 0)
      return (int)i;
  return NO_CRITERION;
}

static ml_status unknown_column(const file_reading *f, const char *column, const char *why) {
  const char *message = ml_arena_format(f->r->arena, "relation %s %s `%s`", f->relation->name, why, column);
  return wrong_line(f->r, f->file->path, 1, message,
                    "the first line names columns of the relation's view, and grade, quote or note");
}

static ml_status read_heading(file_reading *f, ml_str heading, int *out) {
  reading *r = f->r;
  int column = ml_str_is(heading, "grade") ? GRADE : ml_str_is(heading, "quote") ? QUOTE : NO_CRITERION;
  if (column == NO_CRITERION && !ml_str_is(heading, "note")) {
    const char *name = ml_arena_copy(r->arena, heading.at, heading.n);
    ml_str kind;
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
      if (strcmp(headings[i].relation, f->relation->name) == 0 && strcmp(headings[i].heading, name) == 0)
        name = headings[i].column;
    ML_TRY(find_kind(r, f->relation->name, name, &kind));
    if (kind.at == NULL)
      return unknown_column(f, name, "of the store has no column");
    column = criterion_called(f->relation, name);
    if (column == NO_CRITERION && f->relation->files.n > 1)
      return unknown_column(f, name, "has files without the column");
    if (column == NO_CRITERION) {
      ml_criterion criterion = criterion_of(f->relation->name, name, kind);
      ml_str max;
      ML_TRY(find_kind(r, f->relation->name, ml_arena_format(r->arena, "%s_max", name), &max));
      criterion.has_max = ml_str_is(kind, "number") && max.at != NULL;
      ml_vec_push(r->arena, &f->relation->criteria, criterion);
      column = (int)f->relation->criteria.n - 1;
    }
  }
  *out = column;
  return ML_OK;
}

static ml_status read_headings(file_reading *f, ml_str line) {
  ml_str cell;
  f->columns = ML_NEW_ARRAY(f->r->arena, int, line.n + 1); /* at most */
  while (next_cell(&line, &cell))
    ML_TRY(read_heading(f, cell, &f->columns[f->n_columns++]));
  for (size_t i = 0; i < f->relation->criteria.n; i++) {
    size_t k = 0;
    while (k < f->n_columns && f->columns[k] != (int)i)
      k++;
    if (k == f->n_columns)
      return unknown_column(f, f->relation->criteria.v[i].column, "has other files with the column");
  }
  return ML_OK;
}

static ml_status read_row(file_reading *f, ml_str line, size_t number) {
  ml_gold_row row = {.cells = ML_NEW_ARRAY(f->r->arena, ml_str, f->relation->criteria.n), .line = number};
  ml_str cell;
  for (size_t i = 0; i < f->n_columns; i++) {
    if (!next_cell(&line, &cell))
      return wrong_line(f->r, f->file->path, number, "the line has fewer cells than the first one", NULL);
    int column = f->columns[i];
    if (column == GRADE)
      row.optional = ml_str_is(cell, "optional");
    else if (column == QUOTE)
      row.quote = cell;
    else if (column >= 0)
      row.cells[column] = cell;
    if (column >= 0 && f->relation->criteria.v[column].strict == ML_TEST_EQUAL && !ml_cell_is_number(cell))
      return wrong_line(f->r, f->file->path, number, "a value is a number, as in 938000000, or a range, as in 30..45",
                        "write several that are right with | between");
  }
  ml_vec_push(f->r->arena, &f->file->rows, row);
  return ML_OK;
}

static ml_status read_lines(file_reading *f, ml_str text) {
  size_t number = 0;
  while (text.n > 0) {
    const char *end = memchr(text.at, '\n', text.n);
    ml_str line = {text.at, end == NULL ? text.n : (size_t)(end - text.at)};
    text = end == NULL ? (ml_str){NULL, 0} : (ml_str){end + 1, text.n - line.n - 1};
    if (line.n > 0 && line.at[line.n - 1] == '\r')
      line.n--;
    number++;
    if (number == 1)
      ML_TRY(read_headings(f, line));
    else if (line.n > 0)
      ML_TRY(read_row(f, line, number));
  }
  return number > 0 ? ML_OK : wrong_line(f->r, f->file->path, 0, "the file is empty", NULL);
}

/* All of a file, in the arena. */
static ml_status read_all(reading *r, const char *path, ml_str *text) {
  ML_VEC(char) bytes = {0};
  char block[4096];
  r->file = fopen(path, "rb");
  if (r->file == NULL)
    return ml_fail(r->reporter, ML_ERR_INPUT, path, "cannot be read: %s", strerror(errno));
  for (size_t n; (n = fread(block, 1, sizeof block, r->file)) > 0; bytes.n += n) {
    ml_vec_reserve(r->arena, &bytes, bytes.n + n);
    memcpy(bytes.v + bytes.n, block, n);
  }
  if (ferror(r->file))
    return ml_fail(r->reporter, ML_ERR_INPUT, path, "cannot be read: %s", strerror(errno));
  fclose(r->file);
  r->file = NULL;
  *text = (ml_str){bytes.v, bytes.n};
  return ML_OK;
}

/* Reports that the store has no such relation, with one that may be meant. */
static ml_status check_relation(const reading *r, const char *path, const char *name) {
  ml_nearest near = ml_nearest_start(name);
  sqlite3_stmt *list;
  bool more = true, known = false;
  ML_TRY(ml_sql_prepare(r->store, "SELECT name FROM schema_relation ORDER BY name", &list));
  while (more && !known) {
    ML_TRY(ml_sql_step(r->store, list, &more));
    ml_str one = more ? ml_sql_column(list, 0) : ML_STR("");
    known = ml_str_is(one, name);
    ml_nearest_try(&near, ml_arena_copy(r->arena, one.at, one.n));
  }
  ml_sql_finalize(r->store, list);
  if (known)
    return ML_OK;
  return wrong_line(r, path, 0, ml_arena_format(r->arena, "the store has no relation `%s`", name),
                    ml_nearest_hint(&near, r->arena));
}

static ml_gold_relation *relation_called(reading *r, const char *name) {
  for (size_t i = 0; i < sizeof relation_names / sizeof *relation_names; i++)
    if (strcmp(relation_names[i].shorthand, name) == 0)
      name = relation_names[i].relation;
  for (size_t i = 0; i < r->out->n; i++)
    if (strcmp(r->out->v[i].name, name) == 0)
      return &r->out->v[i];
  ml_vec_push(r->arena, r->out, (ml_gold_relation){.name = name});
  return &r->out->v[r->out->n - 1];
}

static ml_status read_file(reading *r, const char *name) {
  ml_str stem = ml_str_of(name), text = {NULL, 0};
  stem.n -= strlen(".tsv");
  size_t dot = stem.n;
  while (dot > 0 && stem.at[dot - 1] != '.')
    dot--;
  ml_gold_relation *relation = relation_called(r, ml_arena_copy(r->arena, stem.at + dot, stem.n - dot));
  const char *path = ml_arena_format(r->arena, "%s/%s", r->folder, name);
  ML_TRY(check_relation(r, path, relation->name));
  ml_vec_push(r->arena, &relation->files, (ml_gold_file){.path = path, .document = {name, dot - 1}});
  file_reading f = {.r = r, .relation = relation, .file = &relation->files.v[relation->files.n - 1]};
  ML_TRY(read_all(r, path, &text));
  return read_lines(&f, text);
}

/* ---- the folder ---- */

static int by_name(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* DOCUMENT.RELATION.tsv */
static bool is_gold(ml_str name) {
  if (!ml_str_ends(name, ML_STR(".tsv")))
    return false;
  ml_str stem = {name.at, name.n - strlen(".tsv")};
  const char *dot = stem.n == 0 ? NULL : memchr(stem.at + 1, '.', stem.n - 1);
  return dot != NULL;
}

static ml_status list_names(reading *r, name_list *names) {
  r->entries = opendir(r->folder);
  if (r->entries == NULL)
    return ml_fail(r->reporter, ML_ERR_INPUT, r->folder, "the folder cannot be read: %s", strerror(errno));
  for (const struct dirent *entry; (entry = readdir(r->entries)) != NULL;)
    if (is_gold(ml_str_of(entry->d_name)))
      ml_vec_push(r->arena, names, ml_arena_copy(r->arena, entry->d_name, strlen(entry->d_name)));
  if (names->n == 0)
    return ml_fail(r->reporter, ML_ERR_INPUT, r->folder,
                   "no known facts stand here: they are read from files DOCUMENT.RELATION.tsv");
  qsort(names->v, names->n, sizeof(const char *), by_name);
  return ML_OK;
}

static ml_status read_folder(void *argument) {
  reading *r = argument;
  name_list names = {0};
  ML_TRY(list_names(r, &names));
  for (size_t i = 0; i < names.n; i++)
    ML_TRY(read_file(r, names.v[i]));
  return ML_OK;
}

ml_status ml_gold_relations_read(ml_arena *arena, const ml_store *store, const char *folder, ml_gold_relations *out,
                                 const ml_reporter *reporter) {
  reading r = {.arena = arena, .store = store, .folder = folder, .reporter = reporter, .out = out};
  ml_status status = ml_arena_guard(arena, read_folder, &r);
  if (r.entries != NULL)
    closedir(r.entries);
  if (r.file != NULL)
    fclose(r.file);
  return status;
}
