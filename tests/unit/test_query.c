/* Questions in SQL: the three formats, and that nothing but reading is possible. */
#include "graph_fixture.h"

static int setup(void **state) {
  graph_setup(state);
  graph_fixture *f = *state;
  create_store(f);
  add_post(f, "a.txt", 70);
  finish_store(f);
  return 0;
}

static void formats(void **state) {
  const graph_fixture *f = *state;
  static const char sql[] =
      "SELECT '腾云' AS \"名\", 2.50 AS n, 'a,\"b\"' || char(10) AS t UNION ALL SELECT 'x', 1e16, NULL";
  static const char table[] = "名    n                  t\n"
                              "----  -----------------  ------\n"
                              "腾云                2.5  a,\"b\" \n"
                              "x     10000000000000000  \n";
  static const char csv[] = "名,n,t\n腾云,2.5,\"a,\"\"b\"\"\n\"\nx,10000000000000000,\n";
  static const char json[] = "[\n{\"名\":\"腾云\",\"n\":2.5,\"t\":\"a,\\\"b\\\"\\n\"},\n"
                             "{\"名\":\"x\",\"n\":10000000000000000,\"t\":null}]\n";
  static const char *const expected[] = {[ML_QUERY_TABLE] = table, [ML_QUERY_CSV] = csv, [ML_QUERY_JSON] = json};
  for (int format = ML_QUERY_TABLE; format <= ML_QUERY_JSON; format++) {
    char *answer;
    size_t size;
    FILE *to = open_memstream(&answer, &size);
    assert_int_equal(ml_store_query(f->store, sql, (ml_query_format)format, to), ML_OK);
    fclose(to);
    assert_string_equal(answer, expected[format]);
    free(answer);
  }
}

static void no_rows(void **state) {
  const graph_fixture *f = *state;
  static const char *const expected[] = {[ML_QUERY_TABLE] = "x\n-\n", [ML_QUERY_CSV] = "x\n", [ML_QUERY_JSON] = "[]\n"};
  for (int format = ML_QUERY_TABLE; format <= ML_QUERY_JSON; format++) {
    char *answer;
    size_t size;
    FILE *to = open_memstream(&answer, &size);
    assert_int_equal(ml_store_query(f->store, "SELECT 1 AS x WHERE 0;  ", (ml_query_format)format, to), ML_OK);
    fclose(to);
    assert_string_equal(answer, expected[format]);
    free(answer);
  }
}

static void refused(void **state) {
  const graph_fixture *f = *state;
  const struct {
    const char *sql, *reported;
  } cases[] = {
      {"DELETE FROM document", "a store is only read"},
      {"CREATE TABLE t (x)", "a store is only read"},
      {"ATTACH '/tmp/other.db' AS other", "a store is only read"},
      {"VACUUM INTO '/tmp/other.db'", "a store is only read"},
      {"PRAGMA query_only = OFF", "a store is only read"},
      {"BEGIN", "a store is only read"},
      {"SELECT 1; SELECT 2", "one statement at a time"},
      {"", "there is no statement"},
      {"SELECT salary FROM post", "no such column: salary"},
      {"SELECT json('x')", "malformed JSON"},
  };
  FILE *to = fopen("/dev/null", "w");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(ml_store_query(f->store, cases[i].sql, ML_QUERY_CSV, to), ML_ERR_ARGUMENT);
    assert_reported(f, cases[i].reported);
  }
  fclose(to);
  assert_answer(f, "SELECT count(*) FROM document", "1\n");
  assert_answer(f, "SELECT count(*) FROM sqlite_schema WHERE type = 'view' AND name = 'post'", "1\n");
}

static void full_disk(void **state) {
  const graph_fixture *f = *state;
  FILE *to = fopen("/dev/full", "w");
  assert_int_equal(ml_store_query(f->store, "SELECT * FROM post", ML_QUERY_JSON, to), ML_ERR_IO);
  fclose(to);
}

static void not_while_it_is_made(void **state) {
  graph_fixture *f = *state;
  ml_store_free(f->store);
  create_store(f);
  assert_int_equal(ml_store_query(f->store, "SELECT 1", ML_QUERY_CSV, stdout), ML_ERR_ARGUMENT);
  assert_reported(f, "the store is not complete");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(formats, setup, graph_teardown),
      cmocka_unit_test_setup_teardown(no_rows, setup, graph_teardown),
      cmocka_unit_test_setup_teardown(refused, setup, graph_teardown),
      cmocka_unit_test_setup_teardown(full_disk, setup, graph_teardown),
      cmocka_unit_test_setup_teardown(not_while_it_is_made, setup, graph_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
