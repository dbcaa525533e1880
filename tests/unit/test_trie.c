/* The trie finds what was put in and nothing else, few words or many; one that is not sound is known as such. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "rules/trie.h"

static int ascending(const void *a, const void *b) {
  const ml_trie_word *x = a, *y = b;
  for (uint32_t i = 0; i < x->n && i < y->n; i++)
    if (x->codes[i] != y->codes[i])
      return x->codes[i] < y->codes[i] ? -1 : 1;
  return (x->n > y->n) - (x->n < y->n);
}

/* A trie of the words, each with its number. */
static ml_trie trie_of(ml_arena *arena, ml_trie_word *words, uint32_t n) {
  ml_trie trie;
  for (uint32_t i = 0; i < n; i++)
    words[i].value = i;
  qsort(words, n, sizeof *words, ascending);
  ml_trie_build(arena, arena, words, n, &trie);
  assert_true(ml_trie_is_sound(&trie, n));
  return trie;
}

static ml_trie_word word_of(ml_arena *arena, const char *text) {
  size_t n;
  const uint32_t *codes = ml_utf8_decode(arena, ml_str_of(text), &n);
  return (ml_trie_word){codes, (uint32_t)n, 0};
}

/* What is found in a text, as "begin+length=value ...". */
static const char *found_in(ml_arena *arena, const ml_trie *trie, const char *text) {
  ml_trie_word word = word_of(arena, text);
  ml_trie_hits hits = {0};
  const char *all = "";
  ml_trie_find(trie, arena, word.codes, word.n, &hits);
  for (size_t i = 0; i < hits.n; i++)
    all = ml_arena_format(arena, "%s%s%u+%u=%u", all, i == 0 ? "" : " ", hits.v[i].begin, hits.v[i].length,
                          hits.v[i].value);
  return all;
}

static ml_status few_words(void *arena) {
  static const char *const texts[] = {"远山",       "远山科技", "山",        "a", "ab", "\xF0\xA0\x80\x80山",
                                      "远山科学院", "山科",     "山科技大学"};
  static const struct {
    const char *text, *found;
  } samples[] = {{"远山", "0+2=0 1+1=2"},
                 {"远山科技", "0+2=0 0+4=1 1+1=2 1+2=7"},
                 {"在远山科技大学里", "1+2=0 1+4=1 2+1=2 2+2=7 2+5=8"},
                 {"远山科学", "0+2=0 1+1=2 1+2=7"},
                 {"远", ""},
                 {"远远科技", ""},
                 {"abc", "0+1=3 0+2=4"},
                 {"ba", "1+1=3"},
                 {"\xF0\xA0\x80\x80山", "0+2=5 1+1=2"},
                 {"\xF0\xA0\x80\x81", ""},
                 {"", ""}};
  ml_trie_word words[9];
  for (size_t i = 0; i < 9; i++)
    words[i] = word_of(arena, texts[i]);
  ml_trie trie = trie_of(arena, words, 9);
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    assert_string_equal(found_in(arena, &trie, samples[i].text), samples[i].found);
  for (size_t i = 0; i < 9; i++)
    assert_int_equal(ml_trie_get(&trie, words[i].codes, words[i].n), words[i].value);
  for (size_t i = 0; i < 9; i++) { /* neither more nor less than a word is one */
    ml_trie_word more = word_of(arena, ml_arena_format(arena, "%s技", texts[i]));
    if (i != 7)
      assert_int_equal(ml_trie_get(&trie, more.codes, more.n), ML_TRIE_NONE);
  }
  assert_int_equal(ml_trie_get(&trie, words[0].codes, 0), ML_TRIE_NONE);
  ml_trie empty = {0};
  assert_string_equal(found_in(arena, &empty, "远山"), "");
  assert_int_equal(ml_trie_get(&empty, words[0].codes, 1), ML_TRIE_NONE);
  assert_true(ml_trie_is_sound(&empty, 0));
  return ML_OK;
}

enum { MANY = 50000, LETTERS = 300, LONGEST = 7, TEXT = 20000 };

static uint32_t random_below(uint32_t n) { /* a linear congruence of Knuth's: the same words each time */
  static uint64_t state = 1;
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(state >> 33) % n;
}

static uint32_t random_letter(void) { /* some are frequent */
  return 0x4E00 + (random_below(2) == 0 ? random_below(8) : random_below(LETTERS));
}

