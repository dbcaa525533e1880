/* The way back to the source holds for real texts, and for the same texts with bytes broken at random: the seeds and
 * the saved pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "extract/claim.h"
#include "text/traditional.h"

/* Does a phrase make another character of one that is folded to `code` by itself? */
static bool differs_in_phrase(uint32_t code, const ml_fold_phrase *phrase) {
  for (size_t i = 0; phrase->from[i] != 0; i++)
    if (ml_simplified(phrase->from[i]) == code && phrase->to[i] != code)
      return true;
  return false;
}

/* What these become depends on the whole text, which a slice of it does not know: characters that both scripts have or
 * that phrases change, and marks that a broken decoder left. */
static bool depends_on_text(uint32_t code) {
  for (size_t i = 0; i < ml_fold_shared_count; i++)
    if (ml_fold_shared[i].from == code)
      return true;
  for (size_t i = 0; i < ml_fold_phrase_count; i++)
    if (differs_in_phrase(code, &ml_fold_phrases[i]))
      return true;
  return code == '?' || code == '!' || code == U'。' || code == U'“' || code == U'”';
}

/* Positions rise, lie on characters, and count them as the source does. */
static void check_positions(const struct ml_document *document) {
  size_t at = 0, chars = 0;
  for (size_t i = 0; i < document->n; i++) {
    assert_true(i == 0 || document->byte_at[i] > document->byte_at[i - 1]);
    while (at < document->byte_at[i]) {
      assert_int_not_equal(ml_utf8_next(document->source, &at), ML_UTF8_BAD);
      chars++;
    }
    assert_int_equal(at, document->byte_at[i]);
    assert_int_equal(chars, document->char_at[i]);
    assert_int_equal(ml_document_char_end(document, (uint32_t)i + 1), chars + 1);
  }
  assert_int_equal(ml_utf8_length(document->source), document->source_chars);
}

/* Behind a gloss without tone marks at again[at], which is one only in a text with many; else `at`. */
static size_t behind_gloss(const ml_document *again, size_t at) {
  size_t end = at + 1;
  while (again->fold[at] == '(' && end < again->n && again->fold[end] >= 'a' && again->fold[end] <= 'z')
    end++;
  return end > at + 1 && end < again->n && again->fold[end] == ')' ? end + 1 : at;
}

/* A sentence or mention: the source's slice, read as a text of its own, is the run: every character of it, and no
 * other. */
static void check_run(const struct ml_document *document, uint32_t begin, uint32_t end) {
  ml_document *again = NULL;
  ml_str slice = ml_document_quote(document, begin, end);
  assert_int_equal(ml_document_new(&again, "slice", slice.at, slice.n, NULL), ML_OK);
  size_t at = 0;
  for (uint32_t i = begin; i < end; i++) {
    uint32_t code = document->fold[i];
    if (at < again->n && again->fold[at] != code)
      at = behind_gloss(again, at);
    if (at == again->n || (again->fold[at] != code && !depends_on_text(again->fold[at])))
      fail_msg("[%u, %u) at %u: U+%04X in the text, U+%04X in %.*s", begin, end, i, (unsigned)code,
               at < again->n ? (unsigned)again->fold[at] : 0, (int)slice.n, slice.at);
    at++;
  }
  while (at < again->n && behind_gloss(again, at) > at)
    at = behind_gloss(again, at);
  assert_int_equal(at, again->n);
  ml_document_free(again);
}

static void check_sentences(const struct ml_document *document) {
  uint32_t covered = 0, paragraph = 0;
  for (size_t i = 0; i < document->n_sentences; i++) {
    ml_sentence sentence = document->sentences[i];
    assert_true(sentence.begin >= covered && sentence.end > sentence.begin && sentence.end <= document->n);
    assert_true(sentence.end - sentence.begin <= ML_SENTENCE_LIMIT);
    assert_true(sentence.paragraph == paragraph || sentence.paragraph == paragraph + 1);
    assert_true(document->fold[sentence.begin] != ' ' && document->fold[sentence.end - 1] != ' ');
    check_run(document, sentence.begin, sentence.end);
    for (; covered < sentence.begin; covered++)
      assert_int_equal(document->fold[covered], ' ');
    covered = sentence.end;
    paragraph = sentence.paragraph;
  }
  for (; covered < document->n; covered++)
    assert_int_equal(document->fold[covered], ' ');
}

