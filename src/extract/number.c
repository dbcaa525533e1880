/* Numerals in Arabic and Chinese digits and their mixtures: 3.3亿, 1,234, 八百万, 1万5千多, 二〇一七, 三点五. */
#include <math.h>

#include "base/script.h"
#include "extract/lattice.h"

typedef struct reader {
  const uint32_t *codes;
  uint32_t n, at;
  double high, low; /* what 亿 and 万 have closed */
  double section;   /* what 十, 百 and 千 have closed since */
  double digits;    /* the number read last, waiting for its multiplier */
  bool waiting;     /* whether there is one */
  bool chinese;     /* it is one Chinese digit */
  double unit;      /* the last multiplier, if nothing but one digit followed it */
  bool vague;       /* 几 and 数: no number */
  bool more;        /* 多 and 余 */
} reader;

static int chinese_digit(uint32_t c) {
  switch (c) {
  case 0x96F6: /* 零 */
  case 0x3007: /* 〇 */
    return 0;
  case 0x4E00: /* 一 */
    return 1;
  case 0x4E8C: /* 二 */
  case 0x4E24: /* 两 */
    return 2;
  case 0x4E09: /* 三 */
    return 3;
  case 0x56DB: /* 四 */
    return 4;
  case 0x4E94: /* 五 */
    return 5;
  case 0x516D: /* 六 */
    return 6;
  case 0x4E03: /* 七 */
    return 7;
  case 0x516B: /* 八 */
    return 8;
  case 0x4E5D: /* 九 */
    return 9;
  default:
    return -1;
  }
}

static double multiplier(uint32_t c) {
  switch (c) {
  case 0x5341: /* 十 */
    return 10;
  case 0x767E: /* 百 */
    return 100;
  case 0x5343: /* 千 */
    return 1000;
  case 0x4E07: /* 万 */
    return 1e4;
  case 0x4EBF: /* 亿 */
    return 1e8;
  default:
    return 0;
  }
}

/* 千瓦, 千克, 千米, 千卡, 千伏 are units. */
static bool begins_unit(const reader *r) {
  if (r->codes[r->at] != 0x5343 || r->at + 1 >= r->n)
    return false;
  uint32_t c = r->codes[r->at + 1];
  return c == 0x74E6 || c == 0x514B || c == 0x7C73 || c == 0x5361 || c == 0x4F0F;
}

static uint32_t peek(const reader *r, uint32_t ahead) {
  return r->at + ahead < r->n ? r->codes[r->at + ahead] : 0;
}

/* Whether a comma here groups three digits. */
static bool groups_digits(const reader *r) {
  return peek(r, 0) == ',' && ml_is_digit(peek(r, 1)) && ml_is_digit(peek(r, 2)) && ml_is_digit(peek(r, 3)) &&
         !ml_is_digit(peek(r, 4));
}

static void read_arabic(reader *r) {
  double digits = 0, scale = 1; /* both whole numbers, so that 3.3 is the double nearest to 3.3 */
  bool fraction = false;
  for (;; r->at++) {
    uint32_t c = peek(r, 0);
    if (ml_is_digit(c)) {
      digits = digits * 10 + (c - '0');
      scale *= fraction ? 10 : 1;
    } else if (c == '.' && !fraction && ml_is_digit(peek(r, 1))) {
      fraction = true;
    } else if (fraction || !groups_digits(r)) {
      break;
    }
  }
  r->digits = digits / scale;
  r->waiting = true;
  r->chinese = false;
}

/* One Chinese digit, or several in a row as in 二〇一七, or with a point as in 三点五. */
static void read_chinese(reader *r) {
  uint32_t begin = r->at;
  double value = 0;
  for (; chinese_digit(peek(r, 0)) >= 0; r->at++)
    value = value * 10 + chinese_digit(peek(r, 0));
  r->chinese = r->at - begin == 1;
  if (peek(r, 0) == 0x70B9 && chinese_digit(peek(r, 1)) >= 0 && peek(r, 2) != 0x5341) { /* 点, but not 三点五十 */
    double place = 1;
    for (r->at++; chinese_digit(peek(r, 0)) >= 0; r->at++)
      value += chinese_digit(peek(r, 0)) * (place /= 10);
    r->chinese = false;
  }
  r->digits = value;
  r->waiting = true;
}

static void multiply(reader *r, double by) {
  double part = r->waiting ? r->digits : 0;
  if (by < 1e4) {
    r->section += r->waiting ? part * by : by;
  } else if (by < 1e8) {
    r->low = (r->low + r->section + part) * by;
    r->section = 0;
  } else {
    r->high = (r->high + r->low + r->section + part) * by;
    r->low = r->section = 0;
  }
  r->waiting = false;
  r->unit = by;
}

static bool starts_with_multiplier(const reader *r) {
  return !r->waiting && r->section == 0 && r->low == 0 && r->high == 0;
}

/* Reads one token; false at the end of the numeral. */
static bool step(reader *r) {
  uint32_t c = peek(r, 0);
  double by = multiplier(c);
  if (ml_is_digit(c) && !r->waiting) {
    read_arabic(r);
  } else if (chinese_digit(c) >= 0 && !r->waiting) {
    if (chinese_digit(c) == 0 && r->unit > 0) { /* 一百零五 */
      r->unit = 0;
      r->at++;
      if (chinese_digit(peek(r, 0)) < 0 && multiplier(peek(r, 0)) == 0)
        return false;
      return true;
    }
    read_chinese(r);
  } else if (by > 0 && !begins_unit(r)) {
    if (by >= 1e4 && starts_with_multiplier(r) && r->unit == 0)
      return false; /* 万 and 亿 alone are no numbers */
    multiply(r, by);
    r->at++;
  } else if ((c == 0x51E0 || c == 0x6570) && multiplier(peek(r, 1)) > 0) { /* 几 数 */
    r->vague = true;
    r->at++;
  } else if (c == 0x591A || c == 0x4F59 || c == 0x51E0) { /* 多 余 几 */
    if (r->more || (!r->waiting && starts_with_multiplier(r)))
      return false;
    r->more = true;
    r->vague = r->vague || (c == 0x51E0 && !r->waiting);
    r->at++;
    return multiplier(peek(r, 0)) > 0 && !begins_unit(r);
  } else {
    return false;
  }
  return true;
}

/* 1.1亿 is 110,000,000 although 1.1 is no double: what misses a whole number by a rounding error only is that number.
 */
static double without_rounding_error(double value) {
  return fabs(value - round(value)) <= value * 1e-15 ? round(value) : value;
}

uint32_t ml_read_number(const uint32_t *codes, uint32_t n, uint32_t begin, double *value, const char **qualifier) {
  reader r = {.codes = codes, .n = n, .at = begin};
  uint32_t before = begin > 0 ? codes[begin - 1] : 0;
  if (ml_is_digit(codes[begin]) && (ml_is_digit(before) || ml_is_latin(before)))
    return 0;
  if (multiplier(codes[begin]) > 0 && (before == 0x51E0 || before == 0x6570)) /* 几 数: the tail of a vague one */
    return 0;
  while (step(&r))
    ;
  if (r.at == begin || r.vague)
    return 0;
  double rest = r.waiting ? r.digits : 0;
  if (r.waiting && r.chinese && r.unit >= 100 && !r.more) /* 三万五 is 35,000 */
    rest *= r.unit / 10;
  *value = without_rounding_error(r.high + r.low + r.section + rest);
  *qualifier = r.more ? ">" : NULL;
  return isfinite(*value) ? r.at - begin : 0;
}
