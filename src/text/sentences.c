#include "text/sentences.h"

enum {
  HEADING_LENGTH = 40,
  CAPTION_LENGTH = 200,
  BRACKET_LENGTH = 40 /* a pair of brackets this far apart keeps its sentence whole */
};

typedef struct line {
  const uint32_t *at;
  size_t n;
} line;

static bool among(const uint32_t *set, uint32_t code) {
  while (*set != 0 && *set != code)
    set++;
  return *set != 0;
}

static bool is_end(uint32_t code) {
  return code == U'。' || code == '!' || code == '?' || code == ';' || code == U'…';
}

static bool is_digit(uint32_t code) {
  return code >= '0' && code <= '9';
}

bool ml_ends_clause(const uint32_t *fold, size_t n, size_t at) {
  if (!is_end(fold[at]) && fold[at] != ',' && fold[at] != ':')
    return false;
  return at == 0 || at + 1 == n || !is_digit(fold[at - 1]) || !is_digit(fold[at + 1]);
}

static bool is_word(uint32_t code) {
  return code < 0x80 && ((code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || among(U"=&/%_", code));
}

static uint32_t closing(uint32_t open) {
  return open == '(' ? ')' : open == '[' ? ']' : open + 1; /* the wide ones stand side by side */
}

/* Behind the bracket that closes the one at `open`, or 0 when it is far or missing. */
static size_t behind_bracket(line text, size_t open, uint32_t close) {
  unsigned depth = 0;
  for (size_t i = open; i < text.n && i - open <= BRACKET_LENGTH; i++) {
    depth += text.at[i] == text.at[open];
    depth -= text.at[i] == close;
    if (depth == 0)
      return i + 1;
  }
  return 0;
}

/* Does the sentence end at the end mark `i`? Not in a web address, and not at "?;", which is what a broken decoder
 * makes of a character in the middle of a sentence. */
static bool ends_at(line text, size_t i) {
  uint32_t after = i + 1 < text.n ? text.at[i + 1] : 0;
  if (text.at[i] == '?' && after == ';')
    return false;
  if (text.at[i] == ';' && i > 0 && text.at[i - 1] == '?')
    return false;
  return !(i > 0 && is_word(text.at[i - 1]) && is_word(after));
}

/* Behind the end mark `i`, its repetitions, and the quotes and brackets that close there, at most at `limit`.
 * `quoted`: a straight quote is open. */
static size_t behind_end(line text, size_t i, size_t limit, bool quoted) {
  for (i++; i < text.n && i < limit; i++) {
    uint32_t code = text.at[i];
    if (code == '"' && quoted)
      quoted = false;
    else if (!is_end(code) && !among(U"”’)]》〉】〕", code))
      break;
  }
  return i;
}

/* ---- kinds of lines ---- */

/* 图1, 图:, 图为: not 图书馆. */
static bool starts_as_caption(line text) {
  if (among(U"▲▼△", text.at[0]))
    return true;
  return text.at[0] == U'图' && text.n > 1 &&
         (among(U"为:片源/一二三四五六七八九十", text.at[1]) || (text.at[1] >= '0' && text.at[1] <= '9'));
}

/* …记者 某某 摄, (图/某某), 图源:…, (某某供图) */
static bool credits_picture(line text) {
  size_t last = text.n - 1;
  while (last > 0 && among(U")]】。", text.at[last]))
    last--;
  if (last > 0 && (text.at[last] == U'摄' || (text.at[last] == U'图' && text.at[last - 1] == U'供')))
    return true;
  for (size_t i = 0; i + 1 < text.n; i++)
    if (text.at[i] == U'图' && (text.at[i + 1] == U'源' || (i > 0 && text.at[i - 1] == '(')))
      return true;
  return false;
}

/* A time of day stands in the lines that name author and hour, and in no heading. */
static bool has_time(line text) {
  for (size_t i = 1; i + 1 < text.n; i++)
    if (text.at[i] == ':' && text.at[i - 1] >= '0' && text.at[i - 1] <= '9' && text.at[i + 1] >= '0' &&
        text.at[i + 1] <= '9')
      return true;
  return false;
}

static bool has_letter(line text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.at[i] >= 0x3400 || (text.at[i] >= 'a' && text.at[i] <= 'z'))
      return true;
  return false;
}

