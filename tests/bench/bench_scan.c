/* How fast all names are found in a text, however many names there are: the trie beside the literal matcher of
 * Hyperscan (or Vectorscan) where that is installed. Takes the text and a file with a name on each line; looks for the
 * first 1,000, 10,000, 100,000 and 1,000,000 of them, or as many as there are. Prints a line for each: the names, MB/s
 * of UTF-8 of both, the places found by each, and of the trie its seconds to build, its memory in MB, and the bits it
 * takes for a name. All of it on one core, in seconds of the processor, the fastest of five rounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if __has_include(<hs/hs.h>)
#define HAVE_HYPERSCAN
#include <hs/hs.h>
#endif

#include "base/utf8.h"
#include "rules/trie.h"
#include "text/document.h"

enum { ROUNDS = 5, MOST_NAMES = 1000000, MOST_FOR_OTHER = 100000 };

typedef struct bench {
  ml_arena arena;
  ML_VEC(ml_document *) texts;
  double megabytes;
  ml_trie_word *names;
  const char **written;
  size_t n_names;
} bench;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what) {
  fprintf(stderr, "bench_scan: %s\n", what);
  exit(1);
}

/* ---- what is read ---- */

static void read_texts(bench *b, const char *path) {
  ml_source *source = NULL;
  ml_document *document = NULL;
  if (ml_source_open(&source, &path, 1, NULL, NULL) != ML_OK)
    fail("the text cannot be read");
  while (ml_source_next(source, &document) == ML_OK && document != NULL) {
    ml_vec_push(&b->arena, &b->texts, document);
    b->megabytes += (double)document->source.n / 1e6;
  }
  ml_source_free(source);
}

static void read_names(bench *b, const char *path) {
  char line[4096];
  FILE *file = fopen(path, "r");
  if (file == NULL)
    fail("the names cannot be read");
  b->names = ML_NEW_ARRAY(&b->arena, ml_trie_word, MOST_NAMES);
  b->written = ML_NEW_ARRAY(&b->arena, const char *, MOST_NAMES);
  while (b->n_names < MOST_NAMES && fgets(line, sizeof line, file) != NULL) {
    size_t n;
    line[strcspn(line, "\n")] = '\0';
    uint32_t *codes = ml_fold_word(&b->arena, ml_str_of(line), &n);
    if (n == 0)
      continue;
    b->written[b->n_names] = ml_utf8_encode(&b->arena, codes, n).at;
    b->names[b->n_names] = (ml_trie_word){codes, (uint32_t)n, (uint32_t)b->n_names};
    b->n_names++;
  }
  fclose(file);
}

static int ascending(const void *a, const void *b) {
  const ml_trie_word *x = a, *y = b;
  for (uint32_t i = 0; i < x->n && i < y->n; i++)
    if (x->codes[i] != y->codes[i])
      return x->codes[i] < y->codes[i] ? -1 : 1;
  return (x->n > y->n) - (x->n < y->n);
}

/* The first n names in order, each once; *n becomes how many that are. */
static ml_trie_word *in_order(bench *b, size_t *n) {
  ml_trie_word *words = ML_NEW_ARRAY(&b->arena, ml_trie_word, *n);
  memcpy(words, b->names, *n * sizeof *words);
  qsort(words, *n, sizeof *words, ascending);
  size_t kept = 0;
  for (size_t i = 0; i < *n; i++)
    if (kept == 0 || ascending(&words[kept - 1], &words[i]) != 0)
      words[kept++] = words[i];
  *n = kept;
  return words;
}

/* ---- the trie ---- */

static size_t size_of(const ml_trie *trie) {
  size_t size = 0;
#define ADD_SIZE(type, name) size += trie->n_##name * sizeof(type);
  ML_TRIE_ARRAYS(ADD_SIZE)
#undef ADD_SIZE
  return size;
}

