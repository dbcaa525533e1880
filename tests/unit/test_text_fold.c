/* What documents and words become when they are folded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/report.h"
#include "base/utf8.h"
#include "text/document.h"

static ml_document *document_of(const char *text) {
  ml_document *document = NULL;
  assert_int_equal(ml_document_new(&document, "test", text, strlen(text), NULL), ML_OK);
  return document;
}

static void check_codes(const char *source, const uint32_t *codes, size_t n, const char *expected) {
  ml_arena arena = ML_ARENA_INIT;
  size_t n_expected;
  uint32_t *wanted = ml_utf8_decode(&arena, ml_str_of(expected), &n_expected);
  if (n != n_expected || (n > 0 && memcmp(codes, wanted, n * sizeof *codes) != 0))
    fail_msg("%s became %s instead of %s", source, ml_utf8_encode(&arena, codes, n).at, expected);
  ml_arena_dispose(&arena);
}

static const struct {
  const char *source, *fold, *plain;
} texts[] = {
    /* case and width */
    {"ＡＢ科技ＣＥＯ", "ab科技ceo", "ＡＢ科技ＣＥＯ"},
    {"增长２５％，（同比）：好！真？是；", "增长25%,(同比):好!真?是;", "增长２５％，（同比）：好！真？是；"},
    {"ÀÉ ŁÓDŹ ΑΩ ЖЯ", "àé łódź αω жя", "ÀÉ ŁÓDŹ ΑΩ ЖЯ"},
    {"远山、云帆。", "远山、云帆。", "远山、云帆。"},
    {"「远山『云帆』」", "“远山‘云帆’”", "「远山『云帆』」"},
    {"安娜•李・王‧赵", "安娜·李·王·赵", "安娜•李・王‧赵"},
    {"３〜５～７−１－２—３–４", "3~5~7-1-2—3–4", "３〜５～７−１－２—３–４"},
    /* white space */
    {"记者 林知夏", "记者林知夏", "记者林知夏"},
    {"在 2019 年 App 上", "在2019年app上", "在2019年App上"},
    {"Far  \t Hill Ltd", "far hill ltd", "Far Hill Ltd"},
    {"\u3000\u00A0远山\u3000科技 ", "远山科技", "远山科技"},
    {"远山\u200B科\uFEFF技\x01", "远山科技", "远山科技"},
    {"\uFEFF远山", "远山", "远山"},
    {"A，  B", "a,b", "A，B"},
    {"a, b", "a, b", "a, b"},
    {"远山\r\n云帆\r蓝湾\n", "远山云帆蓝湾", "远山云帆蓝湾"},
    /* Traditional */
    {"遠山科技產業互聯網", "远山科技产业互联网", "远山科技产业互联网"},
    {"乾隆年间的樊於期", "乾隆年间的樊於期", "乾隆年间的樊於期"},
    {"隨著產業發展,位於遠山的團隊瞭解著名品牌,餅乾", "随着产业发展,位于远山的团队了解著名品牌,饼干",
     "随着产业发展,位于远山的团队了解著名品牌,饼干"},
    {"在这家位於远山的公司里大家都说见过叶問先生", "在这家位於远山的公司里大家都说见过叶问先生",
     "在这家位於远山的公司里大家都说见过叶问先生"},
    /* glosses */
    {"產(chǎn)業(yè)互聯(lián)網(wǎng)", "产业互联网", "产业互联网"},
    {"董事长邬贺铨（quán）说", "董事长邬贺铨说", "董事长邬贺铨说"},
    {"绿(lǜ)女(nǚ)", "绿女", "绿女"},
    {"远山(Inc)的云(AI)和网(wang)", "远山(inc)的云(ai)和网(wang)", "远山(Inc)的云(AI)和网(wang)"},
    {"產(chǎn)業(yè)聯(lián)網(wǎng)進(jìn)們(men)云(AI)网(xyz)", "产业联网进们云(ai)网(xyz)",
     "产业联网进们云(AI)网(xyz)"},
    {"服?務(wù)", "服?务", "服?务"},
    {"服?wù)好", "服好", "服好"},
    {"好 (hǎo)", "好(hǎo)", "好(hǎo)"},
    {"好(hǎo)(hǎo)", "好", "好"},
    /* remains of marks */
    {"他说“好的助手?!?/p>", "他说“好的助手。”", "他说“好的助手。”"},
    {"他说“好?/p>", "他说“好?", "他说“好?"},
    {"见1?/2>", "见1?/2>", "见1?/2>"},
    {"他说:“增长?!云帆说:“是。”", "他说:“增长。”云帆说:“是。”", "他说:“增长。”云帆说:“是。”"},
    {"增长?!我们是。”", "增长。“我们是。”", "增长。“我们是。”"},
    {"他说:“真的?!”", "他说:“真的?!”", "他说:“真的?!”"},
    {"真的?!", "真的?!", "真的?!"},
    {"他说:“真的?!增长?!", "他说:“真的?!增长?!", "他说:“真的?!增长?!"},
    {"他说:“真的？！增长", "他说:“真的?!增长", "他说:“真的？！增长"},
    /* private use: an icon goes, what may be a character stays */
    {"\uE001 远山\uE002", "远山", "远山"},
    {"林\uE001夏", "林\uE001夏", "林\uE001夏"},
    /* characters that Unicode has twice */
    {"⼈⼯\uF9FB⻢", "人工炙马", "人工炙马"},
    /* names that went from Simplified to Traditional the wrong way, and variants */
    {"鬍左浩、薑文、嶽某、範冰、鐘南山、餘華、穀愛凌、葉問", "胡左浩、姜文、岳某、范冰、钟南山、余华、谷爱凌、叶问",
     "胡左浩、姜文、岳某、范冰、钟南山、余华、谷爱凌、叶问"},
    {"爲為裏裡衆眾峯羣啓啟衞", "为为里里众众峰群启启卫", "为为里里众众峰群启启卫"},
    /* phrases */
    {"乾隆皇帝發現頭髮乾燥,皇后以後", "乾隆皇帝发现头发干燥,皇后以后", "乾隆皇帝发现头发干燥,皇后以后"},
    {"李澤鉅,項鍊,由於單一,執著,著作等於,乾紅", "李泽钜,项链,由于单一,执着,著作等于,干红",
     "李泽钜,项链,由于单一,执着,著作等于,干红"},
    /* nothing */
    {"", "", ""},
    {" \n\u3000\n", "", ""},
};

