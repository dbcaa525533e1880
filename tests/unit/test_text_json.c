/* Files of JSON that are no lines: arrays and objects over several lines, whole and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "folder_fixture.h"
#include "text/document.h"

/* Each document as "id text|", then each diagnostic as "line:column message|". */
static const struct {
  const char *name, *text, *expected;
} files[] = {
    /* arrays, by content and by name */
    {"a.json", "[{\"id\": \"a\", \"text\": \"云杉\"}, {\"text\": \"远山\"}]", "a 云杉|a.json#2 远山|"},
    {"a", "\xEF\xBB\xBF\n [\n  {\n    \"id\": 7,\n    \"text\": \"云\\n杉\"\n  },\n  {\"text\": \"远山\"}\n]\n",
     "7 云\n杉|a#2 远山|"},
    {"a.jsonl", "[{\"text\": \"云杉\"}]", "a.jsonl#1 云杉|"},
    {"a.json", "[]", "0:0 there is no text in it|"},
    {"a.json", "[\n{\"id\":\"a\",\"text\":\"云杉\",\"tags\":[{\"x\":\"]}\\\"\"},1.5,null,[]],\"m\":{\"text\":\"x\"}},]",
     "a 云杉|"},
    /* objects that follow each other */
    {"a.json", "{\n  \"text\": \"云杉\"\n}\n{\n  \"text\": \"远山\"\n}", "a.json#1 云杉|a.json#2 远山|"},
    {"a.json", "{\"text\": \"云杉\"}\n{\"text\": \"远山\"}\n", "a.json:1 云杉|a.json:2 远山|"},
    /* what is no text, and what is no JSON, by its place; the rest is read */
    {"a.json", "[{\"text\": 1}, {\"text\": \"云杉\"}, 12, [1], \"x\"]",
     "a.json#2 云杉|1:2 the object has no member \"text\" or \"html\" that is a string|1:31 this is no JSON object|"
     "1:35 this is no JSON object|1:40 this is no JSON object|"},
    {"a.json", "[{\"text\": \"云杉\", \"n\": 01},\n{\"text\": \"远山\"}]",
     "a.json#2 远山|1:22 this is no JSON: invalid token near '0'|"},
    {"a.json", "[{\"text\": \"云杉},\n{\"text\": \"远山\"}]", "a.json#2 远山|1:11 this string is not closed|"},
    {"a.json", "[{\"text\": \"云杉\",\n {\"text\": \"远山\"}]",
     "a.json#2 远山|2:2 a name in double quotes is missing|"},
    {"a.json", "[{\"text\": \"云杉\"\n {\"text\": \"远山\"}]", "a.json#2 远山|2:2 a comma or } is missing|"},
    {"a.json", "[{\"text\": \"云杉\"}\n {\"text\": \"远山\"}]",
     "a.json#1 云杉|a.json#2 远山|2:2 a comma is missing between two members of the array|"},
    {"a.json", "[{\"text\" \"云杉\", \"m\": {\"text\": \"x\"}}, {\"text\": \"远山\"}]",
     "a.json#2 远山|1:10 a colon is missing behind a name|"},
    {"a.json", "[{\"text\": }, {\"text\": \"远\\q山\"}, {\"text\": \"云杉\"}]",
     "a.json#3 云杉|1:11 a value is missing|1:26 this is no JSON: invalid escape near '\"远\\q'|"},
    {"a.json", "[{\"text\": \"a\tb\"}, {\"text\": \"云杉\"}]",
     "a.json#2 云杉|1:13 a control character stands in a string|"},
    {"a.json", "[{\"text\": \"云杉\"}", "a.json#1 云杉|1:16 the array is not closed|"},
    {"a.json", "[{\"text\": \"云杉\"}, {\"text\": \"远", "a.json#1 云杉|1:29 the file ends within a value|"},
    {"a.json", "[{\"text\": \"云杉\", \"n\": 8e9b", "1:22 the file ends within a value|"},
    {"a.json", "[{\"text\": \"云杉\\", "1:14 the file ends within a value|"},
    {"a.json", "[{\"text\": \"云杉\"}] {\"text\": \"远山\"}",
     "a.json#1 云杉|a.json#2 远山|1:18 something stands behind the array|"},
    {"a.json", "{\"articles\": 1}x",
     "1:1 the object has no member \"text\" or \"html\" that is a string|1:16 the file ends within a value|"},
    /* what only looks like it */
    {"a.txt", "[图片] 云杉", "a.txt [图片] 云杉|"},
    {"a.txt", "{云杉}", "a.txt {云杉}|"},
    {"a.txt", "{\"云杉\"}\n", "a.txt {\"云杉\"}\n|"},
    {"a.txt", "[1]\n", "a.txt [1]\n|"},
};

