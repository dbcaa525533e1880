/* Which blocks are the main text: the decision tree of Kohlschütter, Fankhauser and Nejdl, "Boilerplate Detection using
 * Shallow Text Features" (WSDM 2010), over the number of words and the density of links of a block and of its
 * neighbours; then, as their ArticleExtractor does, the end of the text by the words that stand there, and what is
 * short but lies within the text. */
#include "text/page_blocks.h"

/* Half words, as in ml_block; the paper's numbers of words doubled. */
enum { TINY = 2 * 4, SHORT = 2 * 15, MEDIUM = 2 * 17, LONG = 2 * 40, END_MARK = 2 * 30 };

/* Cells up to so many bytes make a row; longer ones are the columns of a layout. */
enum { CELL_BYTES = 120 };

void ml_page_join_rows(ml_arena *arena, ml_blocks *blocks) {
  size_t n = 0;
  const ml_block *v = blocks->list.v;
  for (size_t i = 0, behind; i < blocks->list.n; i = behind) {
    ml_block row = v[i];
    bool joins = row.row != 0;
    for (behind = i + 1; behind < blocks->list.n && v[behind].row == row.row && row.row != 0; behind++)
      joins &= v[behind].cell != v[behind - 1].cell;
    for (size_t k = i; k < behind; k++)
      joins &= v[k].end - v[k].begin <= CELL_BYTES;
    if (!joins) {
      memmove(&blocks->list.v[n], &v[i], (behind - i) * sizeof *v);
      n += behind - i;
      continue;
    }
    row.begin = blocks->text.n;
    row.size = row.linked = 0;
    for (size_t k = i; k < behind; k++) {
      size_t length = v[k].end - v[k].begin, mark = k == i ? 0 : 3;
      ml_vec_reserve(arena, &blocks->text, blocks->text.n + length + 3);
      memcpy(blocks->text.v + blocks->text.n, " | ", mark);
      memcpy(blocks->text.v + blocks->text.n + mark, blocks->text.v + v[k].begin, length);
      blocks->text.n += mark + length;
      row.size += v[k].size;
      row.linked += v[k].linked;
    }
    row.end = blocks->text.n;
    row.kind = ML_BLOCK_ITEM;
    blocks->list.v[n++] = row;
  }
  blocks->list.n = n;
}

static ml_str text_of(const ml_blocks *blocks, const ml_block *block) {
  return (ml_str){blocks->text.v + block->begin, block->end - block->begin};
}

/* ---- the decision tree ---- */

static bool is_linked(const ml_block *block) {
  return 3 * block->linked > block->size;
}

static bool is_content(const ml_block *before, const ml_block *block, const ml_block *behind) {
  if (is_linked(block) || block->suspect)
    return false;
  if (9 * before->linked <= 5 * before->size)
    return block->size > SHORT + 2 || behind->size > SHORT || before->size > TINY;
  return block->size > LONG || behind->size > MEDIUM;
}

/* ---- what ends a text ---- */

static bool contains(ml_str text, ml_str word) {
  while (text.n >= word.n) {
    const char *found = memchr(text.at, *word.at, text.n - word.n + 1);
    if (found == NULL)
      return false;
    if (memcmp(found, word.at, word.n) == 0)
      return true;
    text = (ml_str){found + 1, (size_t)(text.at + text.n - found) - 1};
  }
  return false;
}

/* Does a short line say that the text is over? `heads` stand at its beginning, `parts` anywhere. */
static bool ends_text(const ml_blocks *blocks, const ml_block *block) {
  static const char *const heads[] = {
      "相关阅读", "相关新闻", "相关文章", "相关链接", "相關閱讀", "相關新聞", "相關文章", "延伸阅读", "延伸閱讀",
      "推荐阅读", "推薦閱讀", "猜你喜欢", "热门推荐", "热门评论", "网友评论", "發表評論", "发表评论", "最新评论",
      "用户评论", "更多精彩", "更多新闻", "分享到",   "責任編輯", "责任编辑", "责编：",   "免责声明", "免責聲明",
      "版权声明", "版權聲明", "打印本页", "关闭窗口", "返回顶部", "上一篇",   "下一篇"};
  static const char *const parts[] = {"版权所有", "版權所有",  "ICP备", "ICP證",
                                      "ICP证",    "Copyright", "©",     "All rights reserved"};
  ml_str text = text_of(blocks, block);
  if (block->size > END_MARK)
    return false;
  while (text.n > 0 && strchr("[( ", *text.at) != NULL)
    text = (ml_str){text.at + 1, text.n - 1};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    if (ml_str_starts(text, ml_str_of(heads[i])))
      return true;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (contains(text, ml_str_of(parts[i])))
      return true;
  return false;
}

/* ---- the choice ---- */

typedef struct range {
  size_t begin, end;
} range;

/* Half words of the blocks that are kept: all, or those of the article. */
static size_t kept_size(const ml_blocks *blocks, bool article) {
  size_t size = 0;
  for (size_t i = 0; i < blocks->list.n; i++)
    if (blocks->list.v[i].kept && (blocks->list.v[i].article || !article))
      size += blocks->list.v[i].size;
  return size;
}

static void classify(ml_blocks *blocks) {
  static const ml_block nothing = {0};
  ml_block *v = blocks->list.v;
  size_t n = blocks->list.n;
  for (size_t i = 0; i < n; i++)
    v[i].kept = is_content(i > 0 ? &v[i - 1] : &nothing, &v[i], i + 1 < n ? &v[i + 1] : &nothing);
}

/* A page without running text, a table or a list, is kept but for its links; one of links only, whole. */
static void keep_what_there_is(ml_blocks *blocks) {
  for (int round = 0; round < 3 && kept_size(blocks, false) == 0; round++)
    for (size_t i = 0; i < blocks->list.n; i++) {
      ml_block *block = &blocks->list.v[i];
      block->kept = round == 2 || (!is_linked(block) && (round == 1 || !block->suspect));
    }
}

/* From the first block that is kept to the last before the end of the text. */
static range find_range(const ml_blocks *blocks) {
  range text = {0, 0};
  bool found = false;
  for (size_t i = 0; i < blocks->list.n; i++) {
    const ml_block *block = &blocks->list.v[i];
    bool over = (found || block->kept) && ends_text(blocks, block);
    if (found && over)
      break;
    if (!block->kept || over)
      continue;
    text.begin = found ? text.begin : i;
    text.end = i + 1;
    found = true;
  }
  return text;
}

/* Where the title stands before the text, or its beginning: what is between belongs to it, such as date and author. */
static size_t find_title(const ml_blocks *blocks, ml_str title, size_t begin) {
  for (size_t i = begin; i-- > 0;)
    if (title.n > 0 && ml_str_eq(text_of(blocks, &blocks->list.v[i]), title))
      return i;
  return begin;
}

void ml_page_choose(ml_blocks *blocks, const char *title) {
  classify(blocks);
  keep_what_there_is(blocks);
  bool article = kept_size(blocks, true) > kept_size(blocks, false) / 2;
  for (size_t i = 0; i < blocks->list.n && article; i++)
    blocks->list.v[i].kept &= blocks->list.v[i].article;
  range text = find_range(blocks);
  text.begin = find_title(blocks, ml_str_of(title), text.begin);
  for (size_t i = 0; i < blocks->list.n; i++) {
    ml_block *block = &blocks->list.v[i];
    bool within = i >= text.begin && i < text.end;
    block->kept = within && (block->kept || (!is_linked(block) && !block->suspect));
  }
}
