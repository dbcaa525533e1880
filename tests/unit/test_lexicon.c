#include "syntax_fixture.h"

#include "rules/lexicon.h"

static ml_lexicon_decl decl;
static ml_str text_of_file;
static ml_lexicon lexicon;
static const ml_schema schema = {.language = ""};
static bool read;

static ml_status read_lexicon(void *argument) {
  fixture *f = argument;
  read = ml_lexicon_read(&f->syntax, &schema, &decl, text_of_file, &lexicon);
  return ML_OK;
}

static void open_lexicon(fixture *f, const char *text) {
  fixture_open(f);
  decl = (ml_lexicon_decl){.path = "names.tsv", .file = "names.tsv"};
  text_of_file = ml_str_of(text);
  fixture_run(f, read_lexicon);
}

static void test_rows(void **state) {
  (void)state;
  fixture f;
  open_lexicon(&f, "\xEF\xBB\xBF# source: own work\n"
                   "term\ttype\tcode\tweight\tcanonical\tid\n"
                   "\n"
                   "远山|遠山 | Far Hill\tOrganization\t700\t-1.5\t远山\to-far\t\r\n"
                   "# a comment\n"
                   "晨星\tOrganization\r\n"
                   "周一帆\tPerson\t\t0");
  assert_string_equal(f.reported, "4:0+0 this line has 7 cells, but the header names 6 columns\n");
  fixture_close(&f);
  open_lexicon(&f, "# source: own work\n"
                   "term\ttype\tcode\tweight\tcanonical\tid\n"
                   "\n"
                   "远山|遠山 | Far Hill\tOrganization\t700\t-1.5\t远山\to-far\r\n"
                   "# a comment\n"
                   "晨星\tOrganization\r\n"
                   "周一帆\tPerson\t\t0");
  assert_string_equal(f.reported, "");
  assert_true(read);
  assert_int_equal(lexicon.n_columns, 1);
  assert_string_equal(lexicon.columns[0], "code");
  assert_int_equal(lexicon.n_rows, 3);
  const ml_lexicon_row *row = &lexicon.rows[0];
  assert_int_equal(row->record.line, 4);
  assert_int_equal(row->n_terms, 3);
  assert_true(ml_str_is(row->terms[1], "遠山"));
  assert_true(ml_str_is(row->terms[2], "Far Hill"));
  assert_string_equal(row->type, "Organization");
  assert_string_equal(row->canonical, "远山");
  assert_string_equal(row->id, "o-far");
  assert_string_equal(row->cells[0], "700");
  assert_true(row->weighted);
  assert_int_equal(row->weight, -150);
  row = &lexicon.rows[1];
  assert_int_equal(row->record.line, 6);
  assert_false(row->weighted);
  assert_null(row->cells[0]);
  assert_null(row->canonical);
  assert_true(lexicon.rows[2].weighted);
  assert_int_equal(lexicon.rows[2].weight, 0);
  fixture_close(&f);
}

static void test_errors(void **state) {
  (void)state;
  static const struct {
    const char *text, *expected;
    size_t rows;
  } samples[] = {
      {"",
       "0:0+0 the first line that is no comment names the columns, with tabs between them, and one of them must be "
       "`term`\n",
       0},
      {"name\ttype\n",
       "1:0+0 the first line that is no comment names the columns, with tabs between them, and one of them must be "
       "`term`\n",
       0},
      {"term type\n",
       "1:0+0 the first line that is no comment names the columns, with tabs between them, and one of them must be "
       "`term`\n",
       0},
      {"term\tterm\n", "1:6+4 the column term stands twice in the header\n", 0},
      {"term\tBig Name\n", "1:6+8 the column name \"Big Name\" is not written in a-z, 0-9 and _\n", 0},
      {"term\tweight\na\tmuch\nb\t1\n", "2:3+4 much is no number of points from -1000 to 1000\n", 1},
      {"term\na\tb\nc\n", "2:0+0 this line has 2 cells, but the header names 1 columns\n", 1},
      {"term\ttype\n | \tA\nb\tA\n", "2:2+1 this line has no term\n", 1},
      {"term\n\xFF\nb\n", "2:0+0 this line is not UTF-8\n", 1},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    fixture f;
    open_lexicon(&f, samples[i].text);
    assert_string_equal(f.reported, samples[i].expected);
    assert_int_equal(f.syntax.errors, 1);
    assert_int_equal(lexicon.n_rows, samples[i].rows);
    fixture_close(&f);
  }
}

static void test_number(void **state) {
  (void)state;
  static const char *const good[] = {"0", "-12.5", "007", "3.25"}, *const bad[] = {"",    "-",   "1.", ".5",
                                                                                   "1e3", "0x1", "1 "};
  double number = 0;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    assert_true(ml_table_number(ml_str_of(good[i]), &number));
  assert_true(number > 3.2 && number < 3.3);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_false(ml_table_number(ml_str_of(bad[i]), &number));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows),
      cmocka_unit_test(test_errors),
      cmocka_unit_test(test_number),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
