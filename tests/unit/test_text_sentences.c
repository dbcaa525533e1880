/* Where sentences end, what kind of line they stand in, and what the first lines tell about the text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "text/draft.h"
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

/* The spans of one type as text|..., an open quotation with a +, a nested one with its depth. */
static const char *spans_of(ml_document *document, ml_span_type type) {
  const char *all = "";
  for (size_t i = 0; i < document->spans[type].n; i++) {
    ml_span span = document->spans[type].v[i];
    const char *text = ml_utf8_encode(&document->arena, document->fold + span.begin, span.end - span.begin).at;
    all = ml_arena_format(&document->arena, "%s%s%s%.*s%s", all, i > 0 ? "|" : "", span.open ? "+" : "", span.depth,
                          "12345678", text);
  }
  return all;
}

static const struct {
  const char *text;
  ml_span_type type;
  const char *spans;
} spans[] = {
    {"远山科技\n远山上市。", ML_SPAN_HEADING, "远山科技"},
    {"远山科技\n远山上市。", ML_SPAN_PARAGRAPH, "远山上市。"},
    {"▲远山的新楼", ML_SPAN_CAPTION, "▲远山的新楼"},
    /* lists */
    {"1、远山\n2.云帆\n\n(3)蓝湾\n好。", ML_SPAN_LIST, "1、远山2.云帆(3)蓝湾"},
    {"1、远山\n2.云帆\n\n(3)蓝湾\n好。", ML_SPAN_ITEM, "1、远山|2.云帆|(3)蓝湾"},
    {"一、远山科技\n远山上市。", ML_SPAN_LIST, ""},
    {"一、远山科技\n远山上市。", ML_SPAN_HEADING, "一、远山科技"},
    {"-5%\n-3%\n3.5亿元。\n2.4亿元。", ML_SPAN_ITEM, ""},
    /* clauses */
    {"远山说:1,234人,好!?是。", ML_SPAN_CLAUSE, "远山说|1,234人|好|是"},
    {"他说:“上市了。”然后走了。", ML_SPAN_CLAUSE, "他说|“上市了|然后走了"},
    /* quotations */
    {"他说“远山‘上市’了”,又说“好”。", ML_SPAN_QUOTATION, "“远山‘上市’了”|1‘上市’|“好”"},
    {"他说“远山,上市了。\n「云帆」也是。", ML_SPAN_QUOTATION, "+“远山,上市了。|“云帆”"},
    {"他说“远山‘上市了”,好。", ML_SPAN_QUOTATION, "“远山‘上市了”|+1‘上市了"},
    {"他说\"远山\"和\"云帆\",”好’。", ML_SPAN_QUOTATION, "\"远山\"|\"云帆\""},
};

static void test_spans(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
    ml_document *document = document_of("test", spans[i].text);
    assert_string_equal(spans_of(document, spans[i].type), spans[i].spans);
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
    /* what ends like a sentence is none */
    {"a", "远山科技今日上市。\n", "", {0}},
    {"a", "远山科技何时上市?\n", "远山科技何时上市?", {0}},
    /* titles are repaired, not folded */
    {"a", "遠山 App　上線：騰(téng)訊說“好?!?/p>\n", "遠山 App 上線：騰訊說“好。”", {0}},
    {"a", "林知夏  叶问舟 云帆\u00A0科技", "林知夏叶问舟 云帆 科技", {0}},
    {"a", "首页\n\n2019年第4期《远山周刊》封面\n", "首页", {2019, 0, 0}},
    {"a", "远山上市\n2018/9/30\n", "远山上市", {2018, 9, 30}},
    {"a", "远山上市\n2018-13-30 2018-09-32 12018-09-30\n", "远山上市", {0}},
    {"a", "远山上市\n自1999年3月1日成立以来,远山科技一直在增长。\n2018-09-30\n", "远山上市", {0}},
    {"2018-09-30-a.txt", "远山上市\n", "远山上市", {2018, 9, 30}},
    {"b/20180930.txt", "远山上市\n", "远山上市", {2018, 9, 30}},
    {"123456789012.txt", "\n", "", {0}},
    {"2019.txt", "\n", "", {0}},
    {"a",
     "远山上市。\n远山2019年大会日前举行。截至2019年4月,好。截至2019年5月3日,好。截至2018年7月,好。",
     "",
     {2019, 5, 3}},
    {"a", "近30日前20名在2019年上市。", "", {0}},
};

