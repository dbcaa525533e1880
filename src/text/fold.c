#include "text/fold.h"

#include "base/utf8.h"
#include "text/gloss.h"
#include "text/remains.h"
#include "text/traditional.h"
#include "text/variants.h"
#include "text/wrap.h"

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
  bool traditional; /* only Traditional text has it */
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

/* White space of any kind, line ends included. */
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
         (code >= 0x20000 && code <= 0x323AF) || (code >= 0xF900 && code <= 0xFAFF) || code == 0x3005 ||
         code == 0x3007 || (code >= 0x2E80 && code <= 0x2FDF);
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

/* Spaces that typesetting needs, not writing: no-break, of a fixed width, narrow. */
static bool is_rare_space(uint32_t code) {
  return code >= 0x80 && code != 0x3000;
}

static bool is_private(uint32_t code) {
  return (code >= 0xE000 && code <= 0xF8FF) || code >= 0xF0000;
}

static folded fold_code(uint32_t code) {
  if (is_space(code))
    return (folded){KIND_SPACE, ' ', ' ', false};
  if (is_invisible(code))
    return (folded){KIND_DROPPED, code, code, false};
  if (is_han(code)) {
    uint32_t unified = ml_unified(code), simplified = ml_simplified(unified);
    return (folded){KIND_HAN, simplified, simplified, simplified != unified};
  }
  if (code >= 0xFF01 && code <= 0xFF5E)
    return (folded){KIND_TIGHT, lower(code - 0xFEE0), code, false};
  return (folded){code >= 0x3000 && code <= 0x303F ? KIND_TIGHT : KIND_LOOSE, fold_sign(code), code, false};
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
  if (code > ' ' && code < 0x7F)
    return (folded){KIND_LOOSE, code >= 'A' && code <= 'Z' ? code + 0x20 : code, code, false};
  if (code == U'，')
    return (folded){KIND_TIGHT, ',', code, false};
  if (code == U'、' || code == U'。')
    return (folded){KIND_TIGHT, code, code, false};
  return fold_code(code);
}

/* A line on its way. Local to ml_fold_line, so that the compiler keeps what it can in registers. */
typedef struct line {
  ml_fold *fold;
  const unsigned char *text;
  size_t size;
  size_t begin;                /* bytes; of the source's line, of which a folded one may have several */
  size_t at, chars;            /* what comes next */
  size_t n;                    /* positions of the document */
  kind before;                 /* of the last position; the line's start swallows spaces as Han does */
  bool after_han;              /* nothing stands between a Han character and what comes next */
  unsigned spaces;             /* how many came since the last position */
  size_t space_at, space_char; /* the first of them */
} line;

static inline void put(line *to, uint32_t fold, uint32_t plain, size_t char_at, size_t byte_at) {
  struct ml_document *document = to->fold->document;
  document->fold[to->n] = fold;
  document->plain[to->n] = plain;
  document->char_at[to->n] = (uint32_t)char_at;
  document->byte_at[to->n] = (uint32_t)byte_at;
  to->n++;
}

static inline bool is_off(const ml_fold *fold, ml_repair repair) {
  return (fold->off >> repair & 1) != 0;
}

/* Counts the repair; false when it is switched off. */
static inline bool repaired(const line *on, ml_repair repair) {
  if (is_off(on->fold, repair))
    return false;
  on->fold->document->repairs[repair]++;
  return true;
}

/* Before a position of this kind: do the spaces that came stand for one? */
static inline void settle_spaces(line *on, kind now) {
  if (on->spaces == 0)
    return;
  bool stays = on->before == KIND_LOOSE && now == KIND_LOOSE;
  if (on->before == KIND_HAN && now == KIND_HAN && on->spaces > 1)
    stays = !repaired(on, ML_REPAIR_SPACES);
  if (stays)
    put(on, ' ', ' ', on->space_char, on->space_at);
  on->spaces = 0;
}