typedef struct notes {
  char text[4096];
  size_t n;
} notes;

static void hear(void *user, const ml_diagnostic *diagnostic) {
  notes *heard = user;
  heard->n += (size_t)snprintf(heard->text + heard->n, sizeof heard->text - heard->n, "%zu:%zu %s|", diagnostic->line,
                               diagnostic->column, diagnostic->message);
}

static void test_files(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    notes found = {0}, heard = {0};
    const char *path = files[i].name;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(files[i].text, file);
    assert_int_equal(fclose(file), 0);
    ml_source *source = NULL;
    ml_document *document = NULL;
    assert_int_equal(ml_source_open(&source, &path, 1, NULL, &(ml_reporter){hear, &heard}), ML_OK);
    while (ml_source_next(source, &document) == ML_OK && document != NULL) {
      found.n += (size_t)snprintf(found.text + found.n, sizeof found.text - found.n, "%s %.*s|", document->id,
                                  (int)document->source.n, document->source.at);
      ml_document_free(document);
    }
    ml_source_free(source);
    strncat(found.text, heard.text, sizeof found.text - found.n - 1);
    if (strcmp(found.text, files[i].expected) != 0)
      fail_msg("%s gave\n%s instead of\n%s", files[i].text, found.text, files[i].expected);
  }
}

/* A value longer than the buffer, and escapes and words where the buffer ends. */
static void test_long_values(void **state) {
  (void)state;
  enum { LONG = 600000 };
  char *text = malloc(2 * LONG + 64);
  for (size_t cut = 0; cut < 24; cut++) { /* the first buffer ends at 256 KiB */
    size_t n = (size_t)sprintf(text, "[{\"text\":\"");
    memset(text + n, 'x', 262144 - n - cut);
    n = 262144 - cut;
    n += (size_t)sprintf(text + n, "\\\"\\\\\\u4e91\",\"a\":true,\"b\":12},{\"text\":\"");
    memset(text + n, 'y', LONG);
    n += LONG;
    n += (size_t)sprintf(text + n, "\"}]");
    FILE *file = fopen("long.json", "wb");
    assert_int_equal(fwrite(text, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
    const char *path = "long.json";
    ml_source *source = NULL;
    ml_document *one = NULL, *two = NULL, *none = NULL;
    assert_int_equal(ml_source_open(&source, &path, 1, NULL, NULL), ML_OK);
    assert_int_equal(ml_source_next(source, &one), ML_OK);
    assert_int_equal(ml_source_next(source, &two), ML_OK);
    assert_int_equal(ml_source_next(source, &none), ML_OK);
    assert_true(one != NULL && two != NULL && none == NULL);
    assert_true(ml_str_ends(one->source, ML_STR("x\"\\云")));
    assert_int_equal(two->source.n, LONG);
    assert_int_equal(ml_source_failures(source), 0);
    ml_document_free(one);
    ml_document_free(two);
    ml_source_free(source);
  }
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_files),
      cmocka_unit_test(test_long_values),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
