/* Reading JSON: each text, and each text cut off or with one byte taken out, doubled or replaced, is to be what Jansson
 * says it is: the same value, or none. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/json_read.h"

#define SAMPLE(literal) \
  { (literal), sizeof(literal) - 1 }

static const ml_str samples[] = {
    SAMPLE("{\"mailuo\":1,\"text\":\"远山科技\",\"none\":null,\"yes\":true,\"no\":false,\"more\":{\"a\":[],\"b\":{}}}"),
    SAMPLE(" [ 1 , -2.5,0.1 ,1e3, 1.25E-2,-0, 938000000.5,0.30000000000000004,12345678901234567890] "),
    SAMPLE("[[[[\"a\"],[]],{}],\"\"]"),
    SAMPLE("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"\\u8fdc\\u5C71 \\ud842\\udfb7 \\u0000 \\u00e9\",\"a long one before \\n "
           "it\"]"),
    SAMPLE(
        "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":10,\"k\":11,\"l\":12,\"m\":13,"
        "\"n\":14,\"o\":15,\"p\":16,\"q\":17}"),
    SAMPLE("{\"a\":1,\"b\":2,\"a\":3}"),
    SAMPLE(
        "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":10,\"k\":11,\"l\":12,\"m\":13,"
        "\"n\":14,\"o\":15,\"p\":16,\"a\":17}"),
    SAMPLE("1.7976931348623157e308"),
    SAMPLE("1e999"),
    SAMPLE("[01]"),
    SAMPLE("[1.]"),
    SAMPLE("\"\\ud842\""),
    SAMPLE("\"\\ud842\\u0041\""),
    SAMPLE("\"\\udfb7\""),
    SAMPLE("\"\xC0\x80\""),
    SAMPLE("\"\x01\""),
    SAMPLE("\"a\0b\""),
    SAMPLE("{}\0"),
    SAMPLE("nullx"),
    SAMPLE(""),
};

static json_t *jansson_of(const ml_json *value) {
  json_t *out = NULL;
  switch (value->type) {
  case ML_JSON_NULL:
    return json_null();
  case ML_JSON_FALSE:
    return json_false();
  case ML_JSON_TRUE:
    return json_true();
  case ML_JSON_NUMBER:
    return json_real(value->number);
  case ML_JSON_STRING:
    assert_int_equal(value->text.at[value->text.n], '\0');
    return json_stringn(value->text.at, value->text.n);
  case ML_JSON_ARRAY:
  case ML_JSON_OBJECT:
    break;
  }
  size_t n = 0;
  out = value->type == ML_JSON_ARRAY ? json_array() : json_object();
  for (const ml_json *member = value->members.first; member != NULL; member = member->next, n++) {
    if (value->type == ML_JSON_OBJECT)
      assert_ptr_equal(ml_json_get(value, member->name.at), member);
    if (value->type == ML_JSON_ARRAY)
      json_array_append_new(out, jansson_of(member));
    else
      json_object_set_new(out, member->name.at, jansson_of(member));
  }
  assert_int_equal(n, value->members.n);
  return out;
}

typedef struct attempt {
  ml_arena arena;
  ml_str text;
} attempt;

static ml_status try(void *argument) {
  attempt *a = argument;
  json_error_t error;
  ml_json_error found_error;
  json_t *expected =
      json_loadb(a->text.at, a->text.n, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_REJECT_DUPLICATES, &error);
  const ml_json *read = ml_json_read(&a->arena, a->text, &found_error);
  if ((read == NULL) != (expected == NULL) || (read == NULL) != (found_error.problem != NULL))
    fail_msg("%.*s: %s, and Jansson: %s", (int)a->text.n, a->text.at, read != NULL ? "read" : found_error.problem,
             expected != NULL ? "read" : error.text);
  json_t *found = read == NULL ? NULL : jansson_of(read);
  if (read != NULL && !json_equal(found, expected))
    fail_msg("%.*s: another value than Jansson's", (int)a->text.n, a->text.at);
  json_decref(found);
  json_decref(expected);
  ml_arena_reset(&a->arena);
  return ML_OK;
}

static void as_jansson_reads(void **state) {
  static const char replacements[] = "\"\\,:{}[]0-.eu \n\xE8";
  attempt a = {.text = {"", 0}};
  char changed[512];
  (void)state;
  for (size_t s = 0; s < sizeof samples / sizeof *samples; s++) {
    ml_str sample = samples[s];
    a.text = sample;
    assert_int_equal(ml_arena_guard(&a.arena, try, &a), ML_OK);
    for (size_t i = 0; i < sample.n; i++) {
      memcpy(changed, sample.at, i);
      memcpy(changed + i, sample.at + i + 1, sample.n - i - 1);
      a.text = (ml_str){changed, sample.n - 1};
      assert_int_equal(ml_arena_guard(&a.arena, try, &a), ML_OK);
      a.text.n = i; /* and cut off there */
      assert_int_equal(ml_arena_guard(&a.arena, try, &a), ML_OK);
      memcpy(changed, sample.at, i + 1);
      memcpy(changed + i + 1, sample.at + i, sample.n - i);
      a.text.n = sample.n + 1;
      assert_int_equal(ml_arena_guard(&a.arena, try, &a), ML_OK);
      memcpy(changed, sample.at, sample.n);
      a.text.n = sample.n;
      for (const char *r = replacements; *r != '\0'; r++) {
        changed[i] = *r;
        assert_int_equal(ml_arena_guard(&a.arena, try, &a), ML_OK);
      }
    }
  }
  ml_arena_dispose(&a.arena);
}

