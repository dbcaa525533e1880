#include "text/page.h"

#include <strings.h>

#include "base/report.h"
#include "text/page_blocks.h"

/* ---- recognising ---- */

static ml_str behind_space(ml_str text) {
  static const char blanks[] = " \t\r\n\f";
  if (ml_str_starts(text, ML_STR("\xEF\xBB\xBF")))
    text = (ml_str){text.at + 3, text.n - 3};
  while (text.n > 0 && memchr(blanks, *text.at, sizeof blanks - 1) != NULL)
    text = (ml_str){text.at + 1, text.n - 1};
  return text;
}

static bool starts_with_tag(ml_str text, const char *tag) {
  size_t n = strlen(tag);
  return text.n > n && strncasecmp(text.at, tag, n) == 0 && (text.at[n] == ' ' || text.at[n] == '>');
}

/* Past comments, and the declaration that XHTML begins with. */
static ml_str behind_prolog(ml_str text) {
  static const ml_str opens[] = {{"<!--", 4}, {"<?xml", 5}}, closes[] = {{"-->", 3}, {"?>", 2}};
  for (size_t i = 0; i < 2;) {
    text = behind_space(text);
    if (!ml_str_starts(text, opens[i])) {
      i++;
      continue;
    }
    while (text.n > 0 && !ml_str_starts(text, closes[i]))
      text = (ml_str){text.at + 1, text.n - 1};
    if (text.n > 0)
      text = (ml_str){text.at + closes[i].n, text.n - closes[i].n};
    i = 0;
  }
  return text;
}

bool ml_is_page(ml_str text, bool named) {
  static const char *const tags[] = {
      "<!doctype html", "<html",  "<head", "<script", "<iframe", "<h1", "<div",  "<font", "<table", "<a",
      "<style",         "<title", "<b",    "<body",   "<br",     "<p",  "<meta", "<link"};
  ml_str start = behind_prolog(text);
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
    if (starts_with_tag(start, tags[i]))
      return true;
  for (size_t at = 0; named && at + 1 < text.n; at++)
    if (text.at[at] == '<' && text.at[at + 1] == '/')
      return true;
  return false;
}

const char *ml_data_format(ml_str text) {
  ml_str start = behind_space(text);
  if (ml_str_starts(start, ML_STR("<?xml ")))
    return "XML";
  return ml_str_starts(start, ML_STR("@prefix ")) ? "Turtle" : NULL;
}

/* ---- reading ---- */

typedef struct reading {
  ml_arena *arena;
  ml_str html;
  ml_page *page;
} reading;

/* Is the title a line of the text already, the first of its block? */
static bool has_title(const ml_blocks *blocks, ml_str title) {
  for (size_t i = 0; i < blocks->list.n; i++) {
    const ml_block *block = &blocks->list.v[i];
    ml_str text = {blocks->text.v + block->begin, block->end - block->begin};
    if (block->kept && ml_str_starts(text, title) && (text.n == title.n || text.at[title.n] == '\n'))
      return true;
  }
  return false;
}

static void put_line(ml_arena *arena, ml_bytes *to, const char *bytes, size_t n) {
  ml_vec_reserve(arena, to, to->n + n + 1);
  if (n > 0)
    memcpy(to->v + to->n, bytes, n);
  to->v[to->n + n] = '\n';
  to->n += n + 1;
}

/* The blocks kept, one a line, below the title, which many pages show nowhere but in the frame of the window. */
static ml_str assemble(ml_arena *arena, const ml_blocks *blocks, ml_str title) {
  ml_bytes text = {0};
  ml_vec_reserve(arena, &text, title.n + 1);
  if (title.n > 0 && !has_title(blocks, title))
    put_line(arena, &text, title.at, title.n);
  for (size_t i = 0; i < blocks->list.n; i++) {
    const ml_block *block = &blocks->list.v[i];
    if (block->kept)
      put_line(arena, &text, blocks->text.v + block->begin, block->end - block->begin);
  }
  return (ml_str){text.v, text.n};
}

static ml_status read_page(void *argument) {
  const reading *job = argument;
  ml_blocks blocks;
  ML_TRY(ml_page_parse(job->arena, job->html, &blocks));
  ML_TRY(ml_page_describe(job->arena, &blocks, job->page));
  ml_page_join_rows(job->arena, &blocks);
  ml_page_choose(&blocks, job->page->title);
  job->page->too_deep = blocks.too_deep;
  job->page->text = assemble(job->arena, &blocks, ml_str_of(job->page->title));
  return ML_OK;
}

ml_status ml_page_read(ml_arena *arena, ml_str html, ml_page *page) {
  *page = (ml_page){0};
  reading job = {arena, html, page};
  return ml_arena_guard(arena, read_page, &job);
}
