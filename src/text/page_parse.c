/* From tags to blocks. libxml2 tells of elements and characters as it reads; no tree is built. */
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <strings.h>

#include "text/page_blocks.h"

enum {
  FIELD_BYTES = 1024,           /* of a field; a longer one is cut */
  LINKED_DATA_BYTES = 64 * 1024 /* of a script with JSON-LD; a longer one is left out */
};

/* ---- elements ---- */

typedef enum element_shape {
  INLINE,
  BREAK, /* begins a line */
  BLOCK, /* begins a block before and behind it */
  HEADING,
  ITEM,
  ROW,
  CELL,
  HIDDEN, /* with all in it */
  ARTICLE,
  LINK,
  HEAD_TITLE,
  META,
  TIME,
  SCRIPT,
  VERBATIM
} element_shape;

typedef struct element {
  const char *name;
  element_shape shape;
} element;

/* By name. What is not in it is INLINE. */
static const element elements[] = {
    {"a", LINK},           {"address", BLOCK}, {"article", ARTICLE}, {"aside", HIDDEN},    {"audio", HIDDEN},
    {"blockquote", BLOCK}, {"body", BLOCK},    {"br", BREAK},        {"button", HIDDEN},   {"canvas", HIDDEN},
    {"caption", ITEM},     {"center", BLOCK},  {"dd", ITEM},         {"details", BLOCK},   {"div", BLOCK},
    {"dl", BLOCK},         {"dt", ITEM},       {"fieldset", BLOCK},  {"figcaption", ITEM}, {"figure", BLOCK},
    {"footer", HIDDEN},    {"form", BLOCK},    {"h1", HEADING},      {"h2", HEADING},      {"h3", HEADING},
    {"h4", HEADING},       {"h5", HEADING},    {"h6", HEADING},      {"head", BLOCK},      {"header", BLOCK},
    {"hr", BLOCK},         {"html", BLOCK},    {"iframe", HIDDEN},   {"legend", ITEM},     {"li", ITEM},
    {"main", ARTICLE},     {"map", HIDDEN},    {"meta", META},       {"nav", HIDDEN},      {"noscript", HIDDEN},
    {"object", HIDDEN},    {"ol", BLOCK},      {"option", HIDDEN},   {"p", BLOCK},         {"pre", VERBATIM},
    {"script", SCRIPT},    {"section", BLOCK}, {"select", HIDDEN},   {"style", HIDDEN},    {"summary", BLOCK},
    {"svg", HIDDEN},       {"table", BLOCK},   {"tbody", BLOCK},     {"td", CELL},         {"template", HIDDEN},
    {"textarea", HIDDEN},  {"tfoot", BLOCK},   {"th", CELL},         {"thead", BLOCK},     {"time", TIME},
    {"title", HEAD_TITLE}, {"tr", ROW},        {"ul", BLOCK},        {"video", HIDDEN},
};

static int by_name(const void *name, const void *entry) {
  return strcmp(name, ((const element *)entry)->name);
}

static element_shape shape_of(const char *name) {
  const element *found = bsearch(name, elements, sizeof elements / sizeof *elements, sizeof *elements, by_name);
  return found == NULL ? INLINE : found->shape;
}

static bool ends_block(element_shape shape) {
  return shape != INLINE && shape != BREAK && shape != LINK && shape != META && shape != TIME;
}

/* ---- the state of the parse ---- */

/* An open element: what holds for the text in it. */
typedef struct frame {
  uint32_t row, cell;
  element_shape shape;
  ml_block_kind kind;
  ml_page_field captured; /* its text is also kept there; ML_PAGE_FIELDS: nowhere */
  bool hidden, suspect, article, linked, verbatim;
} frame;

typedef struct parse {
  ml_arena *arena;
  ml_blocks *blocks;
  htmlParserCtxtPtr parser;
  frame *open;          /* ML_PAGE_DEPTH; [0] stands for what is outside of all elements */
  size_t depth;         /* of the innermost open element */
  uint32_t rows, cells; /* seen so far */
  ml_block block;       /* being filled; begin == end: none */
  bool space, line;     /* white space, or the end of a line, waits for text behind it */
  bool in_word;         /* the last character was of a Latin word or a number */
  ml_status status;
} parse;

