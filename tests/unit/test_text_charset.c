/* From bytes in any charset to UTF-8, declared rightly, wrongly or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <iconv.h>

#include "text/charset.h"

#define SIMPLIFIED "云杉科技周二宣布，任命张远为首席执行官，任命自四月一日起生效。"
#define TRADITIONAL "雲杉科技週二宣布，任命張遠為首席執行官，任命自四月一日起生效。"

/* `text` in another charset, as iconv writes it. */
static ml_str encoded(const char *charset, const char *text, char *room, size_t size) {
  iconv_t converter = iconv_open(charset, "UTF-8");
  assert_true(converter != (iconv_t)-1);
  char *in = (char *)text, *out = room;
  size_t n_in = strlen(text), n_out = size;
  assert_int_equal(iconv(converter, &in, &n_in, &out, &n_out), 0);
  iconv_close(converter);
  return (ml_str){room, size - n_out};
}

static const struct {
  const char *text, *written, *declared, *read;
  bool contradicted;
} texts[] = {
    {SIMPLIFIED, "UTF-8", "", "UTF-8", false},
    {SIMPLIFIED, "UTF-8", "gb2312", "UTF-8", true},
    {SIMPLIFIED, "UTF-8", "utf-8", "UTF-8", false},
    {SIMPLIFIED, "GB18030", "gb2312", "GB18030", false},
    {SIMPLIFIED, "GB18030", "x-gbk", "GB18030", false},
    {SIMPLIFIED, "GB18030", "", "GB18030", false},
    {SIMPLIFIED, "GB18030", "utf-8", "GB18030", true},
    {SIMPLIFIED, "GB18030", "iso-8859-1", "GB18030", true},
    {SIMPLIFIED, "GB18030", "big5", "GB18030", true},
    {SIMPLIFIED, "GB18030", "no-such-charset", "GB18030", false},
    {"云杉科技", "GB18030", "", "GB18030", false},
    {"資料云杉公司", "BIG5-HKSCS", "", "BIG5-HKSCS", false},
    {"Müller à café, résumé.", "CP1252", "iso-8859-1", "CP1252", false},
    {"Привет, как дела сегодня?", "CP1251", "windows-1251", "windows-1251", false},
    {"张远", "GB18030", "gbk", "GB18030", false},
    {"㐀𠀀一", "GB18030", "gb18030", "GB18030", false},
    {TRADITIONAL, "BIG5-HKSCS", "big5", "BIG5-HKSCS", false},
    {TRADITIONAL, "BIG5-HKSCS", "", "BIG5-HKSCS", false},
    {TRADITIONAL, "BIG5-HKSCS", "gb2312", "BIG5-HKSCS", true},
    {"嘅係喺咗", "BIG5-HKSCS", "big5-hkscs", "BIG5-HKSCS", false},
    {SIMPLIFIED, "UTF-16LE", "", "UTF-16LE", false},
    {SIMPLIFIED, "UTF-16BE", "", "UTF-16BE", false},
    {"\uFEFF" SIMPLIFIED, "UTF-16LE", "utf-8", "UTF-16LE", false},
    {"\uFEFF" SIMPLIFIED, "UTF-16BE", "", "UTF-16BE", false},
    {"\uFEFF" SIMPLIFIED, "UTF-32LE", "", "UTF-32LE", false},
    {"plain", "UTF-8", "gb2312", "UTF-8", false},
    {"", "UTF-8", "", "UTF-8", false},
};

typedef struct work {
  ml_arena *arena;
  ml_str raw, declared;
  ml_decoded decoded;
} work;

static ml_status decode(void *argument) {
  work *job = argument;
  job->decoded = ml_charset_decode(job->arena, job->raw, job->declared);
  return ML_OK;
}

static void test_charsets(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char room[512];
    ml_arena arena = ML_ARENA_INIT;
    work job = {.arena = &arena,
                .raw = encoded(texts[i].written, texts[i].text, room, sizeof room),
                .declared = ml_str_of(texts[i].declared)};
    assert_int_equal(ml_arena_guard(&arena, decode, &job), ML_OK);
    ml_str wanted = ml_str_of(texts[i].text);
    if (ml_str_starts(wanted, ML_STR("\uFEFF")))
      wanted = (ml_str){wanted.at + 3, wanted.n - 3};
    if (strcmp(job.decoded.charset, texts[i].read) != 0 || !ml_str_eq(job.decoded.text, wanted) ||
        job.decoded.contradicted != texts[i].contradicted || job.decoded.replaced != 0)
      fail_msg("%zu: %s declared %s is %s, %zu replaced, contradicted %d: %.*s", i, texts[i].written, texts[i].declared,
               job.decoded.charset, job.decoded.replaced, job.decoded.contradicted, (int)job.decoded.text.n,
               job.decoded.text.at);
    ml_arena_dispose(&arena);
  }
}

/* What cannot be decoded becomes U+FFFD, and what follows is not shifted. */
static void test_damage(void **state) {
  (void)state;
  char room[512];
  ml_arena arena = ML_ARENA_INIT;
  ml_str raw = encoded("GB18030", SIMPLIFIED SIMPLIFIED, room, sizeof room);
  room[4] = (char)0xFF;
  work job = {.arena = &arena, .raw = raw, .declared = ML_STR("gbk")};
  assert_int_equal(ml_arena_guard(&arena, decode, &job), ML_OK);
  assert_true(ml_str_starts(job.decoded.text, ML_STR("云杉\uFFFD")));
  assert_true(ml_str_ends(job.decoded.text, ML_STR("起生效。")));
  assert_true(job.decoded.replaced > 0 && job.decoded.replaced < 3);

  raw = encoded("UTF-16LE", "\uFEFF一二三", room, sizeof room);
  room[4] = 0, room[5] = (char)0xDC; /* half a pair */
  job.raw = (ml_str){raw.at, raw.n - 1};
  assert_int_equal(ml_arena_guard(&arena, decode, &job), ML_OK);
  assert_true(ml_str_is(job.decoded.text, "一\uFFFD\uFFFD"));
  assert_int_equal(job.decoded.replaced, 3);
  ml_arena_dispose(&arena);
}

static const struct {
  const char *head, *declared;
} heads[] = {
    {"<meta charset=utf-8>", "utf-8"},
    {"<meta http-equiv='Content-Type' content='text/html; Charset = gb2312'>", "gb2312"},
    {"<?xml version='1.0' encoding=\"big5\"?>", "big5"},
    {"text/html;charset=\"GBK\"", "GBK"},
    {"an encoding = x", ""},
    {"charset", ""},
    {"charset=", ""},
    {"", ""},
};

static void test_declarations(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    if (!ml_str_is(ml_charset_declared(ml_str_of(heads[i].head)), heads[i].declared))
      fail_msg("%s", heads[i].head);
}

static void test_binaries(void **state) {
  (void)state;
  assert_true(ml_is_binary(ML_STR("%PDF-1.4\n")));
  assert_true(ml_is_binary(ML_STR("\x7F"
                                  "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01")));
  assert_false(ml_is_binary(ML_STR(SIMPLIFIED)));
  assert_false(ml_is_binary(ML_STR("a text with one \0 in it")));
  assert_false(ml_is_binary(ML_STR("\xFF\xFE\0\x4E\x01\x4E\n\0")));
  assert_false(ml_is_binary(ML_STR("")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_charsets),
      cmocka_unit_test(test_damage),
      cmocka_unit_test(test_declarations),
      cmocka_unit_test(test_binaries),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
