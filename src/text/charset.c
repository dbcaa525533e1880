#include "text/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <strings.h>
#include <uchardet/uchardet.h>

#include "base/utf8.h"
#include "text/repair.h"

enum {
  REPLACEMENT = 0xFFFD,
  DETECT_BYTES = 64 * 1024, /* from the first that is no ASCII on; more say nothing new */
  COMMON_SHARE = 4,         /* but for one character in so many all are common ones: this is Chinese */
  RESUME_BYTES = 64,        /* behind damage, which show how to go on */
  HEAD_BYTES = 4096,        /* in which a page declares its charset, and what is no text shows */
  BINARY_SHARE = 20,        /* one control character in so many bytes: this is no text */
  DAMAGED_SHARE = 4,        /* one bad byte for so many good characters: damaged UTF-8, not another charset */
  MISREAD_SHARE = 50,       /* one byte replaced in so many: perhaps another charset fits better */
};

/* ---- names ---- */

static const char utf8[] = "UTF-8", gb[] = "GB18030", big5[] = "BIG5-HKSCS", latin[] = "CP1252";

/* What pages write, and what is meant by it: the charset in use that includes it. */
static const struct {
  const char *alias, *name;
} aliases[] = {
    {"utf8", utf8},         {"utf-8", utf8},         {"gb2312", gb},
    {"gb_2312-80", gb},     {"gb2312-80", gb},       {"gbk", gb},
    {"x-gbk", gb},          {"cp936", gb},           {"ms936", gb},
    {"euc-cn", gb},         {"gb18030", gb},         {"chinese", gb},
    {"big5", big5},         {"big5-hkscs", big5},    {"cn-big5", big5},
    {"x-x-big5", big5},     {"cp950", big5},         {"ascii", latin},
    {"us-ascii", latin},    {"iso-8859-1", latin},   {"iso8859-1", latin},
    {"latin1", latin},      {"windows-1252", latin}, {"cp1252", latin},
    {"utf-16", "UTF-16LE"}, {"unicode", "UTF-16LE"},
};

/* The name by which iconv knows a charset; false: it knows none, or one whose bytes change their meaning on the way
 * and which no text here is in (UTF-7, ISO-2022, HZ). */
static bool name_charset(ml_str declared, char name[static ML_CHARSET_NAME]) {
  if (declared.n == 0 || declared.n >= ML_CHARSET_NAME)
    return false;
  memcpy(name, declared.at, declared.n);
  name[declared.n] = '\0';
  for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
    if (strcasecmp(name, aliases[i].alias) == 0) {
      snprintf(name, ML_CHARSET_NAME, "%s", aliases[i].name);
      return true;
    }
  static const char *const shifting[] = {"utf-7", "utf7", "iso-2022", "iso2022", "hz"};
  for (size_t i = 0; i < sizeof shifting / sizeof *shifting; i++)
    if (strncasecmp(name, shifting[i], strlen(shifting[i])) == 0)
      return false;
  iconv_t converter = iconv_open(utf8, name);
  if (converter == (iconv_t)-1)
    return false;
  iconv_close(converter);
  return true;
}

/* ---- pairs of bytes ---- */

/* The tables of both standards begin with the characters of everyday use. */
static bool is_common_gb(unsigned char lead, unsigned char trail) {
  return lead >= 0xB0 && lead <= 0xD7 && trail >= 0xA1;
}

static bool is_common_big5(unsigned char lead, unsigned char trail) {
  return lead >= 0xA4 && lead <= 0xC6 && trail >= 0x40;
}

/* How many of the pairs at the beginning are common characters, up to one that begins with ASCII. */
static size_t common_pairs(const char *charset, const char *at, size_t n) {
  size_t common = 0;
  for (size_t i = 0; i + 1 < n && i < RESUME_BYTES && (unsigned char)at[i] >= 0x80; i += 2) {
    unsigned char lead = (unsigned char)at[i], trail = (unsigned char)at[i + 1];
    common += strcmp(charset, gb) == 0 ? is_common_gb(lead, trail) : is_common_big5(lead, trail);
  }
  return common;
}

/* ---- decoding ---- */

