/* The way back to the source holds for real texts, and for the same texts with bytes broken at random. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "extract/claim.h"

/* What these become depends on the whole text, which a slice of it does not know: characters that both scripts have,
 * and marks that a broken decoder left. */
static bool depends_on_text(uint32_t code) {
  for (const uint32_t *shared = U"乾著瞭藉覆於徵夥剋麽彷苧薹祇衹牴?!"; *shared != 0; shared++)
    if (*shared == code)
      return true;
  return false;
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

/* Folded again, the source's slice for [begin, end) has the run's characters in this order. */
static void check_run(const struct ml_document *document, uint32_t begin, uint32_t end) {
  ml_arena arena = ML_ARENA_INIT;
  size_t n, at = 0;
  uint32_t *again = ml_fold_word(&arena, ml_document_quote(document, begin, end), &n);
  for (uint32_t i = begin; i < end; i++) {
    while (at < n && again[at] != document->fold[i] && !depends_on_text(again[at]))
      at++;
    if (at == n)
      fail_msg("U+%04X of [%u, %u) is not in its source", (unsigned)document->fold[i], begin, end);
    at++;
  }
  ml_arena_dispose(&arena);
}

static void check_sentences(const struct ml_document *document) {
  uint32_t covered = 0, paragraph = 0;
  for (size_t i = 0; i < document->n_sentences; i++) {
    ml_sentence sentence = document->sentences[i];
    assert_true(sentence.begin >= covered && sentence.end > sentence.begin && sentence.end <= document->n);
    assert_true(sentence.end - sentence.begin <= ML_SENTENCE_LIMIT);
    assert_true(sentence.paragraph == paragraph || sentence.paragraph == paragraph + 1);
    assert_true(document->fold[sentence.begin] != ' ' && document->fold[sentence.end - 1] != ' ');
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

static void check_document(const char *text, size_t n, uint32_t *seed) {
  ml_document *document = NULL;
  assert_int_equal(ml_document_new(&document, "test", text, n, NULL), ML_OK);
  check_positions(document);
  check_sentences(document);
  check_spans(document);
  for (unsigned i = 0; i < 500 && document->n > 0; i++) {
    uint32_t begin = next_random(seed) % (uint32_t)document->n;
    uint32_t left = (uint32_t)document->n - begin;
    check_run(document, begin, begin + 1 + next_random(seed) % (left < 60 ? left : 60));
  }
  ml_document_free(document);
}

typedef struct seed_text {
  char bytes[65536];
  size_t n;
} seed_text;

static seed_text texts[8];
static size_t n_texts;

static int read_seeds(void **state) {
  (void)state;
  DIR *folder = opendir("seeds");
  if (folder == NULL)
    return -1;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL && n_texts < sizeof texts / sizeof *texts;) {
    char path[512];
    snprintf(path, sizeof path, "seeds/%s", entry->d_name);
    FILE *file = entry->d_name[0] == '.' ? NULL : fopen(path, "rb");
    if (file == NULL)
      continue;
    texts[n_texts].n = fread(texts[n_texts].bytes, 1, sizeof texts[n_texts].bytes, file);
    n_texts++;
    fclose(file);
  }
  closedir(folder);
  return n_texts > 0 ? 0 : -1;
}

static void test_seeds(void **state) {
  (void)state;
  uint32_t seed = 1;
  for (size_t i = 0; i < n_texts; i++)
    check_document(texts[i].bytes, texts[i].n, &seed);
}

/* Every mention that the shipped rules find leads back to characters that fold to it. */
static void test_mentions(void **state) {
  (void)state;
  ml_rules *rules = NULL;
  size_t n = 0;
  assert_int_equal(ml_rules_load(&rules, "rules", NULL), ML_OK);
  for (size_t i = 0; i < n_texts; i++) {
    ml_document *document = NULL;
    ml_extraction *extraction = NULL;
    assert_int_equal(ml_document_new(&document, "test", texts[i].bytes, texts[i].n, NULL), ML_OK);
    assert_int_equal(ml_extract(&extraction, rules, document, NULL), ML_OK);
    for (size_t m = 0; m < extraction->n_mentions; m++, n++)
      check_run(document, extraction->mentions[m].begin, extraction->mentions[m].end);
    ml_extraction_free(extraction);
    ml_document_free(document);
  }
  assert_true(n > 0);
  ml_rules_free(rules);
}

static void test_damaged_seeds(void **state) {
  (void)state;
  static const char signs[] = "?;()\"!\n\r \xE3\x80\xEF\xBC\0<";
  static char broken[sizeof texts[0].bytes];
  uint32_t seed = 2;
  for (unsigned round = 0; round < 40; round++) {
    const seed_text *text = &texts[round % n_texts];
    memcpy(broken, text->bytes, text->n);
    for (unsigned i = 0; i < 1u << (round % 12); i++) {
      uint32_t random = next_random(&seed);
      size_t at = next_random(&seed) % text->n;
      broken[at] = random % 3 == 0 ? (char)(random >> 8) : signs[(random >> 8) % sizeof signs];
    }
    check_document(broken, text->n, &seed);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_seeds),
      cmocka_unit_test(test_mentions),
      cmocka_unit_test(test_damaged_seeds),
  };
  return cmocka_run_group_tests(tests, read_seeds, NULL);
}