static void test_texts(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    ml_document *document = document_of(texts[i].source);
    check_codes(texts[i].source, document->fold, document->n, texts[i].fold);
    check_codes(texts[i].source, document->plain, document->n, texts[i].plain);
    ml_document_free(document);
  }
}

static const struct {
  const char *word, *fold;
} words[] = {
    {"CEO", "ceo"},     {"首席　执行官", "首席执行官"}, {"遠山", "远山"},       {"乾隆", "乾隆"},   {"餅乾", "饼干"},
    {"（总）", "(总)"}, {"Far  Hill", "far hill"},      {" to ", " to "},       {" 远山 ", "远山"}, {"\xFF", "\uFFFD"},
    {"", ""},           {"远\u200B山", "远山"},         {"叶（yè）", "叶(yè)"},
};

static void test_words(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    ml_arena arena = ML_ARENA_INIT;
    size_t n;
    uint32_t *codes = ml_fold_word(&arena, ml_str_of(words[i].word), &n);
    check_codes(words[i].word, codes, n, words[i].fold);
    ml_arena_dispose(&arena);
  }
}

static void test_quote(void **state) {
  (void)state;
  ml_document *document = document_of("這家遠(yuǎn)山 科技");
  ml_str quote = ml_document_quote(document, 2, 6);
  assert_int_equal(document->n, 6);
  assert_true(ml_str_is(quote, "遠(yuǎn)山 科技"));
  assert_int_equal(document->char_at[2], 2);
  assert_int_equal(document->char_at[3], 9);
  assert_int_equal(ml_document_char_end(document, 6), 13);
  assert_int_equal(ml_document_byte_end(document, 6), document->source.n);
  assert_int_equal(document->byte_at[document->n], document->source.n);
  assert_int_equal(ml_document_quote(document, 3, 3).n, 0);
  ml_document_free(document);
}

typedef struct heard {
  size_t count, line;
  ml_severity severity;
} heard;

static void hear(void *user, const ml_diagnostic *diagnostic) {
  heard *to = user;
  to->count++;
  to->line = diagnostic->line;
  to->severity = diagnostic->severity;
}

static const struct {
  const char *text;
  size_t n, warnings, line;
  const char *source;
} damaged[] = {
    {"远山", 6, 0, 0, "远山"},
    {"", 0, 1, 0, ""},
    {"a\n\xFF\xFE"
     "b",
     5, 1, 2, "a\n\uFFFD\uFFFDb"},
    {"a\0b", 3, 1, 1, "a\uFFFDb"},
    {"\xE8\xBF", 2, 1, 1, "\uFFFD\uFFFD"},           /* cut off */
    {"\xED\xA0\x80", 3, 1, 1, "\uFFFD\uFFFD\uFFFD"}, /* a surrogate */
    {"\xE0\x80\x80", 3, 1, 1, "\uFFFD\uFFFD\uFFFD"}, /* not the shortest form */
    {"\xF0\x9F\x98\x80", 4, 0, 0, "\U0001F600"},
};

static void test_damaged_bytes(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
    heard to = {0};
    ml_reporter reporter = {hear, &to};
    ml_document *document = NULL;
    assert_int_equal(ml_document_new(&document, "test", damaged[i].text, damaged[i].n, &reporter), ML_OK);
    assert_int_equal(to.count, damaged[i].warnings);
    assert_int_equal(to.line, damaged[i].line);
    assert_true(to.count == 0 || to.severity == ML_WARNING);
    assert_true(ml_str_is(document->source, damaged[i].source));
    ml_document_free(document);
  }
}

static void test_free_null(void **state) {
  (void)state;
  ml_document_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_texts),         cmocka_unit_test(test_words),     cmocka_unit_test(test_quote),
      cmocka_unit_test(test_damaged_bytes), cmocka_unit_test(test_free_null),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