/* The bytes to replace so that damage does not shift what follows: a unit of the charset, or both bytes of a pair when
 * what is behind them then makes more sense. */
static size_t damaged_unit(const char *charset, const char *at, size_t n) {
  if (strncmp(charset, "UTF-16", 6) == 0 || strncmp(charset, "UTF-32", 6) == 0)
    return charset[4] == '1' ? 2 : 4;
  if (n < 2 || (unsigned char)at[1] < 0x80 || (strcmp(charset, gb) != 0 && strcmp(charset, big5) != 0))
    return 1;
  return common_pairs(charset, at + 2, n - 2) > common_pairs(charset, at + 1, n - 1) ? 2 : 1;
}

/* Replaces the unit at *in. */
static void replace_unit(ml_decoded *decoded, size_t unit, char **in, size_t *n_in, char **out, size_t *n_out) {
  size_t n = *n_in < unit ? *n_in : unit;
  size_t written = ml_utf8_put(REPLACEMENT, *out);
  *in += n;
  *n_in -= n;
  *out += written;
  *n_out -= written;
  decoded->replaced += n;
}

static ml_decoded decode_as(ml_arena *arena, ml_str raw, const char *charset) {
  ml_decoded decoded = {.text = raw};
  snprintf(decoded.charset, sizeof decoded.charset, "%s", charset);
  if (strcmp(charset, utf8) == 0)
    return decoded;
  /* No unit of a charset becomes more than three times as long, a character that is replaced included. */
  size_t room = raw.n > SIZE_MAX / 4 ? SIZE_MAX : 3 * raw.n + 16;
  char *text = ml_arena_alloc(arena, room), *in = (char *)raw.at, *out = text;
  size_t n_in = raw.n, n_out = room - 4;
  iconv_t converter = iconv_open(utf8, charset);
  if (converter == (iconv_t)-1) {
    snprintf(decoded.charset, sizeof decoded.charset, "%s", utf8);
    return decoded;
  }
  while (n_in > 0 && iconv(converter, &in, &n_in, &out, &n_out) == (size_t)-1 && errno != E2BIG)
    replace_unit(&decoded, damaged_unit(charset, in, n_in), &in, &n_in, &out, &n_out);
  iconv(converter, NULL, NULL, &out, &n_out); /* a character that waits for what may follow it */
  iconv_close(converter);
  decoded.text = (ml_str){text, (size_t)(out - text)};
  return decoded;
}

/* ---- looking at bytes ---- */

static const char *charset_of_mark(ml_str raw, size_t *n) {
  static const struct {
    ml_str bytes;
    const char *charset;
  } marks[] = {
      {{"\xEF\xBB\xBF", 3}, utf8},   {{"\xFF\xFE\0\0", 4}, "UTF-32LE"}, {{"\0\0\xFE\xFF", 4}, "UTF-32BE"},
      {{"\xFF\xFE", 2}, "UTF-16LE"}, {{"\xFE\xFF", 2}, "UTF-16BE"},
  };
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (ml_str_starts(raw, marks[i].bytes)) {
      *n = marks[i].bytes.n;
      return marks[i].charset;
    }
  return NULL;
}

/* UTF-16 without a mark: at every second place stand the first halves of few blocks, at the others anything. */
static const char *charset_of_halves(ml_str raw) {
  size_t n = raw.n < HEAD_BYTES ? raw.n / 2 : HEAD_BYTES / 2, typical[2] = {0};
  for (size_t i = 0; i < 2 * n; i++) {
    unsigned char byte = (unsigned char)raw.at[i];
    typical[i % 2] += byte == 0 || byte == 0x20 || byte == 0x30 || byte == 0xFF || (byte >= 0x4E && byte <= 0x9F);
  }
  size_t most = n - n / 20, few = n - n / 4;
  if (n < 4 || raw.n % 2 != 0)
    return NULL;
  return typical[1] >= most && typical[0] < few   ? "UTF-16LE"
         : typical[0] >= most && typical[1] < few ? "UTF-16BE"
                                                  : NULL;
}

