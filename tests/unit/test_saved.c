/* A saved rule set that is cut or changed is refused; one that was changed on purpose, with hashes that fit, may say
 * other things but leads nowhere. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "folder_fixture.h"
#include "rules/saved.c" /* NOLINT(bugprone-suspicious-include): for the form of the head */

#include "mailuo.h"

static const char text[] = "远山科技董事长林知夏介绍,云帆助手的月活跃用户达到300万人。";

static char *bytes_of_file;
static size_t size;

static int put_file(const char *path, const char *content) {
  FILE *file = fopen(path, "w");
  return file == NULL || fputs(content, file) == EOF || fclose(file) != 0 ? -1 : 0;
}

/* The small package, and weights for it, of features that are looked up whatever the text. */
static int save_small(void **state) {
  ml_rules *rules;
  char small[PATH_MAX];
  const char *const paths[] = {small, "."};
  if (realpath("tests/rules/small", small) == NULL || enter_folder(state) != 0 ||
      put_file("package.rules", "package more 1.0\nweights weights.tsv\n") != 0 ||
      put_file("weights.tsv",
               "feature\tpoints\nPerson behind Role\t1\nOrganization before Role\t1\nRole behind Organization\t1\n"
               "Role before Person\t1\nOrganization behind Role\t-1\n") != 0 ||
      ml_rules_load_with(&rules, &(ml_rules_options){.paths = paths, .n_paths = 2}, NULL) != ML_OK)
    return -1;
  ml_status status = ml_rules_save(rules, "rules.mlr", NULL);
  ml_rules_free(rules);
  FILE *file = fopen("rules.mlr", "rb");
  if (status != ML_OK || file == NULL)
    return -1;
  bytes_of_file = malloc(1 << 20);
  size = fread(bytes_of_file, 1, 1 << 20, file);
  return fclose(file);
}

static int forget(void **state) {
  free(bytes_of_file);
  return leave_folder(state);
}

/* Loads rules from these bytes and lets them read a text; whether they were taken. */
static bool takes(const char *content, size_t n) {
  ml_rules *rules;
  ml_document *document;
  ml_extraction *extraction;
  FILE *file = fopen("changed.mlr", "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(content, 1, n, file), n);
  assert_int_equal(fclose(file), 0);
  ml_status status = ml_rules_load(&rules, "changed.mlr", NULL);
  unlink("changed.mlr");
  if (status != ML_OK)
    return false;
  assert_int_equal(ml_document_new(&document, "a.txt", text, sizeof text - 1, NULL), ML_OK);
  assert_int_equal(ml_extract(&extraction, rules, document, NULL), ML_OK);
  ml_extraction_free(extraction);
  ml_document_free(document);
  ml_rules_free(rules);
  return true;
}

static void test_unchanged(void **state) {
  (void)state;
  assert_true(takes(bytes_of_file, size));
}

static void test_cut(void **state) {
  (void)state;
  for (size_t n = 0; n < size; n += n < sizeof(head) ? 1 : 397)
    assert_false(takes(bytes_of_file, n));
}

/* Where each array starts, as the reader finds it. */
static size_t start_of(const head *h, int number) {
  size_t at = aligned(sizeof *h);
  for (int i = 0; i < number; i++)
    at += aligned(h->arrays[i].n * h->arrays[i].size);
  return at;
}

/* Each of these bytes in turn, as far as `step` leads there, is another one, and the file is refused. */
static void damage(size_t start, size_t n, size_t step) {
  for (size_t i = 0; i < n; i += step) {
    bytes_of_file[start + i] ^= 0x10;
    assert_false(takes(bytes_of_file, size));
    bytes_of_file[start + i] ^= 0x10;
  }
}

static void test_damaged(void **state) {
  (void)state;
  head h;
  memcpy(&h, bytes_of_file, sizeof h);
  damage(0, sizeof h, 3);
  for (int a = 0; a < N_ARRAYS; a++)
    damage(start_of(&h, a), h.arrays[a].n * h.arrays[a].size, 397);
}

static void set_hashes(char *content) {
  head h;
  memcpy(&h, content, sizeof h);
  for (int i = 0; i < N_ARRAYS; i++)
    h.arrays[i].hash = ml_hash64((ml_str){content + start_of(&h, i), h.arrays[i].n * h.arrays[i].size});
  h.hash = hash_of_head(&h);
  memcpy(content, &h, sizeof h);
}

static void test_changed_on_purpose(void **state) {
  static const unsigned char values[] = {0x00, 0x01, 0x7F, 0xFF};
  (void)state;
  size_t taken = 0;
  char *changed = malloc(size);
  head h;
  assert_non_null(changed);
  memcpy(&h, bytes_of_file, sizeof h);
  for (int a = 0; a < N_ARRAYS; a++) {
    size_t start = start_of(&h, a), n = h.arrays[a].n * h.arrays[a].size, step = n / 97 + 1;
    for (size_t i = 0; i < n; i += step) {
      memcpy(changed, bytes_of_file, size);
      changed[start + i] = (char)values[i / step % sizeof values];
      set_hashes(changed);
      taken += takes(changed, size);
    }
    memcpy(changed, bytes_of_file, size); /* an array that claims to be longer, or is missing */
    head *claims = (head *)changed;
    claims->arrays[a].n = a % 2 == 0 ? UINT64_MAX / claims->arrays[a].size : 0;
    claims->hash = hash_of_head(claims);
    takes(changed, size);
  }
  assert_true(taken > 0); /* else the hashes do not fit, and nothing is tested */
  free(changed);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_unchanged),
      cmocka_unit_test(test_cut),
      cmocka_unit_test(test_damaged),
      cmocka_unit_test(test_changed_on_purpose),
  };
  return cmocka_run_group_tests(tests, save_small, forget);
}
