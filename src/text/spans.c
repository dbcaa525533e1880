#include "text/spans.h"

enum { DEEPEST = 8 /* of quotations in quotations; what is deeper is no quotation of its own */ };

static bool is_digit(uint32_t code) {
  return code >= '0' && code <= '9';
}

static bool among(const uint32_t *set, uint32_t code) {
  while (*set != 0 && *set != code)
    set++;
  return *set != 0;
}

typedef struct spanner {
  struct ml_document *document;
  const ml_marks *marks;
  size_t mark;         /* the next one */
  uint32_t begin, end; /* of the paragraph */
  size_t item;         /* items that came without another line between */
} spanner;

static void add(struct ml_document *document, ml_span_type type, ml_span span) {
  ml_vec_push(&document->arena, &document->spans[type], span);
}

/* ---- lines ---- */

/* Behind the number of an item: 1. 1、 (1) 一、 (一) ①, or a bullet; 0: the line is none. */
static size_t item_mark(const uint32_t *at, size_t n) {
  size_t i = at[0] == '(';
  if (among(U"•·●■◆▪►○", at[0]) || (at[0] >= U'①' && at[0] <= U'⑳'))
    return 1;
  if ((at[0] == '-' || at[0] == '*') && n > 1)
    return !is_digit(at[1]) && at[1] != at[0] ? 1 : 0;
  size_t number = i;
  while (i < n && i - number < 3 && (is_digit(at[i]) || among(U"一二三四五六七八九十", at[i])))
    i++;
  if (i == number || i >= n || !(number > 0 ? at[i] == ')' : among(U"、.)", at[i])))
    return 0;
  return i + 1 < n && !is_digit(at[i + 1]) ? i + 1 : 0;
}

static ml_span_type type_of(ml_segment segment) {
  return segment == ML_SEGMENT_HEADING   ? ML_SPAN_HEADING
         : segment == ML_SEGMENT_CAPTION ? ML_SPAN_CAPTION
                                         : ML_SPAN_PARAGRAPH;
}

/* An item alone is no list: its line is what it would be without its number. */
static void end_list(spanner *in, ml_segment segment) {
  struct ml_document *document = in->document;
  ml_spans *items = &document->spans[ML_SPAN_ITEM];
  if (in->item == 1)
    add(document, type_of(segment), items->v[--items->n]);
  else if (in->item > 1)
    add(document, ML_SPAN_LIST,
        (ml_span){.begin = items->v[items->n - in->item].begin, .end = items->v[items->n - 1].end});
  in->item = 0;
}

/* ---- within a paragraph ---- */

static uint32_t without_closing(const struct ml_document *document, uint32_t begin, uint32_t end) {
  while (begin < end && among(U" ”’)》】〕", document->fold[begin]))
    begin++;
  return begin;
}

static void add_clause(spanner *in, uint32_t begin, uint32_t end) {
  begin = without_closing(in->document, begin, end);
  while (end > begin && in->document->fold[end - 1] == ' ')
    end--;
  if (begin < end)
    add(in->document, ML_SPAN_CLAUSE, (ml_span){.begin = begin, .end = end});
}

typedef struct quotes {
  size_t index[DEEPEST]; /* of the spans of those that are open */
  uint32_t mark[DEEPEST];
  unsigned depth;
} quotes;

static void open_quote(spanner *in, quotes *open, uint32_t at) {
  if (open->depth == DEEPEST)
    return;
  open->index[open->depth] = in->document->spans[ML_SPAN_QUOTATION].n;
  open->mark[open->depth] = in->document->fold[at];
  add(in->document, ML_SPAN_QUOTATION,
      (ml_span){.begin = at, .end = in->end, .depth = (uint16_t)open->depth, .open = true});
  open->depth++;
}

/* Closes the innermost quotation that `mark` opened; those inside stay open and end there. */
static void close_quote(spanner *in, quotes *open, uint32_t mark, uint32_t at) {
  unsigned depth = open->depth;
  while (depth > 0 && open->mark[depth - 1] != mark)
    depth--;
  if (depth == 0)
    return;
  ml_span *spans = in->document->spans[ML_SPAN_QUOTATION].v;
  for (unsigned inner = depth; inner < open->depth; inner++)
    spans[open->index[inner]].end = at;
  spans[open->index[depth - 1]].end = at + 1;
  spans[open->index[depth - 1]].open = false;
  open->depth = depth - 1;
}

static void note_quote(spanner *in, quotes *open, uint32_t at) {
  uint32_t code = in->document->fold[at];
  bool straight = code == '"', inside = open->depth > 0 && open->mark[open->depth - 1] == code;
  if (code == U'“' || code == U'‘' || (straight && !inside))
    open_quote(in, open, at);
  else if (straight)
    close_quote(in, open, code, at);
  else if (code == U'”' || code == U'’')
    close_quote(in, open, code - 1, at);
}

static void look_inside(spanner *in) {
  const struct ml_document *document = in->document;
  quotes open = {0};
  uint32_t begin = in->begin;
  for (; in->mark < in->marks->n && in->marks->v[in->mark] < in->end; in->mark++) {
    uint32_t at = in->marks->v[in->mark];
    note_quote(in, &open, at);
    if (!ml_ends_clause(document->fold, document->n, at))
      continue;
    add_clause(in, begin, at);
    begin = at + 1;
  }
  add_clause(in, begin, in->end);
}

void ml_find_spans(struct ml_document *document, const ml_marks *marks) {
  spanner in = {.document = document, .marks = marks};
  ml_segment segment = ML_SEGMENT_TEXT; /* of the last item */
  for (size_t i = 0, next; i < document->n_sentences; i = next) {
    const ml_sentence *sentences = document->sentences;
    for (next = i + 1; next < document->n_sentences && sentences[next].paragraph == sentences[i].paragraph;)
      next++;
    in.begin = sentences[i].begin;
    in.end = sentences[next - 1].end;
    bool item =
        sentences[i].segment != ML_SEGMENT_CAPTION && item_mark(document->fold + in.begin, in.end - in.begin) > 0;
    if (!item)
      end_list(&in, segment);
    in.item += item;
    segment = sentences[i].segment;
    add(document, item ? ML_SPAN_ITEM : type_of(segment), (ml_span){.begin = in.begin, .end = in.end});
    look_inside(&in);
  }
  end_list(&in, segment);
}