/* The part of a text that tells most. */
static ml_str telling_part(ml_str raw) {
  size_t at = 0;
  while (at < raw.n && (unsigned char)raw.at[at] < 0x80)
    at++;
  size_t left = raw.n - at;
  return (ml_str){raw.at + at, left < DETECT_BYTES ? left : DETECT_BYTES};
}

/* What uchardet takes the bytes for; false: for nothing it knows. */
static bool detect(ml_str raw, char name[static ML_CHARSET_NAME]) {
  uchardet_t detector = uchardet_new();
  if (detector == NULL)
    return false;
  ml_str part = telling_part(raw);
  uchardet_handle_data(detector, part.at, part.n);
  uchardet_data_end(detector);
  bool known = name_charset(ml_str_of(uchardet_get_charset(detector)), name);
  uchardet_delete(detector);
  return known;
}

/* How many pairs of bytes are a common character of Big5, less those that are one of GB 2312. */
static ptrdiff_t lean_to_big5(ml_str raw) {
  ml_str part = telling_part(raw);
  ptrdiff_t lean = 0;
  for (size_t at = 0; at + 1 < part.n; at++) {
    unsigned char lead = (unsigned char)part.at[at], trail = (unsigned char)part.at[at + 1];
    if (lead < 0x81)
      continue;
    lean += is_common_big5(lead, trail);
    lean -= is_common_gb(lead, trail);
    at++;
  }
  return lean;
}

static bool has_pairs(const char *charset) {
  static const char *const families[] = {"GB", "BIG5", "EUC", "SHIFT", "UHC", "JOHAB", "UTF"};
  for (size_t i = 0; i < sizeof families / sizeof *families; i++)
    if (strncasecmp(charset, families[i], strlen(families[i])) == 0)
      return true;
  return false;
}

/* The Chinese charset of which nearly all pairs are common characters; NULL: there is none. */
static const char *charset_of_pairs(ml_str raw) {
  ml_str part = telling_part(raw);
  size_t pairs = 0, common_gb = 0, common_big5 = 0;
  for (size_t at = 0; at + 1 < part.n; at++) {
    unsigned char lead = (unsigned char)part.at[at], trail = (unsigned char)part.at[at + 1];
    if (lead < 0x81)
      continue;
    pairs++;
    common_gb += is_common_gb(lead, trail);
    common_big5 += is_common_big5(lead, trail);
    at++;
  }
  size_t most = pairs - pairs / COMMON_SHARE;
  return pairs == 0 ? NULL : common_gb >= most && common_gb >= common_big5 ? gb : common_big5 >= most ? big5 : NULL;
}

/* ---- deciding ---- */

/* Does the text look like another charset than the one declared? Single bytes fit everything, so a charset of those is
 * believed only when nothing of several bytes is found. */
static bool is_contradicted(ml_str raw, const char *declared, const char *detected) {
  if (strcmp(declared, detected) == 0)
    return false;
  bool detected_chinese = strcmp(detected, gb) == 0 || strcmp(detected, big5) == 0;
  if (strcmp(declared, utf8) == 0)
    return true;
  if (strcmp(declared, latin) == 0)
    return has_pairs(detected);
  if (strcmp(declared, gb) != 0 && strcmp(declared, big5) != 0)
    return false;
  return detected_chinese && (lean_to_big5(raw) > 0) == (strcmp(detected, big5) == 0);
}

static bool is_misread(const ml_decoded *decoded, ml_str raw) {
  return decoded->replaced > raw.n / MISREAD_SHARE;
}

/* Decodes what is no UTF-8. */
static ml_decoded decode_other(ml_arena *arena, ml_str raw, const char *declared) {
  char detected[ML_CHARSET_NAME] = "";
  bool found = detect(raw, detected);
  const char *chinese = has_pairs(detected) ? NULL : charset_of_pairs(raw);
  if (chinese != NULL) { /* a few words tell the detector too little */
    snprintf(detected, sizeof detected, "%s", chinese);
    found = true;
  }
  bool contradicted = *declared != '\0' && found && is_contradicted(raw, declared, detected);
  const char *first = *declared != '\0' && !contradicted ? declared : found ? detected : gb;
  ml_decoded best = decode_as(arena, raw, first);
  const char *const others[] = {gb, big5};
  for (size_t i = 0; i < sizeof others / sizeof *others && is_misread(&best, raw); i++) {
    ml_decoded other = decode_as(arena, raw, others[i]);
    if (other.replaced < best.replaced)
      best = other;
  }
  if (is_misread(&best, raw) && strcmp(first, declared) != 0)
    best = decode_as(arena, raw, utf8); /* it is nothing that we know: what is text in it stays */
  return best;
}

