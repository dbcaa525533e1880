/* The trie finds what was put in and nothing else, few words or many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "rules/trie.h"

static uint32_t find(const ml_trie *trie, const uint32_t *codes, size_t n) {
  uint32_t node = ML_TRIE_ROOT;
  for (size_t i = 0; i < n && node != ML_TRIE_NONE; i++)
    node = ml_trie_walk(trie, node, codes[i]);
  return node;
}

static ml_status few_words(void *arena) {
  static const char *const words[] = {"远山", "远山科技", "山", "a", "ab", "\xF0\xA0\x80\x80山"};
  static const struct {
    const char *word;
    uint32_t value; /* the word's number, ML_TRIE_NONE: only the begin of words, or 99: not at all */
  } samples[] = {{"远山", 0},
                 {"远山科技", 1},
                 {"山", 2},
                 {"a", 3},
                 {"ab", 4},
                 {"远", ML_TRIE_NONE},
                 {"远山科", ML_TRIE_NONE},
                 {"b", 99},
                 {"远远", 99},
                 {"\xF0\xA0\x80\x80山", 5},
                 {"\xF0\xA0\x80\x80", ML_TRIE_NONE},
                 {"\xF0\xA0\x80\x81", 99}};
  ml_trie trie = {0};
  size_t n;
  assert_int_equal(ml_trie_walk(&trie, ML_TRIE_ROOT, 'a'), ML_TRIE_NONE);
  assert_int_equal(ml_trie_walk(&trie, ML_TRIE_ROOT, 0x20000), ML_TRIE_NONE);
  for (uint32_t i = 0; i < sizeof words / sizeof *words; i++) {
    const uint32_t *codes = ml_utf8_decode(arena, ml_str_of(words[i]), &n);
    uint32_t node = ml_trie_add(arena, &trie, codes, n);
    assert_int_equal(trie.values[node], ML_TRIE_NONE);
    trie.values[node] = i;
    assert_int_equal(ml_trie_add(arena, &trie, codes, n), node);
  }
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    const uint32_t *codes = ml_utf8_decode(arena, ml_str_of(samples[i].word), &n);
    uint32_t node = find(&trie, codes, n);
    assert_int_equal(node == ML_TRIE_NONE ? 99 : trie.values[node], samples[i].value);
  }
  return ML_OK;
}

enum { MANY = 20000, DIGITS = 4 };

static void spell(uint32_t number, uint32_t codes[DIGITS]) {
  for (size_t i = 0; i < DIGITS; i++, number /= 16)
    codes[i] = 0x4E00 + number % 16;
}

static ml_status many_words(void *arena) {
  ml_trie trie = {0};
  uint32_t codes[DIGITS];
  for (uint32_t i = 0; i < MANY; i++) {
    spell(i, codes);
    uint32_t node = ml_trie_add(arena, &trie, codes, DIGITS);
    trie.values[node] = i;
  }
  for (uint32_t i = 0; i < MANY; i++) {
    spell(i, codes);
    assert_int_equal(trie.values[find(&trie, codes, DIGITS)], i);
  }
  spell(MANY, codes);
  assert_int_equal(find(&trie, codes, DIGITS), ML_TRIE_NONE);
  return ML_OK;
}

static void run(ml_status (*work)(void *arena)) {
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_few_words),
      cmocka_unit_test(test_many_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