/* One within the other, as deep as is allowed, and deeper. */
static void depth_has_a_limit(void **state) {
  static char text[2 * 300 + 1];
  attempt a = {.text = {text, 2 * 256}};
  (void)state;
  memset(text, '[', 256);
  memset(text + 256, ']', 256);
  assert_int_equal(ml_arena_guard(&a.arena, try, &a), ML_OK);
  ml_json_error error;
  memset(text, '[', sizeof text);
  assert_null(ml_json_read(&a.arena, (ml_str){text, 300}, &error));
  assert_string_equal(error.problem, "too many arrays and objects stand in each other");
  ml_arena_dispose(&a.arena);
}

static const struct {
  ml_str text;
  const char *problem;
  size_t column;
} bad[] = {
    {SAMPLE("{\"远山\":\"科技\" 1}"), "a comma or } is missing", 12},
    {SAMPLE("[\"\\n\\n\", \"\\x\"]"), "a backslash stands before something that it does not escape", 12},
    {SAMPLE("[\"a\\u0000b\"]"), "a NUL stands in a string", 10},
    {SAMPLE("[1, 1e999]"), "a number is too large", 5},
    {SAMPLE("[1,"), "a value is missing", 4},
    {SAMPLE("\"\xC0\x80\""), "its bytes are no UTF-8", 0},
};

static void says_where(void **state) {
  ml_arena arena = ML_ARENA_INIT;
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    ml_json_error error;
    assert_null(ml_json_read(&arena, bad[i].text, &error));
    assert_string_equal(error.problem, bad[i].problem);
    assert_int_equal(error.column, bad[i].column);
  }
  ml_arena_dispose(&arena);
}

static const struct {
  const char *text;
  double number;
} numbers[] = {
    {"0.30000000000000004", 0.30000000000000004},
    {"1e-400", 0},
    {"-12.5e-1", -1.25},
    {"1e-99999999999999999999", 0},
    {"12345678901234567890", 12345678901234567890.0},
    {"5e-324", 5e-324},
};

/* ps_AF writes a point of two bytes; where a system has no such locale this says less. */
static void numbers_in_any_locale(void **state) {
  static const char *const locales[] = {"C", "de_DE.UTF-8", "ps_AF.UTF-8"};
  ml_arena arena = ML_ARENA_INIT;
  (void)state;
  for (size_t l = 0; l < sizeof locales / sizeof *locales; l++) {
    setlocale(LC_NUMERIC, locales[l]);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
      ml_json_error error;
      const ml_json *read = ml_json_read(&arena, ml_str_of(numbers[i].text), &error);
      assert_non_null(read);
      assert_true(read->number == numbers[i].number);
    }
  }
  setlocale(LC_NUMERIC, "C");
  ml_arena_dispose(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_jansson_reads),
      cmocka_unit_test(depth_has_a_limit),
      cmocka_unit_test(says_where),
      cmocka_unit_test(numbers_in_any_locale),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