static const ml_trie_word *look_up(const ml_trie_word *words, size_t n, const uint32_t *codes, uint32_t length) {
  return bsearch(&(ml_trie_word){codes, length, 0}, words, n, sizeof *words, ascending);
}

/* What is found in a random text is just what a look at every piece of it finds. */
static ml_status many_words(void *arena) {
  ml_trie_word *words = ML_NEW_ARRAY(arena, ml_trie_word, MANY);
  for (uint32_t i = 0; i < MANY; i++) {
    words[i].n = 1 + random_below(LONGEST);
    uint32_t *codes = ML_NEW_ARRAY(arena, uint32_t, words[i].n);
    for (uint32_t c = 0; c < words[i].n; c++)
      codes[c] = random_letter();
    words[i].codes = codes;
  }
  qsort(words, MANY, sizeof *words, ascending);
  uint32_t n = 0;
  for (uint32_t i = 0; i < MANY; i++)
    if (n == 0 || ascending(&words[n - 1], &words[i]) != 0)
      words[n++] = words[i];
  ml_trie trie = trie_of(arena, words, n);
  uint32_t *text = ML_NEW_ARRAY(arena, uint32_t, TEXT);
  for (size_t i = 0; i < TEXT; i++)
    text[i] = random_letter();
  ml_trie_hits hits = {0};
  ml_trie_find(&trie, arena, text, TEXT, &hits);
  size_t next = 0;
  for (uint32_t p = 0; p < TEXT; p++)
    for (uint32_t length = 1; length <= LONGEST && p + length <= TEXT; length++) {
      const ml_trie_word *word = look_up(words, n, text + p, length);
      if (word == NULL)
        continue;
      assert_true(next < hits.n);
      assert_int_equal(hits.v[next].begin, p);
      assert_int_equal(hits.v[next].length, length);
      assert_int_equal(hits.v[next++].value, word->value);
    }
  assert_int_equal(next, hits.n);
  assert_true(next > TEXT);
  for (uint32_t i = 0; i < n; i++)
    assert_int_equal(ml_trie_get(&trie, words[i].codes, words[i].n), words[i].value);
  return ML_OK;
}

/* Exactly these bytes, so that the sanitizer sees what is read behind them. */
static void *exact(const void *items, size_t n, size_t size) {
  void *copy = malloc(n * size + (n == 0));
  assert_non_null(copy);
  memcpy(copy, items, n * size);
  return copy;
}

/* A trie with arrays that end too early or hold a wrong number leads nowhere if it passes for sound. */
static ml_status unsound(void *arena) {
  ml_trie_word words[3] = {word_of(arena, "远山"), word_of(arena, "远山科技"), word_of(arena, "远海")};
  const ml_trie trie = trie_of(arena, words, 3);
  assert_false(ml_trie_is_sound(&trie, 2));
#define SPOIL(type, name)                                          \
  for (size_t i = 0; i < 2 * trie.n_##name; i++) {                 \
    bool cut = i < trie.n_##name;                                  \
    ml_trie spoiled = trie;                                        \
    spoiled.n_##name = cut ? i : trie.n_##name;                    \
    type *copy = exact(trie.name, spoiled.n_##name, sizeof(type)); \
    if (!cut)                                                      \
      memset(&copy[i - trie.n_##name], 0x5F, sizeof *copy);        \
    spoiled.name = copy;                                           \
    if (ml_trie_is_sound(&spoiled, 3))                             \
      found_in(arena, &spoiled, "远山科技远海");                   \
    free(copy);                                                    \
  }
  ML_TRIE_ARRAYS(SPOIL)
#undef SPOIL
  return ML_OK;
}

static void run(ml_status (*work)(void *)) {
  ml_arena arena = ML_ARENA_INIT;
  assert_int_equal(ml_arena_guard(&arena, work, &arena), ML_OK);
  ml_arena_dispose(&arena);
}

static void test_few_words(void **state) {
  (void)state;
  run(few_words);
}

static void test_many_words(void **state) {
  (void)state;
  run(many_words);
}

static void test_unsound(void **state) {
  (void)state;
  run(unsound);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_few_words),
      cmocka_unit_test(test_many_words),
      cmocka_unit_test(test_unsound),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