static inline bool starts_han(const line *on) {
  return on->at < on->size && on->text[on->at] >= 0xE4 && on->text[on->at] <= 0xE9;
}

/* Folds Han characters of the usual block as long as they come: most of the text. */
static void fold_han(line *on) {
  struct ml_document *document = on->fold->document;
  const unsigned char *byte = on->text + on->at;
  const unsigned char *end = on->text + on->size;
  uint32_t *fold = document->fold, *plain = document->plain;
  uint32_t *char_at = document->char_at, *byte_at = document->byte_at;
  uint32_t chars = (uint32_t)on->chars, offset = (uint32_t)on->at;
  size_t n, traditional = 0;
  settle_spaces(on, KIND_HAN);
  for (n = on->n; byte < end && *byte >= 0xE4 && *byte <= 0xE9; byte += 3) {
    uint32_t code = (byte[0] & 0x0Fu) << 12 | (byte[1] & 0x3Fu) << 6 | (byte[2] & 0x3Fu);
    uint32_t simplified = code < ML_HAN_FIRST ? 0 : ml_fold_han[code - ML_HAN_FIRST];
    if (simplified == 0)
      break;
    traditional += simplified != code;
    fold[n] = plain[n] = simplified;
    char_at[n] = chars++;
    byte_at[n++] = offset;
    offset += 3;
  }
  if (n == on->n)
    return;
  on->fold->han += n - on->n;
  on->fold->traditional += traditional;
  on->n = n;
  on->at = offset;
  on->chars = chars;
  on->before = KIND_HAN;
  on->after_han = true;
}

/* Moves behind a gloss that starts at the bracket at `at`; false when it is none or has to stay. */
static bool skip_gloss(line *on, size_t at) {
  size_t bytes, chars;
  ml_fold *fold = on->fold;
  ml_gloss gloss = ml_read_gloss(fold->document->source, at, &bytes, &chars);
  if (gloss == ML_GLOSS_NONE || is_off(fold, ML_REPAIR_GLOSSES))
    return false;
  fold->toned += gloss == ML_GLOSS_TONED;
  fold->bare += gloss == ML_GLOSS_BARE;
  if (gloss == ML_GLOSS_BARE && !fold->bare_glosses)
    return false;
  fold->document->repairs[ML_REPAIR_GLOSSES]++;
  on->at = at + bytes;
  on->chars += chars;
  return true;
}

/* A private character among Han characters may be one that the writer's font had; any other is an icon. */
static bool drops_private(const line *on, uint32_t code) {
  return is_private(code) && !(on->after_han && starts_han(on)) && repaired(on, ML_REPAIR_PRIVATE);
}

/* Does the line that ended at `end` go on in the one where we are? */
static bool goes_on(line *on, size_t end) {
  const ml_fold *fold = on->fold;
  if (fold->wrap == 0 || !ml_goes_on(fold->document->source, on->begin, end, on->at, fold->wrap))
    return false;
  on->begin = on->at;
  return repaired(on, ML_REPAIR_BREAKS);
}

static void note_space(line *on, size_t start) {
  if (on->spaces++ == 0) {
    on->space_at = start;
    on->space_char = on->chars;
  }
  on->after_han = false;
}

