#include "text/repair.h"

#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

/* ---- repairs ---- */

static const struct {
  const char *name, *text;
} repairs[ML_REPAIRS + 1] = {
    [ML_REPAIR_GLOSSES] = {"glosses", "Pinyin in brackets behind a character"},
    [ML_REPAIR_REMAINS] = {"remains", "what a broken decoder left of punctuation and tags"},
    [ML_REPAIR_INVISIBLE] = {"invisible", "controls and characters without width"},
    [ML_REPAIR_PRIVATE] = {"private", "private-use characters that stand for no Han character"},
    [ML_REPAIR_BLANKS] = {"blanks", "no-break and other rare spaces"},
    [ML_REPAIR_SPACES] = {"spaces", "doubled spaces between Han characters"},
    [ML_REPAIR_BREAKS] = {"breaks", "line ends inside sentences"},
};

const char *ml_repair_name(size_t index) {
  return index < ML_REPAIRS ? repairs[index].name : NULL;
}

const char *ml_repair_text(size_t index) {
  return index < ML_REPAIRS ? repairs[index].text : NULL;
}

/* ---- bytes ---- */

/* Does a sequence of three bytes start here, as nearly all Chinese characters are? E0 and ED need a closer look. */
static inline bool is_triple(const unsigned char *at, size_t left) {
  return left >= 3 && *at >= 0xE1 && *at < 0xF0 && *at != 0xED && (at[1] & 0xC0) == 0x80 && (at[2] & 0xC0) == 0x80;
}

/* The length of the sequence at raw.at[at]; 0: it is bad. */
static inline size_t sequence(ml_str raw, size_t at) {
  const unsigned char *byte = (const unsigned char *)raw.at + at;
  if (is_triple(byte, raw.n - at))
    return 3;
  if (*byte < 0x80)
    return *byte != 0;
  size_t next = at;
  return ml_utf8_next(raw, &next) == ML_UTF8_BAD ? 0 : next - at;
}

static size_t lines_before(ml_str raw, size_t end) {
  size_t lines = 0;
  for (size_t at = 0; at < end; at++)
    lines += raw.at[at] == '\n';
  return lines;
}

/* Behind the pairs of Han characters of the usual block that come first, two at a look; *chars counts them. */
static inline const unsigned char *skip_pairs(const unsigned char *byte, const unsigned char *end, size_t *chars) {
  static const unsigned char trails[8] = {0, 0xC0, 0xC0, 0, 0xC0, 0xC0}, good[8] = {0, 0x80, 0x80, 0, 0x80, 0x80};
  uint64_t mask, wanted, word;
  memcpy(&mask, trails, 8);
  memcpy(&wanted, good, 8);
  for (; end - byte >= 8; byte += 6, *chars += 2) {
    memcpy(&word, byte, 8);
    if ((word & mask) != wanted || (unsigned)(byte[0] - 0xE4) > 5 || (unsigned)(byte[3] - 0xE4) > 5)
      break;
  }
  return byte;
}

/* Behind the Chinese characters and the ASCII that come first; *chars counts them. */
static size_t skip_usual(ml_str raw, size_t at, size_t *chars) {
  const unsigned char *byte = (const unsigned char *)raw.at + at;
  const unsigned char *end = (const unsigned char *)raw.at + raw.n;
  size_t n = 0;
  for (;; n++) {
    byte = skip_pairs(byte, end, &n);
    if (end - byte >= 3 && is_triple(byte, 3))
      byte += 3;
    else if (byte < end && *byte < 0x80 && *byte != 0)
      byte++;
    else
      break;
  }
  *chars += n;
  return (size_t)(byte - (const unsigned char *)raw.at);
}

ml_damage ml_repair_survey(ml_str raw) {
  ml_damage damage = {0};
  if (raw.n == 0) /* perhaps NULL */
    return damage;
  for (size_t at = 0; (at = skip_usual(raw, at, &damage.chars)) < raw.n; damage.chars++) {
    size_t n = sequence(raw, at);
    if (n == 0 && damage.bad++ == 0)
      damage.first_line = lines_before(raw, at) + 1;
    at += n == 0 ? 1 : n;
  }
  return damage;
}

ml_str ml_repair_bytes(ml_arena *arena, ml_str raw, size_t bad) {
  if (bad == 0)
    return (ml_str){ml_arena_copy(arena, raw.at, raw.n), raw.n};
  char *out = ml_arena_alloc(arena, raw.n + 2 * bad + 1); /* three bytes for one */
  size_t n = 0;
  for (size_t at = 0; at < raw.n;) {
    size_t length = sequence(raw, at);
    if (length > 0)
      memcpy(out + n, raw.at + at, length);
    n += length > 0 ? length : ml_utf8_put(REPLACEMENT, out + n);
    at += length > 0 ? length : 1;
  }
  return (ml_str){out, n};
}
