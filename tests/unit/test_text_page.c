/* From a page to its main text and to what it says of itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <dirent.h>

#include "text/page.h"

#define FIRST "云杉科技有限公司周二宣布，任命张远为公司首席执行官，任命自四月一日起生效，此前他担任白桦集团的副总裁。"
#define SECOND "公司同时宣布，董事会已经批准在未来三年内投入三亿元用于研发，其中一半将用于新的实验室和人才的培养。"
#define LINKS \
  "<ul><li><a href='/'>首页</a></li><li><a href='/f'>财经频道</a></li><li><a href='/t'>科技频道</a></li></ul>"

static const struct {
  const char *html, *text;
} pages[] = {
    /* what stands around a text goes */
    {"<body><div>" LINKS "</div><p>" FIRST "</p><p>" SECOND "</p><div>" LINKS "</div><p>版权所有 远山网</p></body>",
     FIRST "\n" SECOND "\n"},
    {"<nav>菜单</nav><p>" FIRST "<script>x()</script><!-- 注 --></p><aside>广告</aside><footer>页脚</footer>",
     FIRST "\n"},
    {"<p>" FIRST "</p><div class='comment-list'><p>" SECOND "</p></div>", FIRST "\n"},
    {"<p>" FIRST "</p><p>责任编辑：孙宇</p><p>" SECOND "</p>", FIRST "\n"},
    {"<p>" FIRST "</p><p style='display: none'>" SECOND "</p>", FIRST "\n"},
    {"<body class='has-sidebar'><p>" FIRST "</p></body>", FIRST "\n"},
    /* the article that a page marks, if it is the better part of the text */
    {"<p>" SECOND "</p><article><p>" FIRST FIRST "</p></article>", FIRST FIRST "\n"},
    {"<p>" FIRST FIRST "</p><article><p>" SECOND "</p></article>", FIRST FIRST "\n" SECOND "\n"},
    /* what is short but lies within the text stays */
    {"<p>" FIRST "</p><p>他说：</p><h2>投资</h2><p>" SECOND "</p>", FIRST "\n他说：\n投资\n" SECOND "\n"},
    {"<h1>任命张远</h1><p>2019-03-05</p><p>" FIRST "</p>", "任命张远\n2019-03-05\n" FIRST "\n"},
    /* the title of the window is a line, unless it is there */
    {"<title>任命张远为首席执行官_远山网</title><p>" FIRST "</p>", "任命张远为首席执行官\n" FIRST "\n"},
    /* tables and lists */
    {"<table><tr><th>姓名</th><th>职务</th></tr><tr><td>张远</td><td><p>董事长</p></td></tr></table>",
     "姓名 | 职务\n张远 | 董事长\n"},
    {"<table><tr><td>" FIRST "</td><td>" SECOND "</td></tr></table>", FIRST "\n" SECOND "\n"},
    {"<ul><li>甲<li>乙</ul><dl><dt>丙<dd>丁</dl>", "甲\n乙\n丙\n丁\n"},
    /* characters and white space */
    {"<p>甲&amp;乙&lt;&#x4E00;&#20108;&hellip;&nbsp;丙&unknown;</p>", "甲&乙<一二…\u00A0丙&unknown;\n"},
    {"<p>  a \n <b> b</b>c <i> d </i> </p>", "a bc d\n"},
    {"<p>一<br>二<br/><br>三</p><pre>a\n  b</pre>", "一\n二\n三\na\nb\n"},
    /* what is hardly a page */
    {"", ""},
    {"<", "<\n"},
    {"<p>", ""},
    {"text only", "text only\n"},
    {"<a href='x'>只有链接</a>", "只有链接\n"},
    {"</p></div><td>甲</td></table>", "甲\n"},
};

static void test_main_text(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    ml_arena arena = ML_ARENA_INIT;
    ml_page page;
    assert_int_equal(ml_page_read(&arena, ml_str_of(pages[i].html), &page), ML_OK);
    if (!ml_str_is(page.text, pages[i].text))
      fail_msg("%s gave\n%.*s", pages[i].html, (int)page.text.n, page.text.at);
    ml_arena_dispose(&arena);
  }
}

static const struct {
  const char *head, *title, *author, *outlet, *site;
  int date;
} heads[] = {
    {"<title>任命张远为首席执行官 - 远山网</title>", "任命张远为首席执行官", "", "", "远山网", 0},
    {"<title>A-B_C</title>", "A-B_C", "", "", "", 0},
    {"<meta property='og:title' content='甲乙丙丁戊己'><meta name=author content='李明'>"
     "<meta property='article:published_time' content='2019-03-05T08:00:00+08:00'>"
     "<meta property='og:site_name' content='远山网'><title>x</title>",
     "甲乙丙丁戊己", "李明", "", "远山网", 20190305},
    {"<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"x\"},{\"headline\":\"标题\","
     "\"datePublished\":\"2018-09-30\",\"author\":[{\"name\":\"李明\"}],\"publisher\":{\"name\":\"远山网\"}}]}</"
     "script>",
     "标题", "李明", "", "远山网", 20180930},
    {"<script type='application/ld+json'>{\"headline\":[[[[</script><title>标题</title>", "标题", "", "", "", 0},
    {"<body><h1>标题</h1><span class=source>来源：远山网</span><span class='author'>作者: 李明</span>"
     "<time datetime='2017-11-13'>周一</time></body>",
     "标题", "李明", "远山网", "", 20171113},
    {"<title>标题_财经频道_远山网</title><h1>标题</h1><meta name=source content='云帆日报'>", "标题", "", "云帆日报",
     "远山网", 0},
    {"<body><i class='date'>2017年11月13日 09:22</i></body>", "", "", "", "", 20171113},
    {"<meta name='date' content='soon'>", "", "", "", "", 0},
    {"", "", "", "", "", 0},
};

