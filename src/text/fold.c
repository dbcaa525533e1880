#include "text/fold.h"

#include "base/utf8.h"
#include "text/repair.h"
#include "text/traditional.h"

/* What a character means to the white space beside it, and whether it is text at all. */
typedef enum kind {
  KIND_LOOSE, /* stands apart by spaces: Latin letters, digits, most signs */
  KIND_TIGHT, /* punctuation as wide as Han, which needs no spaces */
  KIND_HAN,
  KIND_SPACE,
  KIND_DROPPED
} kind;

typedef struct folded {
  kind kind;
  uint32_t fold, plain;
} folded;

static uint32_t lower(uint32_t code) {
  if ((code >= 'A' && code <= 'Z') || (code >= 0xC0 && code <= 0xDE && code != 0xD7) ||
      (code >= 0x391 && code <= 0x3A9) || (code >= 0x410 && code <= 0x42F))
    return code + 0x20;
  if ((code >= 0x100 && code <= 0x137 && code != 0x130) || (code >= 0x14A && code <= 0x177))
    return code | 1;
  if ((code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E))
    return code + (code & 1);
  return code >= 0x400 && code <= 0x40F ? code + 0x50 : code;
}

static bool is_space(uint32_t code) {
  return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
         code == 0x3000;
}

/* Controls, and what has no width: joiners, marks of direction, the byte order mark, variation selectors. */
static bool is_invisible(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD || code == 0x180E ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || (code >= 0xFE00 && code <= 0xFE0F) || code == 0xFEFF;
}

static bool is_han(uint32_t code) {
  return (code >= ML_HAN_FIRST && code <= ML_HAN_LAST) || (code >= 0x3400 && code <= 0x4DBF) ||
         (code >= 0x20000 && code <= 0x323AF) || (code >= 0xF900 && code <= 0xFAFF) || code == 0x3005 || code == 0x3007;
}

/* One sign for all the signs that people type for it. */
static uint32_t fold_sign(uint32_t code) {
  switch (code) {
  case U'「':
  case U'﹁':
  case U'〝':
    return U'“';
  case U'」':
  case U'﹂':
  case U'〞':
    return U'”';
  case U'『':
  case U'﹃':
    return U'‘';
  case U'』':
  case U'﹄':
    return U'’';
  case U'•':
  case U'‧':
  case U'・':
  case U'･':
  case U'∙':
  case U'⋅':
    return U'·';
  case U'〜':
    return '~';
  case U'‐':
  case U'‑':
  case U'−':
  case U'﹣':
    return '-';
  case U'―':
  case U'─':
  case U'━':
    return U'—';
  case U'｡':
    return U'。';
  case U'､':
    return U'、';
  case U'﹐':
    return ',';
  case U'﹔':
    return ';';
  case U'﹕':
    return ':';
  case U'﹙':
    return '(';
  case U'﹚':
    return ')';
  case U'﹪':
    return '%';
  case U'￥':
    return U'¥';
  default:
    return lower(code);
  }
}

static folded fold_code(uint32_t code) {
  if (is_space(code))
    return (folded){KIND_SPACE, ' ', ' '};
  if (is_invisible(code))
    return (folded){KIND_DROPPED, 0, 0};
  if (is_han(code)) {
    uint32_t simplified = ml_simplified(code);
    return (folded){KIND_HAN, simplified, simplified};
  }
  if (code >= 0xFF01 && code <= 0xFF5E)
    return (folded){KIND_TIGHT, lower(code - 0xFEE0), code};
  return (folded){code >= 0x3000 && code <= 0x303F ? KIND_TIGHT : KIND_LOOSE, fold_sign(code), code};
}

/* ---- documents ---- */

/* The next code point of valid UTF-8. Han of the usual block, most of the work, comes first. */
static inline uint32_t next_code(const unsigned char *text, size_t *at) {
  const unsigned char *byte = text + *at;
  if (*byte >= 0xE0 && *byte < 0xF0) {
    *at += 3;
    return (byte[0] & 0x0Fu) << 12 | (byte[1] & 0x3Fu) << 6 | (byte[2] & 0x3Fu);
  }
  if (*byte < 0x80) {
    *at += 1;
    return *byte;
  }
  if (*byte < 0xE0) {
    *at += 2;
    return (byte[0] & 0x1Fu) << 6 | (byte[1] & 0x3Fu);
  }
  *at += 4;
  return (byte[0] & 0x07u) << 18 | (byte[1] & 0x3Fu) << 12 | (byte[2] & 0x3Fu) << 6 | (byte[3] & 0x3Fu);
}

/* fold_code, with the most frequent cases first. */
static inline folded fold_fast(uint32_t code) {
  if (code >= ML_HAN_FIRST && code <= ML_HAN_LAST) {
    uint32_t simplified = ml_fold_han[code - ML_HAN_FIRST];
    if (simplified != 0)
      return (folded){KIND_HAN, simplified, simplified};
  } else if (code > ' ' && code < 0x7F) {
    return (folded){KIND_LOOSE, code >= 'A' && code <= 'Z' ? code + 0x20 : code, code};
  } else if (code == U'，') {
    return (folded){KIND_TIGHT, ',', code};
  } else if (code == U'、' || code == U'。') {
    return (folded){KIND_TIGHT, code, code};
  }
  return fold_code(code);
}

