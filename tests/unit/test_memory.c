/* Every allocation in turn fails: what was asked for fails with ML_ERR_NOMEM, leaks nothing, and works afterwards.
 *
 * The library's arena is compiled in here once more, over a malloc that can fail and with blocks so small that nearly
 * every piece of memory is a call of it; the linker then leaves out the one in the library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static size_t calls, failing_call; /* 0: none fails */

static void *malloc_that_fails(size_t size) {
  return ++calls == failing_call ? NULL : malloc(size);
}

#define ML_ARENA_BLOCK 64
#define malloc malloc_that_fails
#include "base/arena.c" /* NOLINT(bugprone-suspicious-include): see above */
#undef malloc

#include "mailuo.h"

static const char text[] = "远山科技董事长林知夏介绍,云帆助手的月活跃用户达到300万人。";

static ml_rules *rules;
static ml_document *document;
static FILE *nowhere;

static ml_status load(void) {
  ml_rules *loaded;
  ml_status status = ml_rules_load(&loaded, "tests/rules/small", NULL);
  ml_rules_free(loaded);
  return status;
}

static ml_status save(void) {
  return ml_rules_save(rules, "build/test_memory.mlr", NULL);
}

static ml_status load_saved(void) {
  ml_rules *loaded;
  ml_status status = ml_rules_load(&loaded, "build/test_memory.mlr", NULL);
  ml_rules_free(loaded);
  return status;
}

static ml_status check(void) {
  ml_rules_report counts;
  return ml_rules_check(rules, &counts, NULL);
}

static ml_status read_document(void) {
  ml_document *made;
  ml_status status = ml_document_new(&made, "a.txt", text, sizeof text - 1, NULL);
  ml_document_free(made);
  return status;
}

static ml_status extract(void) {
  ml_extraction *extraction;
  ml_status status = ml_extract(&extraction, rules, document, NULL);
  if (status == ML_OK)
    assert_int_equal(ml_extraction_claims(extraction), 2);
  ml_extraction_free(extraction);
  return status;
}

static ml_status explain(void) {
  ml_status status = ml_explain(rules, document, &(ml_explain_options){.json = true}, nowhere, NULL);
  if (status == ML_OK)
    status = ml_explain(rules, document, &(ml_explain_options){.rule = "post_before_name"}, nowhere, NULL);
  return status == ML_OK ? ml_explain(rules, document, &(ml_explain_options){.rule = "quantity"}, nowhere, NULL)
                         : status;
}

static ml_status try_diff_and_lint(void) {
  uint64_t matches = 0;
  ml_difference counts = {0};
  ml_status status = ml_try(rules, document, nowhere, &matches, NULL);
  if (status == ML_OK)
    status = ml_diff(rules, rules, document, nowhere, &counts, NULL);
  return status == ML_OK ? ml_rules_lint(rules, NULL) : status;
}

static ml_status profile(void) {
  ml_profile *counted;
  ml_status status = ml_profile_new(&counted, rules);
  if (status == ML_OK)
    status = ml_profile_add(counted, document, NULL);
  ml_profile_free(counted);
  return status;
}

static void fail_each(ml_status (*work)(void)) {
  calls = 0;
  assert_int_equal(work(), ML_OK);
  size_t all = calls;
  assert_true(all > 1);
  for (size_t n = 1; n <= all; n++) {
    calls = 0;
    failing_call = n;
    ml_status status = work();
    failing_call = 0;
    if (status != ML_ERR_NOMEM)
      fail_msg("allocation %zu of %zu failed, and the status was %d", n, all, (int)status);
  }
  assert_int_equal(work(), ML_OK);
}

static void test_rules_load(void **state) {
  (void)state;
  fail_each(load);
}

static void test_rules_saved(void **state) {
  (void)state;
  fail_each(save);
  fail_each(load_saved);
  remove("build/test_memory.mlr");
}

static void test_rules_check(void **state) {
  (void)state;
  fail_each(check);
}

static void test_document_new(void **state) {
  (void)state;
  fail_each(read_document);
}

static void test_extract(void **state) {
  (void)state;
  fail_each(extract);
}

static void test_tools(void **state) {
  (void)state;
  fail_each(explain);
  fail_each(try_diff_and_lint);
  fail_each(profile);
}

static int set_up(void **state) {
  (void)state;
  nowhere = fopen("/dev/null", "w");
  const char *folder = "tests/rules/small";
  const ml_rules_options options = {.paths = &folder, .n_paths = 1, .pattern = "Role Person"};
  return nowhere == NULL || ml_rules_load_with(&rules, &options, NULL) != ML_OK ||
         ml_document_new(&document, "a.txt", text, sizeof text - 1, NULL) != ML_OK;
}

static int tear_down(void **state) {
  (void)state;
  ml_document_free(document);
  ml_rules_free(rules);
  return fclose(nowhere);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rules_load),   cmocka_unit_test(test_rules_saved), cmocka_unit_test(test_rules_check),
      cmocka_unit_test(test_document_new), cmocka_unit_test(test_extract),     cmocka_unit_test(test_tools),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