static double run_trie(bench *b, const ml_trie *trie, size_t *found) {
  double best = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    ml_arena arena = ML_ARENA_INIT;
    ml_trie_hits hits = {0};
    ml_vec_reserve(&arena, &hits, 1 << 20);
    *found = 0;
    double begin = now();
    for (size_t i = 0; i < b->texts.n; i++) {
      const ml_document *text = b->texts.v[i];
      for (size_t s = 0; s < text->n_sentences; s++) {
        hits.n = 0;
        ml_trie_find(trie, &arena, text->fold + text->sentences[s].begin,
                     text->sentences[s].end - text->sentences[s].begin, &hits);
        *found += hits.n;
      }
    }
    double seconds = now() - begin;
    best = seconds < best ? seconds : best;
    ml_arena_dispose(&arena);
  }
  return b->megabytes / best;
}

/* ---- the other ---- */

#ifdef HAVE_HYPERSCAN
static int count(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *found) {
  (void)id;
  (void)from;
  (void)to;
  (void)flags;
  ++*(size_t *)found;
  return 0;
}

/* MB/s; 0: it cannot take so many names. */
static double run_other(bench *b, const ml_trie_word *words, size_t n, size_t *found) {
  hs_database_t *database = NULL;
  hs_compile_error_t *error = NULL;
  hs_scratch_t *scratch = NULL;
  const char **literals = ML_NEW_ARRAY(&b->arena, const char *, n);
  unsigned *flags = ML_NEW_ARRAY(&b->arena, unsigned, n), *ids = ML_NEW_ARRAY(&b->arena, unsigned, n);
  size_t *lengths = ML_NEW_ARRAY(&b->arena, size_t, n);
  double best = 1e9;
  for (size_t i = 0; i < n; i++) {
    literals[i] = b->written[words[i].value];
    lengths[i] = strlen(literals[i]);
    ids[i] = (unsigned)i;
  }
  if (hs_compile_lit_multi(literals, flags, ids, lengths, (unsigned)n, HS_MODE_BLOCK, NULL, &database, &error) !=
          HS_SUCCESS ||
      hs_alloc_scratch(database, &scratch) != HS_SUCCESS) {
    hs_free_compile_error(error);
    return 0;
  }
  for (int round = 0; round < ROUNDS; round++) {
    *found = 0;
    double begin = now();
    for (size_t i = 0; i < b->texts.n; i++)
      hs_scan(database, b->texts.v[i]->source.at, (unsigned)b->texts.v[i]->source.n, 0, scratch, count, found);
    double seconds = now() - begin;
    best = seconds < best ? seconds : best;
  }
  hs_free_scratch(scratch);
  hs_free_database(database);
  return b->megabytes / best;
}
#else
static double run_other(bench *b, const ml_trie_word *words, size_t n, size_t *found) {
  (void)b;
  (void)words;
  (void)n;
  *found = 0;
  return 0;
}
#endif

static void measure(bench *b, size_t n) {
  ml_arena keep = ML_ARENA_INIT, scratch = ML_ARENA_INIT;
  ml_trie trie;
  size_t found, found_other = 0;
  double begin = now();
  ml_trie_word *words = in_order(b, &n);
  ml_trie_build(&keep, &scratch, words, n, &trie);
  double built = now() - begin;
  ml_arena_dispose(&scratch);
  double speed = run_trie(b, &trie, &found), other = n <= MOST_FOR_OTHER ? run_other(b, words, n, &found_other) : 0;
  printf("%zu %.1f %.1f %zu %zu %.2f %.1f %.1f\n", n, speed, other, found, found_other, built,
         (double)size_of(&trie) / 1e6, 8.0 * (double)size_of(&trie) / (double)n);
  ml_arena_dispose(&keep);
}

static ml_status run(void *argument) {
  bench *b = argument;
  for (size_t n = 1000; n <= MOST_NAMES; n *= 10)
    if (n <= b->n_names || n / 10 < b->n_names)
      measure(b, n < b->n_names ? n : b->n_names);
  return ML_OK;
}

int main(int argc, char **argv) {
  bench b = {0};
  if (argc != 3)
    fail("usage: bench_scan TEXT NAMES");
  read_texts(&b, argv[1]);
  read_names(&b, argv[2]);
  return run(&b) == ML_OK ? 0 : 1;
}
