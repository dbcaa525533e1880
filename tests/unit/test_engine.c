/* Runs the cases of the .txt files of tests/engine: rules, a text, and what must come out; of the rules in their
 * folder, and of the same rules compiled to a file. Lines that begin with % part a file:
 *
 *   %rules          the package.rules of the cases that follow, until the next %rules
 *   %file NAME      another file of that package, or of one in a folder below: %file base/package.rules
 *   %case NAME      begins a case, which may have a package of its own
 *   %text           what is read
 *   %claims         expected: relation: role / role / ... @ evidence, `-` for an open role; {...} are a value's
 * attributes %mentions       expected: Type quote (name) -> what it stands for %report         expected:
 * line:column+length message = hint = ..., for the rules or, if they are fine, their examples; of a file in a folder
 * below, with its path before it
 *   %# ...          a comment
 *
 * Only the sections that stand there are compared; without %report, nothing may be reported. Empty lines count in a
 * text only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vec.h"
#include "extract/claim.h"

typedef struct package_file {
  const char *name;
  char *text; /* lines are added while the cases are read */
} package_file;

typedef struct package {
  ML_VEC(package_file) files;
} package;

typedef struct test_case {
  const char *name;
  const package *package;
  char *text, *claims, *mentions, *report; /* NULL: no such section */
} test_case;

typedef struct suite {
  ml_arena arena;
  ML_VEC(struct CMUnitTest) tests;
  const char *path;
  package *package;
  test_case *open; /* the case being read */
  char **section;  /* where lines go */
} suite;

/* ---- reading ---- */

static package_file *add_file(suite *s, const char *name) {
  ml_vec_push(&s->arena, &s->package->files, (package_file){name, NULL});
  return &s->package->files.v[s->package->files.n - 1];
}

static void begin_case(suite *s, const char *name) {
  s->open = ML_NEW(&s->arena, test_case);
  s->open->package = s->package;
  s->open->name = ml_arena_format(&s->arena, "%s: %s", strrchr(s->path, '/') + 1, name);
  ml_vec_push(&s->arena, &s->tests, (struct CMUnitTest){s->open->name, NULL, NULL, NULL, s->open});
  s->section = NULL;
}

static void begin_package(suite *s) {
  bool between = s->open == NULL || s->open->claims || s->open->mentions || s->open->report;
  s->package = ML_NEW(&s->arena, package);
  if (!between)
    s->open->package = s->package;
  s->section = &add_file(s, "package.rules")->text;
}

static void read_directive(suite *s, const char *line) {
  const char *name = ml_arena_copy(&s->arena, line, strcspn(line, " "));
  const char *rest = line[strlen(name)] == '\0' ? "" : line + strlen(name) + 1;
  if (strcmp(name, "%rules") == 0)
    begin_package(s);
  else if (strcmp(name, "%file") == 0)
    s->section = &add_file(s, rest)->text;
  else if (strcmp(name, "%case") == 0)
    begin_case(s, rest);
  else if (strcmp(name, "%text") == 0)
    s->section = &s->open->text;
  else if (strcmp(name, "%claims") == 0)
    s->section = &s->open->claims;
  else if (strcmp(name, "%mentions") == 0)
    s->section = &s->open->mentions;
  else if (strcmp(name, "%report") == 0)
    s->section = &s->open->report;
  else if (strcmp(name, "%#") != 0)
    fail_msg("%s: what is %s?", s->path, name);
  if (s->section != NULL && *s->section == NULL)
    *s->section = "";
}

static void read_cases(suite *s, const char *path) {
  char line[4096];
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  s->path = ml_arena_copy(&s->arena, path, strlen(path));
  s->package = NULL;
  s->open = NULL;
  s->section = NULL;
  while (fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '%')
      read_directive(s, ml_arena_copy(&s->arena, line, strlen(line)));
    else if (s->section != NULL && (line[0] != '\0' || (s->open != NULL && s->section == &s->open->text)))
      *s->section = ml_arena_format(&s->arena, "%s%s\n", *s->section, line);
  }
  fclose(file);
}

