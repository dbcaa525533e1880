/* Claims as JSON Lines, read again by Jansson; and how numbers and strings are written. */
#include <jansson.h>
#include <math.h>

#include "base/json.h"
#include "base/number.h"
#include "graph_fixture.h"

static void claims(void **state) {
  const graph_fixture *f = *state;
  graph_document d;
  char *lines;
  size_t size;
  ml_value quantity[4] = {{.kind = ML_NUMBER, .number = 938000000}, {.kind = ML_TEXT, .text = "人"}};
  open_document(&d, f, "引号\".txt", "看，云帆助手月活跃用户9.38亿人。");
  ml_claim *c = claim(&d, FIGURE, "云帆助手月活跃用户9.38亿人", "metric_is", 90);
  fill_entity(&d, c, FIGURE_PRODUCT, mention(&d, PRODUCT, "云帆助手", "云帆助手", NULL));
  fill_value(c, FIGURE_METRIC, METRIC, "月活跃用户", NULL);
  fill_value(c, FIGURE_VALUE, QUANTITY, "9.38亿人", quantity);
  assert_int_equal(ml_extraction_claims(&d.extraction), 1);
  FILE *to = open_memstream(&lines, &size);
  assert_int_equal(ml_extraction_write(&d.extraction, to), ML_OK);
  fclose(to);
  assert_ptr_equal(strchr(lines, '\n'), lines + size - 1);

  json_error_t error;
  json_t *read = json_loads(lines, 0, &error);
  json_t *expected = json_pack(
      "{s:s, s:{s:{s:s, s:s}, s:{s:s, s:s}, s:{s:s, s:s, s:i, s:s}}, s:s, s:i, s:i, s:i, s:i, s:i, s:s, s:s, s:s, s:f}",
      "relation", "figure", "roles", "product", "type", "Product", "text", "云帆助手", "metric", "type", "Metric",
      "text", "月活跃用户", "value", "type", "Quantity", "text", "9.38亿人", "value", 938000000, "unit", "人",
      "document", "引号\".txt", "sentence", 0, "start_char", 2, "end_char", 17, "start_byte", 6, "end_byte", 43,
      "quote", "云帆助手月活跃用户9.38亿人", "rule", "metric_is", "rule_set", "0123456789abcdef", "confidence", 0.9);
  assert_non_null(read);
  assert_non_null(expected);
  if (!json_equal(read, expected))
    fail_msg("%s", lines);
  json_decref(read);
  json_decref(expected);
  free(lines);
  to = fopen("/dev/full", "w");
  setvbuf(to, NULL, _IONBF, 0);
  assert_int_equal(ml_extraction_write(&d.extraction, to), ML_ERR_IO);
  fclose(to);
  ml_document_free(d.document);
}

static void numbers(void **state) {
  (void)state;
  const struct {
    double number;
    const char *text;
  } cases[] = {
      {0, "0"},
      {-0.0, "0"},
      {1, "1"},
      {-2.5, "-2.5"},
      {0.1, "0.1"},
      {100, "100"},
      {938e6, "938000000"},
      {1e22, "10000000000000000000000"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1.5e-7, "0.00000015"},
      {9007199254740993.0, "9007199254740992"},
  };
  char text[ML_NUMBER_SIZE];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ml_number_text(cases[i].number, text);
    assert_string_equal(text, cases[i].text);
  }
  const double extremes[] = {1.7976931348623157e308, -1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, 1e23};
  for (size_t i = 0; i < sizeof extremes / sizeof *extremes; i++) {
    ml_number_text(extremes[i], text);
    assert_true(strtod(text, NULL) == extremes[i]);
    assert_null(strchr(text, 'e'));
  }
}

static void strings(void **state) {
  (void)state;
  char *text;
  size_t size;
  FILE *to = open_memstream(&text, &size);
  ml_json_string(to, (ml_str){"腾\"\\\n\0\x1F\xFF\xF0\xA0\xAE\xB7", 13});
  ml_json_number(to, INFINITY);
  fclose(to);
  assert_string_equal(text, "\"腾\\\"\\\\\\n\\u0000\\u001f\xEF\xBF\xBD\xF0\xA0\xAE\xB7\"null");
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(claims, graph_setup, graph_teardown),
      cmocka_unit_test(numbers),
      cmocka_unit_test(strings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