static void close_block(parse *p) {
  if (p->block.end > p->block.begin)
    ml_vec_push(p->arena, &p->blocks->list, p->block);
  p->block.begin = p->block.end = p->blocks->text.n;
  p->space = p->line = p->in_word = false;
}

/* ---- attributes ---- */

static const char *attribute(const xmlChar **attributes, const char *name) {
  for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
    if (strcmp((const char *)attributes[0], name) == 0)
      return attributes[1] == NULL ? "" : (const char *)attributes[1];
  return NULL;
}

static bool is(const char *value, const char *word) {
  return value != NULL && strcasecmp(value, word) == 0;
}

static bool is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* The next run of letters in a class or id; false at its end. *first: a name begins with it. */
static bool next_word(const char **at, ml_str *word, bool *first) {
  const char *c = *at;
  *first = word->at == NULL;
  for (; *c != '\0' && !is_letter(*c); c++)
    *first |= *c == ' ';
  *word = (ml_str){c, 0};
  while (is_letter(c[word->n]))
    word->n++;
  *at = c + word->n;
  return word->n > 0;
}

static int by_word(const void *word, const void *entry) {
  const ml_str *left = word;
  const char *right = *(const char *const *)entry;
  int order = strncasecmp(left->at, right, left->n);
  return order != 0 ? order : right[left->n] == '\0' ? 0 : -1;
}

/* Is it one of n words, which are in order? */
static bool is_one_of(ml_str word, const char *const *words, size_t n) {
  return bsearch(&word, words, n, sizeof *words, by_word) != NULL;
}

/* Does a class or id speak of something beside the text? "has-sidebar" speaks of something else. */
static bool is_beside(const char *names) {
  static const char *const beside[] = {
      "ad",          "ads",         "adv",       "advert",      "advertisement", "banner", "breadcrumb",
      "breadcrumbs", "comment",     "comments",  "cookie",      "copyright",     "crumb",  "crumbs",
      "foot",        "footer",      "hot",       "login",       "menu",          "nav",    "navbar",
      "navigation",  "newsletter",  "pager",     "pagination",  "popup",         "promo",  "ranking",
      "recommend",   "recommended", "related",   "relatednews", "reply",         "share",  "sharing",
      "sidebar",     "sponsor",     "sponsored", "subscribe",   "tags",          "toolbar"};
  static const char *const other[] = {"has", "is", "no", "not", "with", "without"};
  ml_str word = {0};
  bool first, skip = false;
  while (names != NULL && next_word(&names, &word, &first)) {
    skip = first ? is_one_of(word, other, sizeof other / sizeof *other) : skip;
    if (!skip && is_one_of(word, beside, sizeof beside / sizeof *beside))
      return true;
  }
  return false;
}

static bool is_invisible(const xmlChar **attributes) {
  const char *style = attribute(attributes, "style");
  const char *display = style == NULL ? NULL : strstr(style, "display");
  if (display != NULL) {
    display += strlen("display");
    display += strspn(display, " :");
    if (strncasecmp(display, "none", 4) == 0)
      return true;
  }
  return attribute(attributes, "hidden") != NULL || is(attribute(attributes, "role"), "navigation") ||
         is(attribute(attributes, "role"), "dialog");
}

/* ---- fields ---- */

static void add_to_field(parse *p, ml_page_field field, const char *bytes, size_t n) {
  ml_bytes *to = &p->blocks->fields[field];
  size_t limit = field == ML_FIELD_LINKED_DATA ? LINKED_DATA_BYTES : FIELD_BYTES;
  for (size_t i = 0; i < n && to->n < limit; i++) {
    bool white = (unsigned char)bytes[i] <= ' ';
    if (white && (to->n == 0 || to->v[to->n - 1] == ' '))
      continue;
    ml_vec_push(p->arena, to, white ? ' ' : bytes[i]);
  }
}

/* The first that is said counts. */
static void set_field(parse *p, ml_page_field field, const char *value) {
  if (value != NULL && p->blocks->fields[field].n == 0)
    add_to_field(p, field, value, strlen(value));
}