/* ---- running ---- */

static const char folder_form[] = "/tmp/engine-test-XXXXXX";

/* Writes a text without the path of the package. */
static void put_text(FILE *to, const char *text, size_t n) {
  size_t n_folder = sizeof folder_form;
  for (size_t i = 0; i < n; i++) {
    bool is_folder = strncmp(text + i, folder_form, sizeof folder_form - sizeof "XXXXXX") == 0;
    i += is_folder ? n_folder : 0;
    putc(text[i], to);
  }
}

static void put_report(void *to, const ml_diagnostic *d) {
  const char *file = d->file == NULL || strlen(d->file) < sizeof folder_form ? "" : d->file + sizeof folder_form;
  if (strchr(file, '/') != NULL)
    fprintf(to, "%s:", file);
  fprintf(to, "%zu:%zu+%zu ", d->line, d->column, d->length);
  put_text(to, d->message, strlen(d->message));
  for (const char *hint = d->hint; hint != NULL && *hint != '\0';) {
    size_t n = strcspn(hint, "\n");
    fputs(" = ", to);
    put_text(to, hint, n);
    hint += n + (hint[n] == '\n');
  }
  putc('\n', to);
}

static void put_values(FILE *to, const ml_type *type, const ml_value *values) {
  const char *separator = "{";
  for (size_t a = 0; values != NULL && a < type->n_attributes; a++) {
    if (!type->attributes[a].declared || values[a].kind == ML_UNSET)
      continue;
    fprintf(to, "%s%s=", separator, type->attributes[a].name);
    if (values[a].kind == ML_NUMBER)
      fprintf(to, "%.15g", values[a].number);
    else
      fputs(values[a].text, to);
    separator = ",";
  }
  fputs(*separator == ',' ? "}" : "", to);
}

static void put_claim(FILE *to, const ml_extraction *e, const ml_claim *claim) {
  const ml_relation *relation = &e->schema->relations[claim->relation];
  ml_str quote = ml_document_quote(e->document, claim->begin, claim->end);
  fprintf(to, "%s: ", relation->name);
  for (size_t r = 0; r < relation->n_roles; r++) {
    const ml_filler *filler = &claim->fillers[r];
    fprintf(to, "%s%s", r > 0 ? " / " : "", filler->set ? filler->text : "-");
    if (filler->set && filler->kind == ML_ROLE_VALUE)
      put_values(to, &e->schema->types[filler->type], filler->values);
  }
  fprintf(to, " @ %.*s\n", (int)quote.n, quote.at);
}

static void put_mention(FILE *to, const ml_extraction *e, const ml_mention *mention) {
  ml_str quote = ml_document_quote(e->document, mention->begin, mention->end);
  fprintf(to, "%s %.*s", e->schema->types[mention->type].name, (int)quote.n, quote.at);
  if (!ml_str_is(quote, mention->name))
    fprintf(to, " (%s)", mention->name);
  put_values(to, &e->schema->types[mention->type], mention->values);
  if (mention->same != ML_NO_INDEX)
    fprintf(to, " -> %s", e->mentions[mention->same].name);
  else if (mention->refers)
    fputs(" -> nothing", to);
  putc('\n', to);
}

typedef struct output {
  char *report, *claims, *mentions;
} output;

static void extract(const test_case *c, const ml_rules *rules, const ml_reporter *reporter, output *out) {
  size_t size;
  ml_document *document;
  ml_extraction *e;
  assert_int_equal(ml_document_new(&document, "case", c->text, strlen(c->text), reporter), ML_OK);
  assert_int_equal(ml_extract(&e, rules, document, reporter), ML_OK);
  FILE *claims = open_memstream(&out->claims, &size);
  for (size_t i = 0; i < e->n_claims; i++)
    put_claim(claims, e, &e->claims[i]);
  fclose(claims);
  FILE *mentions = open_memstream(&out->mentions, &size);
  for (size_t i = 0; i < e->n_mentions; i++)
    put_mention(mentions, e, &e->mentions[i]);
  fclose(mentions);
  ml_extraction_free(e);
  ml_document_free(document);
}

