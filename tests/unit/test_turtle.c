/* RDF says exactly what the store says, whatever stands in the texts, and appears whole or not at all. */
#include <jansson.h>
#include <math.h>
#include <raptor2.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "graph/date.h"
#include "graph_fixture.h"
#include "write/verify.h"

/* raptor 2.0.15 forgets the graph's IRI of each N-Quad it reads. Named by its library: where no symbolizer is
 * installed, functions have no names. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
  return "leak:libraptor2.so";
}

static void write_turtle(graph_fixture *f, char path[80]) {
  snprintf(path, 80, "%s/graph.ttl", f->folder);
  assert_int_equal(ml_export(f->store, "ttl", path, NULL, &f->reporter), ML_OK);
}

/* ---- an independent reader ---- */

typedef struct reader {
  sqlite3_stmt *find;
  size_t read, found;
} reader;

static const char *text_of_term(const raptor_term *term) {
  if (term->type == RAPTOR_TERM_TYPE_URI)
    return (const char *)raptor_uri_as_string(term->value.uri);
  return (const char *)term->value.literal.string;
}

static void look_up(void *user, raptor_statement *statement) {
  reader *r = user;
  const raptor_term *object = statement->object;
  bool literal = object->type == RAPTOR_TERM_TYPE_LITERAL;
  const raptor_uri *datatype = literal ? object->value.literal.datatype : NULL;
  const char *texts[] = {
      text_of_term(statement->subject),
      text_of_term(statement->predicate),
      text_of_term(object),
      literal ? "literal" : "iri",
      datatype == NULL ? NULL : (const char *)raptor_uri_as_string((raptor_uri *)(uintptr_t)datatype),
      literal ? (const char *)object->value.literal.language : NULL,
  };
  for (int i = 0; i < 6; i++)
    sqlite3_bind_text(r->find, i + 1, texts[i], -1, SQLITE_STATIC);
  r->read++;
  if (sqlite3_step(r->find) == SQLITE_ROW)
    r->found++;
  else
    fprintf(stderr, "not in the store: %s %s %s\n", texts[0], texts[1], texts[2]);
  sqlite3_reset(r->find);
}

/* Each triple that raptor reads is in the store; returns how many there are. */
static size_t read_again(const graph_fixture *f, const char *path, const char *syntax) {
  reader r = {0};
  raptor_world *world = raptor_new_world();
  raptor_parser *parser = raptor_new_parser(world, syntax);
  FILE *file = fopen(path, "rb");
  raptor_uri *base = raptor_new_uri(world, (const unsigned char *)"https://example.org/");
  assert_int_equal(sqlite3_prepare_v2(f->store->db,
                                      "SELECT 1 FROM triples WHERE subject = ? AND predicate = ? AND object = ?"
                                      " AND object_kind = ? AND datatype IS ? AND lang IS ? COLLATE NOCASE",
                                      -1, &r.find, NULL),
                   SQLITE_OK);
  raptor_parser_set_statement_handler(parser, &r, look_up);
  assert_int_equal(raptor_parser_parse_file_stream(parser, file, NULL, base), 0);
  fclose(file);
  raptor_free_uri(base);
  raptor_free_parser(parser);
  raptor_free_world(world);
  sqlite3_finalize(r.find);
  assert_int_equal(r.found, r.read);
  return r.read;
}

static void says_what_the_store_says(void **state) {
  graph_fixture *f = *state;
  char path[80];
  ml_store_counts counts;
  create_store(f);
  fill_with_strange(f, CONTROLS);
  finish_store(f);
  write_turtle(f, path);
  assert_int_equal(ml_store_count(f->store, &counts), ML_OK);
  assert_int_equal(read_again(f, path, "turtle"), counts.triples);
  assert_int_equal(ml_verify(path, path, "turtle", counts.triples, &f->reporter), ML_OK);
  assert_answer(f, "SELECT (SELECT count(*) FROM (SELECT DISTINCT * FROM triples)) = (SELECT count(*) FROM triple)",
                "1\n");
  assert_answer(
      f,
      "SELECT count(*) FROM term WHERE id NOT IN (SELECT subject FROM triple UNION SELECT predicate FROM triple"
      " UNION SELECT object FROM triple)",
      "0\n");
}