ml_decoded ml_charset_decode(ml_arena *arena, ml_str raw, ml_str declared) {
  char name[ML_CHARSET_NAME] = "";
  size_t n_mark = 0;
  const char *marked = charset_of_mark(raw, &n_mark);
  if (marked != NULL && marked != utf8)
    return decode_as(arena, (ml_str){raw.at + n_mark, raw.n - n_mark}, marked);
  if (!name_charset(declared, name))
    *name = '\0';
  ml_damage damage = ml_repair_survey(raw);
  const char *halves = damage.bad > 0 && marked == NULL ? charset_of_halves(raw) : NULL;
  ml_decoded decoded;
  size_t good = (raw.n - damage.chars) / 2; /* Han characters, which have two bytes more than their one position */
  if (halves != NULL)
    decoded = decode_as(arena, raw, halves);
  else if (marked != NULL || damage.bad <= good / DAMAGED_SHARE)
    decoded = decode_as(arena, raw, utf8);
  else
    decoded = decode_other(arena, raw, name);
  bool is_utf8 = strcmp(decoded.charset, utf8) == 0;
  decoded.bad = is_utf8 ? damage.bad : 0;
  decoded.contradicted =
      marked == NULL && *name != '\0' && strcmp(name, decoded.charset) != 0 && (!is_utf8 || damage.chars < raw.n);
  return decoded;
}

/* ---- declarations ---- */

static bool is_name_byte(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '-' ||
         byte == '_';
}

/* The value behind the word at head.at[at]: = "value", with or without quotes. */
static ml_str value_behind(ml_str head, size_t at) {
  while (at < head.n && strchr(" \t\r\n", head.at[at]) != NULL)
    at++;
  if (at == head.n || head.at[at] != '=')
    return (ml_str){0};
  do
    at++;
  while (at < head.n && strchr(" \t\r\n\"'", head.at[at]) != NULL);
  size_t n = 0;
  while (at + n < head.n && is_name_byte(head.at[at + n]))
    n++;
  return (ml_str){head.at + at, n};
}

ml_str ml_charset_declared(ml_str head) {
  static const char *const words[] = {"charset", "encoding"};
  head.n = head.n < HEAD_BYTES ? head.n : HEAD_BYTES;
  bool is_xml = ml_str_starts(head, ML_STR("<?xml"));
  for (size_t at = 0; at < head.n; at++)
    for (size_t i = 0; i < (is_xml ? 2 : 1); i++) {
      size_t n = strlen(words[i]);
      if ((head.at[at] | 0x20) != words[i][0] || head.n - at <= n || strncasecmp(head.at + at, words[i], n) != 0)
        continue;
      ml_str value = value_behind(head, at + n);
      if (value.n > 0)
        return value;
    }
  return (ml_str){0};
}

bool ml_is_binary(ml_str raw) {
  static const ml_str signs[] = {{"%PDF-", 5},    {"\x89PNG", 4},          {"\xFF\xD8\xFF", 3},
                                 {"GIF8", 4},     {"\xD0\xCF\x11\xE0", 4}, {"7z\xBC\xAF", 4},
                                 {"Rar!\x1A", 5}, {"SQLite format 3", 15}};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (ml_str_starts(raw, signs[i]))
      return true;
  static const char usual[] = "\t\n\v\f\r\x1B"; /* of controls in texts */
  size_t mark, controls = 0, n = raw.n < HEAD_BYTES ? raw.n : HEAD_BYTES;
  for (size_t i = 0; i < n; i++)
    controls += (unsigned char)raw.at[i] < 0x20 && memchr(usual, raw.at[i], sizeof usual - 1) == NULL;
  return controls > n / BINARY_SHARE && charset_of_mark(raw, &mark) == NULL && charset_of_halves(raw) == NULL;
}