static void check_spans(const struct ml_document *document) {
  for (size_t type = 0; type < ML_SPAN_TYPES; type++) {
    const ml_spans *spans = &document->spans[type];
    for (size_t i = 0; i < spans->n; i++) {
      assert_true(spans->v[i].end > spans->v[i].begin && spans->v[i].end <= document->n);
      assert_true(i == 0 || spans->v[i].begin >= spans->v[i - 1].begin);
    }
  }
}

static uint32_t next_random(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

static void check_document(const char *text, size_t n) {
  ml_document *document = NULL;
  assert_int_equal(ml_document_new(&document, "test", text, n, NULL), ML_OK);
  check_positions(document);
  check_sentences(document);
  check_spans(document);
  ml_document_free(document);
}

typedef struct text {
  char bytes[65536];
  size_t n;
} text;

static text texts[16];
static size_t n_texts;

static ml_rules *rules;

static int read_texts(void **state) {
  (void)state;
  const char *const paths[] = {"seeds", "tests/pages"};
  ml_source *source = NULL;
  ml_document *document = NULL;
  if (ml_rules_load(&rules, "rules", NULL) != ML_OK || ml_source_open(&source, paths, 2, NULL, NULL) != ML_OK)
    return -1;
  while (ml_source_next(source, &document) == ML_OK && document != NULL) {
    text *next = &texts[n_texts];
    if (n_texts < sizeof texts / sizeof *texts && document->source.n <= sizeof next->bytes) {
      memcpy(next->bytes, document->source.at, document->source.n);
      next->n = document->source.n;
      n_texts++;
    }
    ml_document_free(document);
  }
  ml_source_free(source);
  return n_texts >= 9 ? 0 : -1;
}

static int free_rules(void **state) {
  (void)state;
  ml_rules_free(rules);
  return 0;
}

/* Every mention that the shipped rules find leads back to characters that fold to it. How many there are. */
static size_t check_mentions(const char *bytes, size_t n) {
  ml_document *document = NULL;
  ml_extraction *extraction = NULL;
  assert_int_equal(ml_document_new(&document, "test", bytes, n, NULL), ML_OK);
  assert_int_equal(ml_extract(&extraction, rules, document, NULL), ML_OK);
  size_t count = extraction->n_mentions;
  for (size_t m = 0; m < count; m++)
    check_run(document, extraction->mentions[m].begin, extraction->mentions[m].end);
  ml_extraction_free(extraction);
  ml_document_free(document);
  return count;
}

static void test_texts(void **state) {
  (void)state;
  for (size_t i = 0; i < n_texts; i++)
    check_document(texts[i].bytes, texts[i].n);
}

static void test_mentions(void **state) {
  (void)state;
  size_t n = 0;
  for (size_t i = 0; i < n_texts; i++)
    n += check_mentions(texts[i].bytes, texts[i].n);
  assert_true(n > 0);
}

/* `n_damaged` bytes become others, mostly such as bring repairs, sentences and lines about. */
static void damage(char *bytes, size_t n, unsigned n_damaged, uint32_t *seed) {
  static const char signs[] = "?;()\"!\n\r \xE3\x80\xEF\xBC\0<";
  for (unsigned i = 0; i < n_damaged; i++) {
    uint32_t random = next_random(seed);
    bytes[next_random(seed) % n] = random % 3 == 0 ? (char)(random >> 8) : signs[(random >> 8) % sizeof signs];
  }
}

static void test_damaged_texts(void **state) {
  (void)state;
  static char broken[sizeof texts[0].bytes];
  uint32_t seed = 2;
  for (unsigned round = 0; round < 45; round++) {
    const text *whole = &texts[round % n_texts];
    memcpy(broken, whole->bytes, whole->n);
    damage(broken, whole->n, 1u << (round % 11), &seed);
    check_document(broken, whole->n);
    if (round % 4 == 0)
      check_mentions(broken, whole->n);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_texts),
      cmocka_unit_test(test_mentions),
      cmocka_unit_test(test_damaged_texts),
  };
  return cmocka_run_group_tests(tests, read_texts, free_rules);
}