typedef struct meaning {
  const char *name;
  ml_page_field field;
} meaning;

static const meaning metas[] = {
    {"og:title", ML_FIELD_TITLE_META},
    {"twitter:title", ML_FIELD_TITLE_META},
    {"headline", ML_FIELD_TITLE_META},
    {"article:published_time", ML_FIELD_DATE_META},
    {"og:published_time", ML_FIELD_DATE_META},
    {"og:release_date", ML_FIELD_DATE_META},
    {"datePublished", ML_FIELD_DATE_META},
    {"pubdate", ML_FIELD_DATE_META},
    {"publishdate", ML_FIELD_DATE_META},
    {"publish_time", ML_FIELD_DATE_META},
    {"publication_date", ML_FIELD_DATE_META},
    {"weibo:article:create_at", ML_FIELD_DATE_META},
    {"DC.date", ML_FIELD_DATE_META},
    {"DC.date.issued", ML_FIELD_DATE_META},
    {"date", ML_FIELD_DATE_META},
    {"author", ML_FIELD_AUTHOR_META},
    {"article:author", ML_FIELD_AUTHOR_META},
    {"og:article:author", ML_FIELD_AUTHOR_META},
    {"DC.creator", ML_FIELD_AUTHOR_META},
    {"og:site_name", ML_FIELD_SITE_META},
    {"mediaid", ML_FIELD_OUTLET_META},
    {"source", ML_FIELD_OUTLET_META},
    {"article:source", ML_FIELD_OUTLET_META},
    {"application-name", ML_FIELD_SITE_META},
};

static void read_meta(parse *p, const xmlChar **attributes) {
  static const char *const keys[] = {"property", "name", "itemprop"};
  for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
    const char *name = attribute(attributes, keys[k]);
    for (size_t i = 0; name != NULL && i < sizeof metas / sizeof *metas; i++)
      if (strcasecmp(name, metas[i].name) == 0)
        set_field(p, metas[i].field, attribute(attributes, "content"));
  }
}

static int by_mark(const void *value, const void *mark) {
  return strcasecmp(value, ((const meaning *)mark)->name);
}

/* The field that the text of an element is, by its itemprop, rel or class. */
static ml_page_field field_of_element(const xmlChar **attributes) {
  static const meaning marks[] = {
      {"article-author", ML_FIELD_AUTHOR_TEXT},
      {"article-source", ML_FIELD_OUTLET_TEXT},
      {"author", ML_FIELD_AUTHOR_TEXT},
      {"date", ML_FIELD_DATE_TEXT},
      {"datePublished", ML_FIELD_DATE_TEXT},
      {"pub-time", ML_FIELD_DATE_TEXT},
      {"publish-time", ML_FIELD_DATE_TEXT},
      {"publisher", ML_FIELD_SITE_TEXT},
      {"pubtime", ML_FIELD_DATE_TEXT},
      {"source", ML_FIELD_OUTLET_TEXT},
      {"time", ML_FIELD_DATE_TEXT},
  };
  static const char *const keys[] = {"itemprop", "rel", "class", "id"};
  for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
    const char *value = attribute(attributes, keys[k]);
    const meaning *mark =
        value == NULL ? NULL : bsearch(value, marks, sizeof marks / sizeof *marks, sizeof *marks, by_mark);
    if (mark != NULL)
      return mark->field;
  }
  return ML_PAGE_FIELDS;
}

/* Which field the text of a new element goes to besides its block. */
static ml_page_field captured_by(const parse *p, const frame *parent, element_shape shape, const xmlChar **attributes,
                                 bool is_h1) {
  if (parent->captured != ML_PAGE_FIELDS || parent->hidden)
    return parent->captured;
  ml_page_field field = shape == HEAD_TITLE                      ? ML_FIELD_TITLE_HEAD
                        : is_h1                                  ? ML_FIELD_TITLE_H1
                        : attributes == NULL || shape == ARTICLE ? ML_PAGE_FIELDS
                                                                 : field_of_element(attributes);
  return field != ML_PAGE_FIELDS && p->blocks->fields[field].n > 0 ? ML_PAGE_FIELDS : field;
}

/* ---- events ---- */

