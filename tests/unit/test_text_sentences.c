/* Where sentences end, what kind of line they stand in, and what the first lines tell about the text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "text/document.h"
#include "text/metadata.h"

static ml_document *document_of(const char *id, const char *text) {
  ml_document *document = NULL;
  assert_int_equal(ml_document_new(&document, id, text, strlen(text), NULL), ML_OK);
  return document;
}

/* The sentences as "paragraph kind text|...". */
static const char *sentences_of(ml_document *document) {
  const char *all = "";
  for (size_t i = 0; i < document->n_sentences; i++) {
    ml_sentence sentence = document->sentences[i];
    ml_str text = ml_utf8_encode(&document->arena, document->fold + sentence.begin, sentence.end - sentence.begin);
    all = ml_arena_format(&document->arena, "%s%s%u%c %s", all, i > 0 ? "|" : "", sentence.paragraph,
                          "THC"[sentence.segment], text.at);
  }
  return all;
}

static const struct {
  const char *text, *sentences;
} texts[] = {
    /* ends */
    {"远山上市。云帆也是！真的？好;", "0T 远山上市。|0T 云帆也是!|0T 真的?|0T 好;"},
    {"他说：“上市了。”然后走了。", "0T 他说:“上市了。”|0T 然后走了。"},
    {"他说\"上市。\"她说\"好。\"", "0T 他说\"上市。\"|0T 她说\"好。\""},
    {"真的？！！好……完。", "0T 真的?!!|0T 好……|0T 完。"},
    {"见 https://example.org/?id=3&x=1 的说明。", "0T 见https://example.org/?id=3&x=1的说明。"},
    {"规?;的生产力。", "0T 规?;的生产力。"},
    {"《好吗？好。》上映（真的！）了。", "0T 《好吗?好。》上映(真的!)了。"},
    {"（没有关上的括号。在这里。", "0T (没有关上的括号。|0T 在这里。"},
    {"One. Two! Three.", "0T one. two!|0T three."},
    /* lines */
    {"远山科技\n\n \n远山成立于1999年。\n", "0H 远山科技|1T 远山成立于1999年。"},
    {"数据显示:\n增长;\n1\n09:30 林知夏\n越来越多,", "0T 数据显示:|1T 增长;|2T 1|3T 09:30林知夏|4T 越来越多,"},
    {"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一",
     "0T 一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一"},
    {"图1 远山总部\n图书馆\n▲远山的新楼\n林知夏在现场。(记者 叶问舟 摄)\n楼群(图/远山)\n林知夏(左)。远山供图",
     "0C 图1远山总部|1H 图书馆|2C ▲远山的新楼|3C 林知夏在现场。|3C (记者叶问舟摄)|4C 楼群(图/远山)|"
     "5C 林知夏(左)。|5C 远山供图"},
};

static void test_sentences(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    ml_document *document = document_of("test", texts[i].text);
    const char *found = sentences_of(document);

    assert_string_equal(found, texts[i].sentences);
    ml_document_free(document);
  }
}

static void test_long_sentence(void **state) {
  (void)state;
  enum { LENGTH = 5000, COMMA = 1500 };
  char *text = malloc(LENGTH);
  memset(text, 'a', LENGTH);
  text[COMMA] = ',';
  ml_document *document = NULL;
  assert_int_equal(ml_document_new(&document, "test", text, LENGTH, NULL), ML_OK);
  assert_int_equal(document->n_sentences, 3);
  assert_int_equal(document->sentences[0].end, COMMA + 1);
  assert_int_equal(document->sentences[1].end, COMMA + 1 + ML_SENTENCE_LIMIT);
  assert_int_equal(document->sentences[2].end, LENGTH);
  ml_document_free(document);
  free(text);
}

static const struct {
  const char *id, *text, *title;
  ml_date date;
} documents[] = {
    {"a", "远山上市\n\n远山 2018-09-30 19:34:36\n", "远山上市", {2018, 9, 30}},
    {"a", "# 远山早报2024年8月12日星期一\n", "远山早报2024年8月12日星期一", {2024, 8, 12}},
    {"a", "首页\n\n2019年第4期《远山周刊》封面\n", "首页", {2019, 0, 0}},
    {"a", "远山上市\n2018/9/30\n", "远山上市", {2018, 9, 30}},
    {"a", "远山上市\n2018-13-30 2018-09-32 12018-09-30\n", "远山上市", {0}},
    {"a", "远山上市\n自1999年3月1日成立以来,远山科技一直在增长。\n2018-09-30\n", "远山上市", {0}},
    {"2018-09-30-a.txt", "远山上市\n", "远山上市", {2018, 9, 30}},
    {"b/20180930.txt", "远山上市\n", "远山上市", {2018, 9, 30}},
    {"123456789012.txt", "\n", "", {0}},
    {"2019.txt", "\n", "", {0}},
};

static void check_date(const char *where, ml_date found, ml_date wanted) {
  if (found.year != wanted.year || found.month != wanted.month || found.day != wanted.day)
    fail_msg("%s: %d-%d-%d instead of %d-%d-%d", where, found.year, found.month, found.day, wanted.year, wanted.month,
             wanted.day);
}

static void test_metadata(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
    ml_document *document = document_of(documents[i].id, documents[i].text);
    assert_string_equal(document->title, documents[i].title);
    check_date(documents[i].text, document->published, documents[i].date);
    ml_document_free(document);
  }
}

static void test_long_first_line(void **state) {
  (void)state;
  char text[303] = "";
  for (size_t i = 0; i < 101; i++)
    memcpy(text + 3 * i, "远", 3);
  ml_document *document = NULL;
  assert_int_equal(ml_document_new(&document, "test", text, 303, NULL), ML_OK);
  assert_string_equal(document->title, "");
  ml_document_free(document);
  assert_int_equal(ml_document_new(&document, "test", text, 300, NULL), ML_OK);
  assert_int_equal(strlen(document->title), 300);
  ml_document_free(document);
}

static const struct {
  const char *name;
  ml_date date;
} names[] = {
    {"2018-09-30T19:34:36Z", {2018, 9, 30}},
    {"2018-09", {2018, 9, 0}},
    {"2018", {2018, 0, 0}},
    {"2018-9-3", {2018, 9, 3}},
    {"yesterday", {0}},
    {"", {0}},
    {"2018-", {0}},
};

static void test_dates(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    check_date(names[i].name, ml_date_in(ml_str_of(names[i].name)), names[i].date);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sentences), cmocka_unit_test(test_long_sentence),   cmocka_unit_test(test_metadata),
      cmocka_unit_test(test_dates),     cmocka_unit_test(test_long_first_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