static const struct {
  const char *text, *author, *outlet;
} headers[] = {
    {"标题\n远山 2018-09-30 19:34:36\n", "", "远山"},
    {"标题\n平台 作者:云帆周刊 2017-11-13 09:22:15\n", "云帆周刊", "平台"},
    {"标题\n2019年第4期《远山周刊》封面\n", "", "远山周刊"},
    {"标题\n《远山周刊》 记者 叶问舟丨北方报道\n", "叶问舟", "远山周刊"},
    {"標題\n來源：《遠山報》 記者：林知夏\n", "林知夏", "遠山報"},
    {"标题\n记者 叶问舟 2024-03-12\n", "叶问舟", ""},
    {"标题\n本报记者 叶问舟 2024-03-12\n", "叶问舟", ""},
    {"标题\n文/叶问舟 2024-03-12\n", "叶问舟", ""},
    {"标题\n文/叶问舟\n", "叶问舟", ""},
    {"标题\n来源: 远山网 | 作者: 林知夏 | 2018-09-30\n", "林知夏", "远山网"},
    {"来源于生活的产品\n记者 们都来了,远山科技昨天在北方的城市里说,它今年的收入会增长。\n", "", ""},
};

static void test_headers(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
    ml_document *document = document_of("a", headers[i].text);
    assert_string_equal(document->author, headers[i].author);
    assert_string_equal(document->outlet, headers[i].outlet);
    ml_document_free(document);
  }
}

static void check_date(const char *where, ml_date found, ml_date wanted) {
  if (found.year != wanted.year || found.month != wanted.month || found.day != wanted.day)
    fail_msg("%s: %d-%d-%d instead of %d-%d-%d", where, found.year, found.month, found.day, wanted.year, wanted.month,
             wanted.day);
}

static ml_document *document_without(const char *text, ml_repair repair) {
  ml_document *document = NULL;
  ml_draft draft = {.id = "a", .uri = "", .raw = ml_str_of(text), .file = "a", .default_date = {2020, 1, 0}};
  draft.repairs_off = repair == ML_REPAIRS ? 0 : 1U << repair;
  assert_int_equal(ml_document_make(&document, &draft, NULL), ML_OK);
  return document;
}

static const char wrapped[] = "　　远山科技是一家做云计算的公司,它的总部在北方的\n"
                              "一座城市里,有很多的工程师每天都在写程序,并且把这些\n"
                              "程序交给客户去使用,所以客户都很满意。\n"
                              "　　云帆科技也是一家公司,它的总部在南方的一座城市\n"
                              "里面,有很多工程师,他们的产品叫做 Far Hill Cloud,这\n"
                              "家公司去年的收入增长了百分之二十五,达到了三亿元。\n"
                              "　　林知夏说,公司明年还会增长,会在更多的城市里面开\n"
                              "店。\n";

static const struct {
  ml_repair repair;
  const char *text;
  uint32_t count;
  const char *with, *without;
} repairs[] = {
    {ML_REPAIR_GLOSSES, "网(wǎng)和网(wǎng)", 2, "网和网", "网(wǎng)和网(wǎng)"},
    {ML_REPAIR_REMAINS, "“好?!?/p>", 1, "“好。”", "“好?!?/p>"},
    {ML_REPAIR_INVISIBLE, "\uFEFF远\u200B山", 1, "远山", "远\u200B山"},
    {ML_REPAIR_PRIVATE, "\uE001远山", 1, "远山", "\uE001远山"},
    {ML_REPAIR_BLANKS, "远\u00A0山", 1, "远山", "远\u00A0山"},
    {ML_REPAIR_SPACES, "林知夏  叶问舟 云帆", 1, "林知夏叶问舟云帆", "林知夏 叶问舟云帆"},
};

static void test_repairs(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof repairs / sizeof *repairs; i++) {
    ml_document *with = document_without(repairs[i].text, ML_REPAIRS);
    ml_document *without = document_without(repairs[i].text, repairs[i].repair);
    assert_string_equal(ml_utf8_encode(&with->arena, with->fold, with->n).at, repairs[i].with);
    assert_string_equal(ml_utf8_encode(&without->arena, without->fold, without->n).at, repairs[i].without);
    assert_int_equal(ml_document_repairs(with, repairs[i].repair), repairs[i].count);
    assert_int_equal(ml_document_repairs(without, repairs[i].repair), 0);
    assert_non_null(ml_repair_text(repairs[i].repair));
    check_date("default", with->published, (ml_date){2020, 1, 0});
    ml_document_free(with);
    ml_document_free(without);
  }
  assert_null(ml_repair_name(ML_REPAIRS));
}

static void test_breaks(void **state) {
  (void)state;
  ml_document *with = document_without(wrapped, ML_REPAIRS), *without = document_without(wrapped, ML_REPAIR_BREAKS);
  assert_int_equal(ml_document_repairs(with, ML_REPAIR_BREAKS), 5);
  assert_int_equal(with->n_sentences, 3);
  assert_int_equal(without->n_sentences, 8);
  ml_document_free(with);
  ml_document_free(without);
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
      cmocka_unit_test(test_dates),     cmocka_unit_test(test_long_first_line), cmocka_unit_test(test_spans),
      cmocka_unit_test(test_headers),   cmocka_unit_test(test_repairs),         cmocka_unit_test(test_breaks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