/* raptor finds every statement of the store in each syntax; in those with graphs, some of them several times. */
static void every_syntax_says_the_same(void **state) {
  graph_fixture *f = *state;
  static const struct {
    const char *format, *syntax;
    bool quads, xml;
  } cases[] = {{"nt", "ntriples", false, false},
               {"nq", "nquads", true, false},
               {"trig", "trig", true, false},
               {"rdfxml", "rdfxml", false, true}};
  const ml_export_options options = {.verify = true};
  for (int xml = 0; xml < 2; xml++) {
    char path[80];
    ml_store_counts counts;
    create_store(f);
    fill_with_strange(f, xml ? "" : CONTROLS);
    finish_store(f);
    assert_int_equal(ml_store_count(f->store, &counts), ML_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
      if (cases[i].xml != (xml == 1))
        continue;
      snprintf(path, sizeof path, "%s/graph.%s", f->folder, cases[i].format);
      assert_int_equal(ml_export(f->store, cases[i].format, path, &options, &f->reporter), ML_OK);
      size_t read = read_again(f, path, cases[i].syntax);
      assert_true(cases[i].quads ? read > counts.triples : read == counts.triples);
    }
    ml_store_free(f->store);
    f->store = NULL;
  }
}

/* Every "@value" of JSON-LD is a literal of the store. */
static void jsonld_keeps_literals(void **state) {
  graph_fixture *f = *state;
  char path[80];
  size_t literals = 0;
  sqlite3_stmt *find;
  create_store(f);
  fill_with_strange(f, CONTROLS);
  finish_store(f);
  snprintf(path, sizeof path, "%s/graph.jsonld", f->folder);
  assert_int_equal(ml_export(f->store, "jsonld", path, NULL, &f->reporter), ML_OK);
  json_t *root = json_load_file(path, 0, NULL), *subject, *values, *value;
  assert_non_null(root);
  assert_int_equal(
      sqlite3_prepare_v2(f->store->db, "SELECT 1 FROM term WHERE kind = 'literal' AND value = ?", -1, &find, NULL),
      SQLITE_OK);
  size_t i, k;
  const char *key;
  json_array_foreach(json_object_get(root, "@graph"), i, subject) {
    json_object_foreach(subject, key, values) {
      json_array_foreach(values, k, value) {
        const char *text = json_string_value(json_object_get(value, "@value"));
        if (text == NULL)
          continue;
        sqlite3_bind_text(find, 1, text, -1, SQLITE_STATIC);
        assert_int_equal(sqlite3_step(find), SQLITE_ROW);
        sqlite3_reset(find);
        literals++;
      }
    }
  }
  char expected[32];
  snprintf(expected, sizeof expected, "%zu\n", literals);
  assert_answer(f, "SELECT count(*) FROM triples WHERE object_kind = 'literal'", expected);
  sqlite3_finalize(find);
  json_decref(root);
}

/* What was multiplied is what was stated. */
static void numbers_are_as_stated(void **state) {
  graph_fixture *f = *state;
  create_store(f);
  add_figure(f, "a.txt", 9.38 * 100000000, "9.38亿人", NULL);
  finish_store(f);
  assert_answer(f, "SELECT object, datatype FROM triples WHERE predicate LIKE '%terms#value'",
                "938000000.0,http://www.w3.org/2001/XMLSchema#decimal\n");
}

static void what_is_no_number_is_not_said(void **state) {
  graph_fixture *f = *state;
  create_store(f);
  add_figure(f, "a.txt", NAN, "许多人", NULL);
  add_figure(f, "b.txt", -INFINITY, "无穷人", NULL);
  finish_store(f);
  assert_answer(f, "SELECT count(*), count(value) FROM fact_figure", "1,0\n");
  assert_answer(f, "SELECT count(*) FROM triples WHERE predicate LIKE '%terms#value'", "0\n");
}

static void text_of_a_fact(void **state) {
  graph_fixture *f = *state;
  char path[80];
  size_t n;
  create_store(f);
  add_figure(f, "a.txt", 2.5, "2.5人", "2017-06");
  finish_store(f);
  write_turtle(f, path);
  char *turtle = read_file(path, &n);
  static const char *const parts[] = {
      "@prefix kg: <https://example.org/mailuo/> .\n",
      " a ml:figure , ml:Fact ;\n"
      "  rdfs:label \"云帆助手 月活跃用户 2.5人 (2017-06)\"@zh-Hans ;\n"
      "  ml:product kg:p",
      "  ml:metric \"月活跃用户\" ;\n"
      "  ml:value \"2.5\"^^xsd:decimal ;\n"
      "  schema:unitText \"人\" ;\n"
      "  ml:value_text \"2.5人\"@zh-Hans ;\n"
      "  ml:date_text \"2017-06\"@zh-Hans ;\n"
      "  ml:confidence \"0.75\"^^xsd:decimal ;\n",
      "  ml:date_stated \"2017-06\" ",
      "  nif:beginIndex \"0\"^^xsd:nonNegativeInteger ;\n",
      "  nif:anchorOf \"云帆助手的月活跃用户达到\"@zh ;\n",
  };
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (strstr(turtle, parts[i]) == NULL)
      fail_msg("lacks %s:\n%s", parts[i], turtle);
  assert_null(strstr(turtle, "@prefix org:")); /* not used */
  free(turtle);
}