static void test_metadata(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    ml_arena arena = ML_ARENA_INIT;
    ml_page page;
    assert_int_equal(ml_page_read(&arena, ml_str_of(heads[i].head), &page), ML_OK);
    int date = page.published.year * 10000 + page.published.month * 100 + page.published.day;
    if (strcmp(page.title, heads[i].title) != 0 || strcmp(page.author, heads[i].author) != 0 ||
        strcmp(page.outlet, heads[i].outlet) != 0 || strcmp(page.site, heads[i].site) != 0 || date != heads[i].date)
      fail_msg("%s gave %s, %s, %s, %s, %d", heads[i].head, page.title, page.author, page.outlet, page.site, date);
    ml_arena_dispose(&arena);
  }
}

/* Elements in each other up to the limit are read, and deeper ones end the page in time. */
static void test_depth(void **state) {
  (void)state;
  enum { TAGS = 200000, TAG = 5 };
  char *html = malloc(TAGS * TAG + 16);
  for (size_t i = 0; i < TAGS; i++)
    memcpy(html + i * TAG, "<div>", TAG);
  memcpy(html, "before", 6);
  ml_arena arena = ML_ARENA_INIT;
  ml_page page;
  assert_int_equal(ml_page_read(&arena, (ml_str){html, TAGS * TAG}, &page), ML_OK);
  assert_true(page.too_deep);
  assert_true(ml_str_starts(page.text, ML_STR("before")));
  assert_int_equal(ml_page_read(&arena, (ml_str){html, 500 * TAG}, &page), ML_OK);
  assert_false(page.too_deep);
  ml_arena_dispose(&arena);
  free(html);
}

static const struct {
  const char *text;
  bool is_page, when_named;
} starts[] = {
    {"<!DOCTYPE html><p>", true, true},
    {"\xEF\xBB\xBF \n<HTML lang=zh>", true, true},
    {"<?xml version='1.0'?><!-- x --><html>", true, true},
    {"<!-- never closed", false, false},
    {"<p>x", true, true},
    {"<person>x", false, false},
    {"x <b>y</b>", false, true},
    {"1 < 2", false, false},
    {"", false, false},
};

static void test_recognising(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    if (ml_is_page(ml_str_of(starts[i].text), false) != starts[i].is_page ||
        ml_is_page(ml_str_of(starts[i].text), true) != starts[i].when_named)
      fail_msg("%s", starts[i].text);
}

/* ---- saved pages ---- */

enum { ROOM = 16384 };

/* What a page became, as tests/pages/NAME.txt has it. */
static void describe(const ml_document *document, char out[static ROOM]) {
  const ml_date date = document->published;
  snprintf(out, ROOM, "title: %s\nauthor: %s\noutlet: %s\nsite: %s\npublished: %04d-%02d-%02d\n\n%.*s", document->title,
           document->author, document->outlet, document->site, date.year, date.month, date.day, (int)document->source.n,
           document->source.at);
}

static void check_saved(const char *name) {
  char path[512], found[ROOM], wanted[ROOM] = "";
  const char *paths[] = {path};
  ml_source *source = NULL;
  ml_document *document = NULL;
  snprintf(path, sizeof path, "tests/pages/%s.html", name);
  assert_int_equal(ml_source_open(&source, paths, 1, NULL, NULL), ML_OK);
  assert_int_equal(ml_source_next(source, &document), ML_OK);
  assert_non_null(document);
  describe(document, found);
  ml_document_free(document);
  ml_source_free(source);
  snprintf(path, sizeof path, "tests/pages/%s.txt", name);
  FILE *file = fopen(path, "rb");
  if (file != NULL) {
    wanted[fread(wanted, 1, ROOM - 1, file)] = '\0';
    fclose(file);
  }
  if (strcmp(found, wanted) != 0)
    fail_msg("%s should say\n%s", path, found);
}

static void test_saved_pages(void **state) {
  (void)state;
  size_t n = 0;
  DIR *folder = opendir("tests/pages");
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    char name[256];
    const char *ending = strstr(entry->d_name, ".html");
    if (ending == NULL)
      continue;
    snprintf(name, sizeof name, "%.*s", (int)(ending - entry->d_name), entry->d_name);
    check_saved(name);
    n++;
  }
  closedir(folder);
  assert_true(n > 0);
}

/* An attribute of many megabytes is none of the text, and what follows is read. */
static void test_huge_attribute(void **state) {
  (void)state;
  enum { HUGE = 20 << 20 };
  static const char end[] = "'>" FIRST "</p>";
  char *html = malloc(HUGE + sizeof end);
  memset(html, 'x', HUGE);
  memcpy(html, "<p title='", 10);
  memcpy(html + HUGE, end, sizeof end);
  ml_arena arena = ML_ARENA_INIT;
  ml_page page;
  assert_int_equal(ml_page_read(&arena, (ml_str){html, HUGE + sizeof end - 1}, &page), ML_OK);
  assert_true(ml_str_is(page.text, FIRST "\n"));
  ml_arena_dispose(&arena);
  free(html);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_saved_pages), cmocka_unit_test(test_huge_attribute), cmocka_unit_test(test_main_text),
      cmocka_unit_test(test_metadata),    cmocka_unit_test(test_depth),          cmocka_unit_test(test_recognising),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
