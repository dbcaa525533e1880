/* How a diagnostic looks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/report.h"

static void assert_printed(const ml_diagnostic *diagnostic, bool colour, const char *expected) {
  char *text = NULL;
  size_t size = 0;
  FILE *to = open_memstream(&text, &size);
  assert_non_null(to);
  ml_diagnostic_print(diagnostic, to, colour);
  assert_int_equal(fclose(to), 0);
  assert_string_equal(text, expected);
  free(text);
}

/* A wide character takes two columns, a tab is printed as one space, and there is always a caret. */
static void test_carets(void **state) {
  (void)state;
  static const struct {
    const char *line;
    size_t column, length;
    const char *carets;
  } samples[] = {
      {"rule one", 1, 1, "^"},
      {"rule one", 1, 4, "^^^^"},
      {"rule one", 1, 99, "^^^^^^^^"},
      {"rule one", 6, 3, "     ^^^"},
      {"rule one", 6, 0, "     ^"},
      {"rule one", 9, 1, "        ^"},
      {"rule one", 99, 1, "        ^"},
      {"\tmatch x", 1, 1, "^"},
      {"\tmatch x", 2, 5, " ^^^^^"},
      {"董事长 x", 1, 3, "^^^^^^"},
      {"董事长 x", 2, 1, "  ^^"},
      {"董事长 x", 5, 1, "       ^"},
      {"e\xCC\x81x", 2, 1, " ^"}, /* a combining accent */
      {"", 1, 1, "^"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    char expected[256], line[64];
    snprintf(line, sizeof line, "%s", samples[i].line);
    if (line[0] == '\t')
      line[0] = ' ';
    snprintf(expected, sizeof expected, "a.rules:7:%zu: error: wrong\n    7 | %s\n      | %s\n", samples[i].column,
             line, samples[i].carets);
    assert_printed(&(ml_diagnostic){.severity = ML_ERROR,
                                    .file = "a.rules",
                                    .line = 7,
                                    .column = samples[i].column,
                                    .length = samples[i].length,
                                    .message = "wrong",
                                    .source_line = samples[i].line},
                   false, expected);
  }
}

static void test_parts(void **state) {
  (void)state;
  static const struct {
    ml_diagnostic diagnostic;
    bool colour;
    const char *expected;
  } samples[] = {
      {{.severity = ML_NOTE, .message = "done"}, false, "note: done\n"},
      {{.severity = ML_WARNING, .file = "a", .message = "odd"}, false, "a: warning: odd\n"},
      {{.severity = ML_ERROR, .file = "a", .line = 3, .message = "bad", .hint = "one\ntwo\n"},
       false,
       "a:3: error: bad\n      = one\n      = two\n"},
      {{.severity = ML_ERROR, .file = "a", .line = 3, .column = 2, .length = 2, .message = "bad", .source_line = "abc"},
       true,
       "\033[1ma:3:2:\033[0m \033[31merror:\033[0m bad\n    3 | abc\n      |  \033[31m^^\033[0m\n"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    assert_printed(&samples[i].diagnostic, samples[i].colour, samples[i].expected);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_carets),
      cmocka_unit_test(test_parts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