/* Where two relations give one name to different kinds of value, the second gets a property of its own. */
static void one_property_one_kind(void **state) {
  graph_fixture *f = *state;
  f->schema.post[POST_STATUS].name = "value";
  create_store(f);
  add_figure(f, "a.txt", 2.5, "2.5人", NULL);
  finish_store(f);
  assert_answer(f, "SELECT value FROM term WHERE value LIKE '%terms#%value'",
                "https://example.org/mailuo/terms#figure_value\n");
}

static void empty_store(void **state) {
  graph_fixture *f = *state;
  char path[80];
  ml_store_counts counts;
  create_store(f);
  finish_store(f);
  write_turtle(f, path);
  assert_int_equal(ml_store_count(f->store, &counts), ML_OK);
  assert_int_equal(ml_verify(path, path, "turtle", counts.triples, &f->reporter), ML_OK);
}

/* ---- what goes wrong ---- */

static void tampered_files_are_found(void **state) {
  graph_fixture *f = *state;
  static const char *const tails[] = {"<https://example.org/a> a <https://example.org/b> .\n", "<unfinished"};
  static const char *const reports[] = {"raptor reads", "no turtle"};
  char path[80];
  ml_store_counts counts;
  create_store(f);
  add_post(f, "a.txt", 70);
  finish_store(f);
  assert_int_equal(ml_store_count(f->store, &counts), ML_OK);
  for (size_t i = 0; i < 2; i++) {
    write_turtle(f, path);
    FILE *file = fopen(path, "a");
    fputs(tails[i], file);
    fclose(file);
    assert_int_equal(ml_verify(path, path, "turtle", counts.triples, &f->reporter), ML_ERR_IO);
    assert_reported(f, reports[i]);
  }
  assert_int_equal(ml_verify("/nowhere/graph.ttl", "graph.ttl", "turtle", counts.triples, &f->reporter), ML_ERR_IO);
}

/* A device that is full, a folder that is missing, and something in the way: nothing half done stays anywhere. */
static void failed_writes_leave_nothing(void **state) {
  graph_fixture *f = *state;
  char path[80], part[90];
  struct stat found;
  create_store(f);
  add_post(f, "a.txt", 70);
  finish_store(f);
  for (size_t i = 0; ml_format_name(i) != NULL; i++) {
    bool folder = strcmp(ml_format_name(i), "csv") == 0;
    snprintf(path, sizeof path, "%s/full%s", f->folder, ml_format_suffix(i));
    snprintf(part, sizeof part, "%s.part", path);
    assert_int_equal(symlink("/dev/full", path), 0);
    assert_int_equal(ml_export(f->store, ml_format_name(i), path, NULL, &f->reporter), ML_ERR_IO);
    assert_reported(f, folder ? "is not replaced" : "No space left on device");
    assert_int_equal(lstat(path, &found), 0); /* the device is left alone */
    assert_int_not_equal(stat(part, &found), 0);
    snprintf(path, sizeof path, "%s/missing/graph%s", f->folder, ml_format_suffix(i));
    assert_int_equal(ml_export(f->store, ml_format_name(i), path, NULL, &f->reporter), ML_ERR_IO);
    snprintf(path, sizeof path, "%s/folder%s", f->folder, ml_format_suffix(i));
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(ml_export(f->store, ml_format_name(i), path, NULL, &f->reporter), folder ? ML_OK : ML_ERR_IO);
  }
  assert_int_equal(ml_export(f->store, "docx", path, NULL, &f->reporter), ML_ERR_ARGUMENT);
}

static void dates(void **state) {
  (void)state;
  const struct {
    const char *text;
    bool date;
  } cases[] = {{"2019-05-20", true},  {"2020-02-29", true},  {"2019-02-29", false}, {"1900-02-29", false},
               {"2019-05", false},    {"2019-13-01", false}, {"2019-00-01", false}, {"2019-04-31", false},
               {"2019/05/20", false}, {"0000-01-01", false}, {"去年", false},       {"", false},
               {"2019-05-200", false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(ml_is_date(ml_str_of(cases[i].text)), cases[i].date);
}

int main(void) {
#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, graph_setup, graph_teardown)
  const struct CMUnitTest tests[] = {
      TEST(says_what_the_store_says),
      TEST(every_syntax_says_the_same),
      TEST(jsonld_keeps_literals),
      TEST(numbers_are_as_stated),
      TEST(what_is_no_number_is_not_said),
      TEST(text_of_a_fact),
      TEST(one_property_one_kind),
      TEST(empty_store),
      TEST(tampered_files_are_found),
      TEST(failed_writes_leave_nothing),
      cmocka_unit_test(dates),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