typedef struct event {
  parse *p;
  const char *name;
  const xmlChar **attributes;
  const char *bytes;
  size_t n;
} event;

/* What an element changes for the text in it. */
static void apply_shape(parse *p, frame *top, const char *name, const xmlChar **attributes) {
  switch (top->shape) {
  case HEADING:
    top->kind = ML_BLOCK_HEADING;
    break;
  case ITEM:
    top->kind = ML_BLOCK_ITEM;
    break;
  case ROW:
    top->row = ++p->rows;
    top->cell = 0;
    break;
  case CELL:
    top->cell = ++p->cells;
    break;
  case ARTICLE:
    top->article = true;
    break;
  case LINK:
    top->linked = attribute(attributes, "href") != NULL;
    break;
  case TIME:
    set_field(p, ML_FIELD_DATE_TIME, attribute(attributes, "datetime"));
    break;
  case META:
    read_meta(p, attributes);
    break;
  case VERBATIM:
    top->verbatim = true;
    break;
  default:
    top->hidden |= top->shape == HIDDEN || top->shape == SCRIPT || top->shape == HEAD_TITLE;
    break;
  }
  if (attributes == NULL || strcmp(name, "body") == 0 || strcmp(name, "html") == 0)
    return;
  top->hidden |= is_invisible(attributes);
  top->article |= is(attribute(attributes, "itemprop"), "articleBody") || is(attribute(attributes, "role"), "main");
  top->suspect |=
      top->shape != ARTICLE && (is_beside(attribute(attributes, "class")) || is_beside(attribute(attributes, "id")));
}

static ml_status start_element(void *argument) {
  const event *e = argument;
  parse *p = e->p;
  element_shape shape = shape_of(e->name);
  if (p->depth + 1 == ML_PAGE_DEPTH) {
    p->blocks->too_deep = true;
    return ML_ERR_LIMIT;
  }
  if (ends_block(shape))
    close_block(p);
  const frame *parent = &p->open[p->depth];
  frame *top = &p->open[++p->depth];
  *top = *parent;
  top->shape = shape;
  bool is_h1 = shape == HEADING && e->name[1] == '1';
  top->captured = captured_by(p, parent, shape, e->attributes, is_h1);
  if (shape == SCRIPT && is(attribute(e->attributes, "type"), "application/ld+json") &&
      p->blocks->fields[ML_FIELD_LINKED_DATA].n == 0)
    top->captured = ML_FIELD_LINKED_DATA;
  apply_shape(p, top, e->name, e->attributes);
  p->line |= shape == BREAK;
  return ML_OK;
}

static ml_status end_element(void *argument) {
  const event *e = argument;
  parse *p = e->p;
  if (p->depth == 0)
    return ML_OK;
  if (ends_block(p->open[p->depth].shape))
    close_block(p);
  p->depth--;
  return ML_OK;
}

/* The white space that has waited is written before text; none at the beginning of a block. */
static void put_space(parse *p) {
  if (p->block.end > p->block.begin && (p->space || p->line))
    ml_vec_push(p->arena, &p->blocks->text, p->line ? '\n' : ' ');
  p->space = p->line = false;
}

/* Behind the Han characters of the usual block that come first; *size counts them. */
static size_t skip_han(const char *at, size_t n, uint32_t *size) {
  size_t end = 0;
  while (end + 3 <= n && (unsigned char)at[end] >= 0xE4 && (unsigned char)at[end] <= 0xE9)
    end += 3;
  *size += (uint32_t)(end / 3);
  return end;
}

/* The half words that a character adds, of which `lead` is the first byte and `next` the second. */
static uint32_t weight_of(parse *p, unsigned char lead, unsigned char next) {
  bool word = (lead >= '0' && lead <= '9') || is_letter((char)lead) || (lead >= 0xC3 && lead <= 0xDF);
  bool han = (lead >= 0xE4 && lead <= 0xE9) || lead == 0xF0 || (lead == 0xE3 && next > 0x80) || lead >= 0xEA;
  uint32_t weight = han && lead != 0xEF ? 1 : word && !p->in_word ? 2 : 0;
  if (lead < 0x80 || lead >= 0xC0)
    p->in_word = word;
  return weight;
}