/* What comes out of rules; they are then saved, unless `file` is NULL. Returns whether they could be loaded. */
static bool run_with(const test_case *c, const char *path, const char *file, output *out) {
  size_t size;
  ml_rules *rules;
  ml_rules_report counts;
  FILE *report = open_memstream(&out->report, &size);
  ml_reporter reporter = {put_report, report};
  bool loaded = ml_rules_load(&rules, path, &reporter) == ML_OK;
  if (loaded) {
    ml_rules_check(rules, &counts, &reporter);
    if (c->text != NULL)
      extract(c, rules, &reporter, out);
    if (file != NULL)
      assert_int_equal(ml_rules_save(rules, file, &reporter), ML_OK);
  }
  ml_rules_free(rules);
  fclose(report);
  return loaded;
}

static void compare(const test_case *c, output *out) {
  assert_string_equal(out->report, c->report == NULL ? "" : c->report);
  if (c->claims != NULL)
    assert_string_equal(out->claims, c->claims);
  if (c->mentions != NULL)
    assert_string_equal(out->mentions, c->mentions);
  free(out->report);
  free(out->claims);
  free(out->mentions);
}

static void write_file(const char *folder, const package_file *file) {
  char path[256];
  const char *slash = strrchr(file->name, '/');
  snprintf(path, sizeof path, "%s/%.*s", folder, slash == NULL ? 0 : (int)(slash - file->name), file->name);
  mkdir(path, 0700); /* it may be there already */
  snprintf(path, sizeof path, "%s/%s", folder, file->name);
  FILE *to = fopen(path, "w");
  assert_non_null(to);
  assert_true(fputs(file->text, to) >= 0);
  assert_int_equal(fclose(to), 0);
}

static void remove_files(const char *folder, const package *whole) {
  for (size_t i = 0; i < whole->files.n; i++) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, whole->files.v[i].name);
    unlink(path);
    *strrchr(path, '/') = '\0';
    rmdir(path); /* once it is empty */
  }
  rmdir(folder);
}

static void test_a_case(void **state) {
  const test_case *c = *state;
  char folder[sizeof folder_form], file[sizeof folder_form + 1];
  memcpy(folder, folder_form, sizeof folder);
  output out = {0}, again = {0};
  assert_non_null(mkdtemp(folder));
  snprintf(file, sizeof file, "%s~", folder);
  for (size_t i = 0; i < c->package->files.n; i++)
    write_file(folder, &c->package->files.v[i]);
  bool loaded = run_with(c, folder, file, &out);
  remove_files(folder, c->package);
  compare(c, &out);
  if (!loaded)
    return;
  run_with(c, file, NULL, &again);
  unlink(file);
  compare(c, &again);
}

static ml_status read_all(void *argument) {
  suite *s = argument;
  struct dirent **names;
  int n = scandir("tests/engine", &names, NULL, alphasort);
  for (int i = 0; i < n; i++) {
    if (ml_str_ends(ml_str_of(names[i]->d_name), ML_STR(".txt")))
      read_cases(s, ml_arena_format(&s->arena, "tests/engine/%s", names[i]->d_name));
    free(names[i]);
  }
  free(n < 0 ? NULL : names);
  for (size_t i = 0; i < s->tests.n; i++)
    s->tests.v[i].test_func = test_a_case;
  return n < 0 || s->tests.n == 0 ? ML_ERR_INPUT : ML_OK;
}

/* A second argument runs the cases whose names match it. */
int main(int argc, char **argv) {
  suite s = {0};
  if (argc > 1)
    cmocka_set_test_filter(argv[1]);
  if (ml_arena_guard(&s.arena, read_all, &s) != ML_OK) {
    fputs("the cases of tests/engine cannot be read: this runs in the folder of the project\n", stderr);
    return 1;
  }
  int failed = _cmocka_run_group_tests("engine", s.tests.v, s.tests.n, NULL, NULL);
  ml_arena_dispose(&s.arena);
  return failed;
}
