#include "syntax_fixture.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rules/package.h"

static char folder[64];
static char hash[17];
static ml_status status;

static ml_status read_package(void *argument) {
  fixture *f = argument;
  status = ml_package_read(&f->syntax, &(const char *){folder}, 1, hash);
  return ML_OK;
}

static ml_str names; /* the text of the first lexicon */

static ml_status read_lexicon(void *argument) {
  fixture *f = argument;
  const ml_lexicon_decl *decl = f->syntax.lexicons.v[0];
  names = ml_package_text(&f->syntax, "lexicon", decl->file, decl->place);
  return ML_OK;
}

static void open_package(fixture *f) {
  fixture_open(f);
  fixture_run(f, read_package);
}

static void write_file(const char *name, const char *text) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state) {
  (void)state;
  snprintf(folder, sizeof folder, "/tmp/package-test-XXXXXX");
  return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state) {
  (void)state;
  DIR *list = opendir(folder);
  if (list == NULL)
    return 1;
  for (const struct dirent *entry; (entry = readdir(list)) != NULL;) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    unlink(path);
  }
  closedir(list);
  return rmdir(folder);
}

/* package.rules comes first, the others by name, and only files that end in .rules count. */
static void test_order(void **state) {
  (void)state;
  write_file("b.rules", "let two = a\n");
  write_file("Z.rules", "let one = a\n");
  write_file("package.rules", "package p 1\nlet zero = a\nlexicon names.tsv\n");
  write_file("readme.txt", "?");
  write_file("names.tsv", "term\n远山\n");
  fixture f;
  open_package(&f);
  assert_int_equal(status, ML_OK);
  assert_string_equal(f.reported, "");
  assert_int_equal(f.syntax.lets.n, 3);
  assert_string_equal(f.syntax.lets.v[0]->name, "zero");
  assert_string_equal(f.syntax.lets.v[1]->name, "one");
  assert_string_equal(f.syntax.lets.v[2]->name, "two");
  fixture_run(&f, read_lexicon);
  assert_true(ml_str_is(names, "term\n远山\n"));
  assert_int_equal(strlen(hash), 16);
  fixture_close(&f);
}

/* What is compiled must be what the hash was made of. */
static void test_changed_meanwhile(void **state) {
  (void)state;
  write_file("package.rules", "package p 1\nlexicon names.tsv\n");
  write_file("names.tsv", "term\n远山\n");
  fixture f;
  open_package(&f);
  write_file("names.tsv", "term\n晨星\n");
  fixture_run(&f, read_lexicon);
  assert_null(names.at);
  assert_int_equal(f.syntax.errors, 1);
  assert_non_null(strstr(f.reported, "cannot be read: it was changed while it was read"));
  fixture_close(&f);
}

/* The hash tells contents and names apart, lexicons included, and nothing else. */
static void test_hash(void **state) {
  (void)state;
  char first[17];
  write_file("package.rules", "package p 1\nlexicon names.tsv\n");
  write_file("names.tsv", "term\n远山\n");
  fixture f;
  open_package(&f);
  memcpy(first, hash, sizeof first);
  fixture_close(&f);
  write_file("notes.txt", "not a part of the package");
  open_package(&f);
  assert_string_equal(hash, first);
  fixture_close(&f);
  write_file("names.tsv", "term\n晨星\n");
  open_package(&f);
  assert_string_not_equal(hash, first);
  fixture_close(&f);
}

static void test_what_cannot_be_read(void **state) {
  (void)state;
  fixture f;
  write_file("other.rules", "let a = b\n");
  open_package(&f);
  assert_int_equal(status, ML_ERR_RULES);
  assert_string_equal(f.reported, "0:0+0 this folder is no rule package: it has no package.rules\n");
  fixture_close(&f);
  write_file("package.rules", "package p 1\nlexicon missing.tsv\n");
  open_package(&f);
  assert_int_equal(status, ML_OK);
  assert_int_equal(f.syntax.errors, 1);
  assert_non_null(strstr(f.reported, "2:9+11 the lexicon /tmp/"));
  fixture_run(&f, read_lexicon);
  assert_null(names.at);
  assert_int_equal(f.syntax.errors, 1); /* it was said before */
  fixture_close(&f);
  char kept[sizeof folder];
  memcpy(kept, folder, sizeof kept);
  snprintf(folder, sizeof folder, "/nowhere");
  open_package(&f);
  memcpy(folder, kept, sizeof kept);
  assert_int_equal(status, ML_ERR_RULES);
  assert_non_null(strstr(f.reported, "this rule folder cannot be read"));
  fixture_close(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_order, make_folder, remove_folder),
      cmocka_unit_test_setup_teardown(test_changed_meanwhile, make_folder, remove_folder),
      cmocka_unit_test_setup_teardown(test_hash, make_folder, remove_folder),
      cmocka_unit_test_setup_teardown(test_what_cannot_be_read, make_folder, remove_folder),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
