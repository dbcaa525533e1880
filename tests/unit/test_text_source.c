/* From paths to documents: order, ids, and what is said about inputs that cannot be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder_fixture.h"
#include "text/document.h"
#include "text/reader.h"
#include "text/record.h"

static void write_file(const char *name, const char *text, size_t n) {
  FILE *file = fopen(name, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, n, file), n);
  assert_int_equal(fclose(file), 0);
}

/* What a run tells: "file:line severity" of each diagnostic. */
static void hear(void *user, const ml_diagnostic *diagnostic) {
  char *heard = user;
  size_t n = strlen(heard);
  snprintf(heard + n, 1024 - n, "%s:%zu %c\n", diagnostic->file, diagnostic->line, "NWE"[diagnostic->severity]);
}

/* The documents that paths (separated by spaces) give, as "id uri first_text" lines, and the diagnostics behind. */
static void check(const char *paths, const char *expected, size_t failures) {
  char found[2048] = "", heard[1024] = "", copy[256];
  const char *list[16];
  size_t n_paths = 0;
  ml_reporter reporter = {hear, heard};
  ml_source *source = NULL;
  ml_document *document;
  snprintf(copy, sizeof copy, "%s", paths);
  for (char *path = strtok(copy, " "); path != NULL; path = strtok(NULL, " "))
    list[n_paths++] = path;
  assert_int_equal(ml_source_open(&source, list, n_paths, NULL, &reporter), ML_OK);
  while (ml_source_next(source, &document) == ML_OK && document != NULL) {
    size_t n = strlen(found);
    snprintf(found + n, sizeof found - n, "%s %s %.*s\n", document->id, document->uri, (int)document->source.n,
             document->source.at);
    ml_document_free(document);
  }
  assert_int_equal(ml_source_failures(source), failures);
  uint64_t done, all;
  ml_source_progress(source, &done, &all);
  assert_int_equal(done, all);
  ml_source_free(source);
  strncat(found, heard, sizeof found - strlen(found) - 1);
  if (strcmp(found, expected) != 0)
    fail_msg("%s gave\n%sinstead of\n%s", paths, found, expected);
}

static void test_files_and_folders(void **state) {
  (void)state;
  assert_int_equal(mkdir("texts", 0755) | mkdir("texts/more", 0755), 0);
  write_file("texts/b.txt", "B", 1);
  write_file("texts/a.txt", "A", 1);
  write_file("texts/.hidden", "H", 1);
  write_file("texts/more/c.txt", "C", 1);
  assert_int_equal(symlink("..", "texts/more/ring"), 0);
  const char *all = "a.txt texts/a.txt A\nb.txt texts/b.txt B\nmore/c.txt texts/more/c.txt C\n";
  check("texts", all, 0);
  check("./texts//", all, 0);
  check("texts texts/b.txt", all, 0);
  check("texts/more/c.txt texts", "a.txt texts/a.txt A\nb.txt texts/b.txt B\nc.txt texts/more/c.txt C\n", 0);
  check("texts/b.txt texts/a.txt", "a.txt texts/a.txt A\nb.txt texts/b.txt B\n", 0);
  check("texts/a.txt ./texts/b.txt texts/a.txt", "a.txt texts/a.txt A\nb.txt texts/b.txt B\n", 0);
  check("missing.txt texts/a.txt", "a.txt texts/a.txt A\nmissing.txt:0 E\n", 1);
}

static void test_empty_file(void **state) {
  (void)state;
  write_file("empty.txt", "", 0);
  check("empty.txt", "empty.txt empty.txt \nempty.txt:0 W\n", 0);
}

static void test_json_lines(void **state) {
  (void)state;
  const char text[] = "\xEF\xBB\xBF{\"id\": \"z\", \"text\": \"远山\"}\r\n"
                      "\n"
                      "{\"id\": 7, \"text\": \"\\u8fdc\\u5c71\", \"uri\": \"https://example.org/7\", \"n\": [1]}\n"
                      "{\"id\": \"b\", \"text\": \"远\n"
                      "{\"text\": \"a\\nb\"}\n"
                      "[1]\n"
                      "{\"id\": \"d\", \"text\": 7}\n"
                      "{\"id\": \"e\", \"text\": \"\xFF\"}\n"
                      "{\"id\": \"\xFF\", \"text\": \"\"}\n"
                      "{\"id\": \"f\", \"text\": \"\xFF\", \"n\": {}}\n"
                      "{\"id\": \"last\", \"text\": \"x\"}";
  write_file("news.jsonl", text, sizeof text - 1);
  check("news.jsonl",
        "z news.jsonl 远山\n7 https://example.org/7 远山\nnews.jsonl:5 news.jsonl a\nb\ne news.jsonl \uFFFD\n"
        "\uFFFD news.jsonl \nf news.jsonl \uFFFD\nlast news.jsonl x\n"
        "news.jsonl:4 E\nnews.jsonl:6 E\nnews.jsonl:7 E\nnews.jsonl:8 W\nnews.jsonl:9 W\nnews.jsonl:9 W\n"
        "news.jsonl:10 W\n",
        3);
}