/* Where the next position is written; local to a line, so that the compiler keeps it in registers. */
typedef struct writer {
  uint32_t *fold, *plain, *char_at, *byte_at;
  size_t n;
} writer;

static inline void put(writer *to, uint32_t fold, uint32_t plain, size_t char_at, size_t byte_at) {
  to->fold[to->n] = fold;
  to->plain[to->n] = plain;
  to->char_at[to->n] = (uint32_t)char_at;
  to->byte_at[to->n] = (uint32_t)byte_at;
  to->n++;
}

/* Moves behind a gloss that starts at the bracket where `fold` is; false when it is none or has to stay. */
static bool skip_gloss(ml_fold *fold) {
  size_t bytes, chars;
  ml_gloss gloss = ml_repair_gloss(fold->document->source, fold->at, &bytes, &chars);
  fold->toned += gloss == ML_GLOSS_TONED;
  fold->bare += gloss == ML_GLOSS_BARE;
  if (gloss == ML_GLOSS_NONE || (gloss == ML_GLOSS_BARE && !fold->bare_glosses))
    return false;
  fold->at += bytes;
  fold->chars += chars;
  return true;
}

/* "?/p>" at the end of a line is what a broken decoder left of a closing quote and </p>. */
static size_t without_tag_rest(const uint32_t *fold, size_t begin, size_t end) {
  static const uint32_t rest[] = U"?/p>";
  return end - begin > 3 && memcmp(fold + end - 4, rest, sizeof rest - sizeof *rest) == 0 ? end - 3 : end;
}

bool ml_fold_line(ml_fold *fold, uint32_t *begin, uint32_t *end) {
  struct ml_document *document = fold->document;
  const unsigned char *text = (const unsigned char *)document->source.at;
  const size_t size = document->source.n;
  if (fold->at >= size)
    return false;
  writer to = {document->fold, document->plain, document->char_at, document->byte_at, document->n};
  kind before = KIND_TIGHT; /* of the last position; the line's start swallows spaces as Han does */
  size_t space_at = size, space_char = 0;
  bool after_han = false;
  fold->marks.n = 0;
  size_t at = fold->at, chars = fold->chars, han = 0, traditional = 0;
  while (at < size) {
    size_t start = at;
    uint32_t code = next_code(text, &at);
    folded now = fold_fast(code);
    if (now.kind == KIND_HAN) {
      put(&to, now.fold, now.plain, chars, start);
      han++;
      traditional += now.fold != code;
      space_at = size;
    } else if (now.kind == KIND_SPACE) {
      if (code == '\n' || code == '\r') {
        at += code == '\r' && at < size && text[at] == '\n';
        chars += at - start;
        break;
      }
      if (space_at == size) {
        space_at = start;
        space_char = chars;
      }
      chars++;
      after_han = false;
      continue;
    } else if (now.kind == KIND_DROPPED) {
      chars++;
      continue;
    } else {
      if (after_han && (now.fold == '(' || code == '?')) {
        fold->at = start;
        fold->chars = chars;
        if (skip_gloss(fold)) {
          at = fold->at;
          chars = fold->chars;
          continue;
        }
      }
      if (space_at != size && now.kind == KIND_LOOSE && before == KIND_LOOSE)
        put(&to, ' ', ' ', space_char, space_at);
      space_at = size;
      if (ml_is_mark(now.fold))
        ml_vec_push(&document->arena, &fold->marks, (uint32_t)to.n);
      put(&to, now.fold, now.plain, chars, start);
    }
    before = now.kind;
    after_han = now.kind == KIND_HAN;
    chars++;
  }
  fold->at = at;
  fold->chars = chars;
  fold->han += han;
  fold->traditional += traditional;
  *begin = (uint32_t)document->n;
  document->n = without_tag_rest(document->fold, document->n, to.n);
  *end = (uint32_t)document->n;
  return true;
}

/* ---- words ---- */

uint32_t *ml_fold_word(ml_arena *arena, ml_str word, size_t *n) {
  uint32_t *codes = ML_NEW_ARRAY(arena, uint32_t, word.n + 1);
  size_t count = 0;
  bool space = false, traditional = false;
  kind before = KIND_LOOSE;
  for (size_t at = 0; at < word.n;) {
    uint32_t code = ml_utf8_next(word, &at);
    folded now = fold_code(code == ML_UTF8_BAD ? 0xFFFD : code);
    if (now.kind == KIND_SPACE)
      space = true;
    if (now.kind >= KIND_SPACE)
      continue;
    if (space && before == KIND_LOOSE && now.kind == KIND_LOOSE)
      codes[count++] = ' ';
    space = false;
    traditional = traditional || (now.kind == KIND_HAN && now.fold != code);
    codes[count++] = now.fold;
    before = now.kind;
  }
  if (space && before == KIND_LOOSE)
    codes[count++] = ' ';
  if (traditional)
    ml_simplify_shared(codes, count);
  *n = count;
  return codes;
}
