#include "text/gloss.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/utf8.h"

/* The syllables of standard Chinese: each initial with the finals it takes, v for ü. */
static const struct {
  const char *initial, *finals;
} syllables[] = {
    {"zh", " a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo "},
    {"ch", " a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo "},
    {"sh", " a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo "},
    {"b", " a ai an ang ao ei en eng i ian iao ie in ing o u "},
    {"p", " a ai an ang ao ei en eng i ian iao ie in ing o ou u "},
    {"m", " a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u "},
    {"f", " a an ang ei en eng o ou u "},
    {"d", " a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo "},
    {"t", " a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo "},
    {"n", " a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve "},
    {"l", " a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve "},
    {"g", " a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo "},
    {"k", " a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo "},
    {"h", " a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo "},
    {"j", " i ia ian iang iao ie in ing iong iu u uan ue un "},
    {"q", " i ia ian iang iao ie in ing iong iu u uan ue un "},
    {"x", " i ia ian iang iao ie in ing iong iu u uan ue un "},
    {"r", " an ang ao e en eng i ong ou u uan ui un uo "},
    {"z", " a ai an ang ao e ei en eng i ong ou u uan ui un uo "},
    {"c", " a ai an ang ao e en eng i ong ou u uan ui un uo "},
    {"s", " a ai an ang ao e en eng i ong ou u uan ui un uo "},
    {"y", " a an ang ao e i in ing o ong ou u uan ue un "},
    {"w", " a ai an ang ei en eng o u "},
    {"", " a ai an ang ao e ei en er o ou "},
};

/* Letters with tone marks, also as fonts of school books have them. */
static const struct {
  char base;
  uint32_t marked[10];
} tone_marks[] = {
    {'a', {0x101, 0xE1, 0x1CE, 0x103, 0xE0}}, {'e', {0x113, 0xE9, 0x11B, 0x115, 0xE8}},
    {'i', {0x12B, 0xED, 0x1D0, 0x12D, 0xEC}}, {'o', {0x14D, 0xF3, 0x1D2, 0x14F, 0xF2}},
    {'u', {0x16B, 0xFA, 0x1D4, 0x16D, 0xF9}}, {'v', {0x1D6, 0x1D8, 0x1DA, 0x1DC}},
};

enum { LONGEST_SYLLABLE = 6 };

/* The plain letter of a Pinyin letter, or 0. */
static char plain_letter(uint32_t code, bool *toned) {
  if (code >= 'a' && code <= 'z')
    return (char)code;
  if (code == 0xFC) /* ü */
    return 'v';
  if (code == 0x251 || code == 0x261) /* script a and g */
    return code == 0x251 ? 'a' : 'g';
  for (size_t i = 0; i < sizeof tone_marks / sizeof *tone_marks; i++)
    for (const uint32_t *marked = tone_marks[i].marked; *marked != 0; marked++)
      if (*marked == code) {
        *toned = true;
        return tone_marks[i].base;
      }
  return 0;
}

static bool is_syllable(const char *letters) {
  for (size_t i = 0; i < sizeof syllables / sizeof *syllables; i++) {
    size_t n = strlen(syllables[i].initial);
    if (strncmp(letters, syllables[i].initial, n) != 0)
      continue;
    char final[LONGEST_SYLLABLE + 3];
    snprintf(final, sizeof final, " %s ", letters + n);
    if (strstr(syllables[i].finals, final) != NULL)
      return true;
  }
  return false;
}

ml_gloss ml_read_gloss(ml_str text, size_t at, size_t *bytes, size_t *chars) {
  char letters[LONGEST_SYLLABLE + 1] = "";
  size_t n = 0, start = at;
  bool toned = false;
  bool broken = ml_utf8_next(text, &at) == '?';
  while (at < text.n) {
    uint32_t code = ml_utf8_next(text, &at);
    if (code == ')' || code == 0xFF09) {
      if (n == 0 || (!toned && (n == 1 || broken)) || !is_syllable(letters))
        return ML_GLOSS_NONE;
      *bytes = at - start;
      *chars = n + 2;
      return toned ? ML_GLOSS_TONED : ML_GLOSS_BARE;
    }
    char letter = plain_letter(code, &toned);
    if (letter == 0 || n == LONGEST_SYLLABLE)
      return ML_GLOSS_NONE;
    letters[n++] = letter;
  }
  return ML_GLOSS_NONE;
}