static bool is_heading(line text) {
  if (text.n > HEADING_LENGTH || has_time(text) || !has_letter(text))
    return false;
  size_t last = text.n - 1;
  while (last > 0 && among(U"”’)]》〉】〕\"", text.at[last]))
    last--;
  return !is_end(text.at[last]) && !among(U".,:、—(“", text.at[last]);
}

static ml_segment segment_of(line text) {
  if (text.n <= CAPTION_LENGTH && (starts_as_caption(text) || credits_picture(text)))
    return ML_SEGMENT_CAPTION;
  return is_heading(text) ? ML_SEGMENT_HEADING : ML_SEGMENT_TEXT;
}

/* ---- splitting ---- */

typedef struct splitter {
  ml_arena *arena;
  ml_sentences *sentences;
  size_t limit, n_cut;
  line text;
  ml_sentence model; /* begin is the line's */
} splitter;

static void add(splitter *to, size_t from, size_t until) {
  while (from < until && to->text.at[from] == ' ')
    from++;
  while (until > from && to->text.at[until - 1] == ' ')
    until--;
  if (from == until)
    return;
  ml_sentence sentence = to->model;
  sentence.end = sentence.begin + (uint32_t)until;
  sentence.begin += (uint32_t)from;
  ml_vec_push(to->arena, to->sentences, sentence);
}

/* Cuts what is too long before position `i` is reached. */
static size_t cut_long(splitter *to, size_t start, size_t comma, size_t i) {
  to->n_cut += i - start > to->limit;
  while (i - start > to->limit) {
    size_t cut = comma > start ? comma : start + to->limit;
    add(to, start, cut);
    start = cut;
  }
  return start;
}

/* Quotes and colons end no sentence and shelter none. */
static bool is_passed(uint32_t code) {
  return code == ':' || (code >= U'‘' && code <= U'”');
}

static void split(splitter *to, const ml_marks *marks, size_t first_mark) {
  const line text = to->text;
  size_t start = 0, comma = 0, shelter = 0; /* comma: behind the last one; shelter: up to here brackets protect */
  bool quoted = false;
  for (size_t m = first_mark; m < marks->n; m++) {
    size_t i = marks->v[m] - to->model.begin;
    uint32_t code = text.at[i];
    if (i < start || is_passed(code)) /* the former went with the end of a sentence */
      continue;
    start = cut_long(to, start, comma, i + 1);
    if (code == ',') {
      comma = i + 1;
    } else if (code == '"') {
      quoted = !quoted;
    } else if (!is_end(code)) {
      if (i >= shelter)
        shelter = behind_bracket(text, i, closing(code));
    } else if (i >= shelter && ends_at(text, i)) {
      size_t end = behind_end(text, i, start + to->limit, quoted);
      add(to, start, end);
      start = end;
      quoted = false;
    }
  }
  start = cut_long(to, start, comma, text.n);
  add(to, start, text.n);
}

size_t ml_split_line(ml_arena *arena, ml_sentences *sentences, const struct ml_document *document, uint32_t begin,
                     uint32_t end, const ml_marks *marks, size_t first_mark, uint32_t paragraph) {
  line text = {document->fold + begin, end - begin};
  splitter to = {.arena = arena,
                 .limit = document->limits.sentence_chars,
                 .sentences = sentences,
                 .text = text,
                 .model = {.begin = begin, .paragraph = paragraph, .segment = segment_of(text)}};
  split(&to, marks, first_mark);
  return to.n_cut;
}