/* A run without white space, appended to the block, which begins here if there is none. */
static void put_run(parse *p, const frame *top, const char *at, size_t n) {
  if (p->block.begin == p->block.end)
    p->block = (ml_block){.begin = p->blocks->text.n,
                          .row = top->row,
                          .cell = top->cell,
                          .kind = top->kind,
                          .suspect = top->suspect,
                          .article = top->article};
  put_space(p);
  ml_bytes *text = &p->blocks->text;
  ml_vec_reserve(p->arena, text, text->n + n);
  memcpy(text->v + text->n, at, n);
  text->n += n;
  p->block.end = text->n;
  uint32_t size = 0;
  for (size_t i = 0; i < n; i++) {
    size_t han = skip_han(at + i, n - i, &size);
    p->in_word &= han == 0;
    i += han;
    if (i < n)
      size += weight_of(p, (unsigned char)at[i], i + 1 < n ? (unsigned char)at[i + 1] : 0xFF);
  }
  p->block.size += size;
  p->block.linked += top->linked ? size : 0;
}

static ml_status add_characters(void *argument) {
  const event *e = argument;
  parse *p = e->p;
  const frame *top = &p->open[p->depth];
  if (top->captured != ML_PAGE_FIELDS)
    add_to_field(p, top->captured, e->bytes, e->n);
  if (top->hidden)
    return ML_OK;
  for (size_t at = 0, n; at < e->n; at += n) {
    bool white = (unsigned char)e->bytes[at] <= ' ';
    p->space |= white;
    p->line |= top->verbatim && e->bytes[at] == '\n';
    p->in_word &= !white;
    n = 1;
    if (white)
      continue;
    while (at + n < e->n && (unsigned char)e->bytes[at + n] > ' ')
      n++;
    put_run(p, top, e->bytes + at, n);
  }
  return ML_OK;
}

/* ---- what libxml2 calls ---- */

/* Work under a guard of its own, so that control never jumps over a function of libxml2. */
static void run(parse *p, ml_status (*work)(void *argument), event *e) {
  if (p->status == ML_OK)
    p->status = ml_arena_guard(p->arena, work, e);
  if (p->status != ML_OK)
    xmlStopParser(p->parser);
}

static void on_start(void *user, const xmlChar *name, const xmlChar **attributes) {
  run(user, start_element, &(event){.p = user, .name = (const char *)name, .attributes = attributes});
}

static void on_end(void *user, const xmlChar *name) {
  run(user, end_element, &(event){.p = user, .name = (const char *)name});
}

static void on_characters(void *user, const xmlChar *bytes, int n) {
  run(user, add_characters, &(event){.p = user, .bytes = (const char *)bytes, .n = (size_t)n});
}

static void on_error(void *user, xmlErrorPtr error) {
  (void)user; /* pages have errors; what can be read of them is read */
  (void)error;
}

ml_status ml_page_parse(ml_arena *arena, ml_str html, ml_blocks *blocks) {
  xmlSAXHandler handler = {.startElement = on_start,
                           .endElement = on_end,
                           .characters = on_characters,
                           .ignorableWhitespace = on_characters,
                           .cdataBlock = on_characters,
                           .serror = on_error,
                           .initialized = XML_SAX2_MAGIC};
  parse *p = ML_NEW(arena, parse);
  *blocks = (ml_blocks){0};
  p->arena = arena;
  p->blocks = blocks;
  p->open = ml_arena_take(arena, ML_PAGE_DEPTH * sizeof *p->open);
  p->open[0] = (frame){.captured = ML_PAGE_FIELDS};
  p->parser = htmlNewParserCtxt();
  if (p->parser == NULL)
    return ML_ERR_NOMEM;
  *p->parser->sax = handler;
  p->parser->userData = p;
  htmlCtxtReadMemory(p->parser, html.at, (int)html.n, NULL, "UTF-8",
                     HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT);
  bool exhausted = p->parser->errNo == XML_ERR_NO_MEMORY;
  htmlFreeParserCtxt(p->parser);
  if (p->status == ML_ERR_NOMEM || exhausted)
    return ML_ERR_NOMEM;
  close_block(p);
  return ML_OK;
}