/* Folds one character of any kind; false at the end of the line. */
static inline bool fold_one(line *on) {
  size_t start = on->at;
  uint32_t code = next_code(on->text, &on->at);
  folded now = fold_fast(code);
  if (code == '\n' || code == '\r') {
    on->at += code == '\r' && on->at < on->size && on->text[on->at] == '\n';
    if (!goes_on(on, start)) {
      on->chars += on->at - start;
      return false;
    }
  }
  if (now.kind == KIND_SPACE && is_rare_space(code) && !repaired(on, ML_REPAIR_BLANKS))
    now = (folded){KIND_LOOSE, code, code, false};
  if (now.kind == KIND_DROPPED && start > 0 && !repaired(on, ML_REPAIR_INVISIBLE))
    now.kind = KIND_LOOSE;
  if (now.kind == KIND_SPACE) {
    note_space(on, start);
  } else if (now.kind != KIND_DROPPED && !(now.kind == KIND_LOOSE && drops_private(on, code))) {
    if (on->after_han && (now.fold == '(' || code == '?') && skip_gloss(on, start))
      return true;
    settle_spaces(on, now.kind);
    if (ml_is_mark(now.fold))
      ml_vec_push(on->fold->arena, &on->fold->marks, (uint32_t)on->n);
    put(on, now.fold, now.plain, on->chars, start);
    on->before = now.kind;
    on->after_han = now.kind == KIND_HAN;
    on->fold->han += on->after_han;
    on->fold->traditional += now.traditional;
  }
  on->chars += code == '\r' ? on->at - start : 1;
  return true;
}

bool ml_fold_line(ml_fold *fold, uint32_t *begin, uint32_t *end) {
  struct ml_document *document = fold->document;
  line on = {.fold = fold,
             .text = (const unsigned char *)document->source.at,
             .size = document->source.n,
             .begin = fold->at,
             .at = fold->at,
             .chars = fold->chars,
             .n = document->n,
             .before = KIND_TIGHT};
  if (fold->at >= on.size)
    return false;
  do {
    if (starts_han(&on))
      fold_han(&on);
  } while (on.at < on.size && fold_one(&on));
  fold->at = on.at;
  fold->chars = on.chars;
  *begin = (uint32_t)document->n;
  document->n = on.n;
  if (on.n > *begin && !is_off(fold, ML_REPAIR_REMAINS))
    ml_mend_line(document, *begin, &fold->marks, fold->first_mark);
  *end = (uint32_t)document->n;
  return true;
}

/* ---- as it is written ---- */

static uint32_t source_code(const struct ml_document *document, uint32_t at) {
  size_t byte = document->byte_at[at];
  return ml_utf8_next(document->source, &byte);
}

uint32_t ml_document_code(const struct ml_document *document, uint32_t at) {
  uint32_t code = source_code(document, at);
  return is_han(code) ? code : document->plain[at]; /* repairs and spaces are there; what folding changes is Han */
}

/* Does white space stand between the position and the one before? Two spaces between Han characters are damage. */
static bool is_apart(const struct ml_document *document, uint32_t at) {
  size_t byte = document->byte_at[at - 1];
  unsigned spaces = 0;
  ml_utf8_next(document->source, &byte);
  while (byte < document->byte_at[at])
    spaces += is_space(ml_utf8_next(document->source, &byte));
  return spaces == 1 || (spaces > 1 && !(is_han(source_code(document, at - 1)) && is_han(source_code(document, at))));
}

const char *ml_document_written(const struct ml_document *document, ml_arena *arena, uint32_t begin, uint32_t end) {
  char *text = ml_arena_alloc(arena, 5 * (size_t)(end - begin) + 1);
  size_t n = 0;
  for (uint32_t at = begin; at < end; at++) {
    if (at > begin && is_apart(document, at))
      text[n++] = ' ';
    n += ml_utf8_put(ml_document_code(document, at), text + n);
  }
  return text;
}

/* ---- words ---- */

uint32_t *ml_fold_word(ml_arena *arena, ml_str word, size_t *n) {
  uint32_t *codes = ML_NEW_ARRAY(arena, uint32_t, word.n + 1);
  uint32_t *originals = ML_NEW_ARRAY(arena, uint32_t, word.n + 1);
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
    traditional = traditional || now.traditional;
    originals[count] = code;
    codes[count++] = now.fold;
    before = now.kind;
  }
  if (space && before == KIND_LOOSE)
    codes[count++] = ' ';
  if (traditional)
    ml_simplify_text(originals, codes, count);
  *n = count;
  return codes;
}