static void test_json_metadata(void **state) {
  (void)state;
  const char text[] = "{\"id\":\"a\",\"title\":\"遠山\u200B Ｘ：网(wǎng)\",\"author\":\"林 "
                      "知夏\",\"source\":\"遠山報\",\"site\":\"云帆\",\"published\":\"2018-09-30T08:00:00Z\",\"text\":"
                      "\"2017-01-01\"}\n";
  write_file("dated.ndjson", text, sizeof text - 1);
  const char *path = "dated.ndjson";
  ml_source *source = NULL;
  ml_document *document = NULL;
  assert_int_equal(ml_source_open(&source, &path, 1, NULL, NULL), ML_OK);
  assert_int_equal(ml_source_next(source, &document), ML_OK);
  assert_string_equal(document->title, "遠山 Ｘ：网");
  assert_string_equal(document->author, "林 知夏");
  assert_string_equal(document->outlet, "遠山報");
  assert_string_equal(document->site, "云帆");
  assert_int_equal(document->published.year * 10000 + document->published.month * 100 + document->published.day,
                   20180930);
  ml_document_free(document);
  ml_source_free(source);
}

/* A line that is longer than the buffer grows it; one that is longer than allowed is skipped. */
static void test_long_lines(void **state) {
  (void)state;
  enum { LONG = 3000000 };
  char *text = malloc(LONG + 4);
  memset(text, 'x', LONG);
  memcpy(text + LONG, "\na\n", 3);
  write_file("long.txt", text, LONG + 3);
  const size_t limits[] = {LONG, LONG - 1, 10};
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    ml_reader reader = {.fd = -1};
    ml_str line;
    assert_int_equal(ml_reader_open(&reader, "long.txt"), ML_READ_DONE);
    assert_int_equal(ml_reader_line(&reader, limits[i], &line), limits[i] == LONG ? ML_READ_DONE : ML_READ_TOO_LONG);
    assert_int_equal(ml_reader_line(&reader, limits[i], &line), ML_READ_DONE);
    assert_true(ml_str_is(line, "a"));
    assert_int_equal(ml_reader_line(&reader, limits[i], &line), ML_READ_END);
    assert_int_equal(ml_reader_open(&reader, "long.txt"), ML_READ_DONE);
    assert_int_equal(ml_reader_rest(&reader, limits[i] + 3, &line),
                     limits[i] == LONG ? ML_READ_DONE : ML_READ_TOO_LONG);
    ml_reader_dispose(&reader);
  }
  free(text);
}

/* What the quick reader of records takes, the general one takes, and they read the same. */
static const struct {
  const char *line;
  bool quick;
} lines[] = {
    {"{}", false},
    {" { \"id\" : \"a\" , \"text\" : \"b\" } ", true},
    {"{\"id\":12,\"text\":\"b\",\"x\":true,\"y\":null,\"z\":false}", true},
    {"{\"id\":0,\"text\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u8FDC\\ud83d\\ude00 . \\n \"}", true},
    {"{\"text\":\"a\",\"text\":\"b\"}", true},
    {"{\"text\":\"a\\u0000b\"}", true},
    {"{\"title\":\"一二三四五六七八九十\",\"published\":\"2018\",\"uri\":\"x\",\"text\":\"远\\n山\"}", true},
    {"{\"text\":1.5}", false},
    {"{\"text\":[]}", false},
    {"{\"text\":\"a\"", false},
    {"{\"text\":\"a\"} x", false},
    {"{\"text\":\"a\",}", false},
    {"{\"text\":\"\\ud83d\"}", false},
    {"{\"text\":\"\\ude00\"}", false},
    {"{\"text\":\"\\u12g4\"}", false},
    {"{\"text\":\"\\x\"}", false},
    {"{\"text\":\"\\", false},
    {"{\"text\":\"\\u12", false},
    {"{\"text\":\"a\tb\"}", false},
    {"{\"text\":\"a\t\"}", false},
    {"{\"text\":01}", false},
    {"{\"text\":truely}", false},
    {"{\"text\" \"a\"}", false},
    {"{text:\"a\"}", false},
    {"[\"text\"]", false},
    {"", false},
};

static void check_same(const char *line, ml_str quick, ml_str general) {
  if (!ml_str_eq(quick, general) || (quick.at == NULL) != (general.at == NULL))
    fail_msg("%s: %.*s instead of %.*s", line, (int)quick.n, quick.at, (int)general.n, general.at);
}

static void test_records(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    ml_arena arena = ML_ARENA_INIT;
    ml_record quick, general;
    json_t *json;
    json_error_t error;
    char *line = malloc(strlen(lines[i].line)); /* without a NUL: reading too far is found */
    ml_str text = {memcpy(line, lines[i].line, strlen(lines[i].line)), strlen(lines[i].line)};
    if (ml_record_scan(&arena, text, &quick) != lines[i].quick)
      fail_msg("%s", lines[i].line);
    ml_record_read(&arena, text, &general, &json, &error);
    if (lines[i].quick) {
      assert_non_null(json);
      check_same(lines[i].line, quick.id, general.id);
      check_same(lines[i].line, quick.text, general.text);
      check_same(lines[i].line, quick.title, general.title);
      check_same(lines[i].line, quick.uri, general.uri);
      check_same(lines[i].line, quick.published, general.published);
    }
    json_decref(json);
    free(line);
    ml_arena_dispose(&arena);
  }
}

static void test_free_null(void **state) {
  (void)state;
  ml_source_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_files_and_folders), cmocka_unit_test(test_empty_file), cmocka_unit_test(test_json_lines),
      cmocka_unit_test(test_json_metadata),     cmocka_unit_test(test_long_lines), cmocka_unit_test(test_records),
      cmocka_unit_test(test_free_null),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
