#include "rules/saved.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"

/* ml_reply without pointers. */
typedef struct kept_answer {
  uint64_t path, why, text; /* where they start in the contents; why: 0 is none */
  uint64_t n;               /* bytes of the text */
  uint64_t number;
  uint64_t kind;
} kept_answer;

/* type, name */
#define WEIGHT_ARRAYS(X) X(int32_t, numbers)
#define ANSWER_ARRAYS(X)  \
  X(kept_answer, answers) \
  X(char, contents)

enum {
#define ARRAY_NUMBER(type, name) ARRAY_##name,
  ML_TRIE_ARRAYS(ARRAY_NUMBER) ML_DICTIONARY_ARRAYS(ARRAY_NUMBER) WEIGHT_ARRAYS(ARRAY_NUMBER)
      ANSWER_ARRAYS(ARRAY_NUMBER)
#undef ARRAY_NUMBER
          N_ARRAYS,
  ALIGNMENT = 16,
  FINGERPRINT = 32 /* characters */
};

typedef struct array_head {
  uint64_t n, size; /* items, bytes of one */
  uint64_t hash;
} array_head;

/* The arrays follow in order, each at a multiple of ALIGNMENT. */
typedef struct head {
  char magic[8];
  char of_program[FINGERPRINT]; /* ml_fingerprint */
  uint64_t hash;                /* of all that follows in the head */
  char of[24];                  /* the hash of the texts */
  uint64_t types;               /* ml_weights.types */
  array_head arrays[N_ARRAYS];
} head;

static const char magic[8] = "mailuo\x1A";

static uint64_t hash_of_head(const head *h) {
  size_t from = offsetof(head, of);
  return ml_hash64((ml_str){(const char *)h + from, sizeof *h - from});
}

static size_t aligned(size_t n) {
  return (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* The arrays of a file, as they are written. */
typedef struct image {
  const ml_dictionary *words;
  const ml_weights *weights;
  const kept_answer *answers;
  size_t n_answers;
  const char *contents;
  size_t n_contents;
} image;

/* ---- writing ---- */

static array_head head_of(const void *items, size_t n, size_t size) {
  return (array_head){n, size, ml_hash64((ml_str){items, n * size})};
}

static bool put(FILE *to, const void *bytes, size_t n) {
  static const char zeros[ALIGNMENT];
  return fwrite(bytes, 1, n, to) == n && fwrite(zeros, 1, aligned(n) - n, to) == aligned(n) - n;
}

static bool write_image(const image *i, const char *hash, FILE *to) {
  const ml_trie *trie = &i->words->trie;
  head h = {0};
  memcpy(h.of_program, ml_fingerprint, FINGERPRINT);
  memcpy(h.magic, magic, sizeof magic);
  memcpy(h.of, hash, strlen(hash));
  h.types = i->weights->types;
#define TRIE_HEAD(type, name) h.arrays[ARRAY_##name] = head_of(trie->name, trie->n_##name, sizeof(type));
#define WORDS_HEAD(type, name) h.arrays[ARRAY_##name] = head_of(i->words->name, i->words->n_##name, sizeof(type));
#define WEIGHT_HEAD(type, name) h.arrays[ARRAY_##name] = head_of(i->weights->name, i->weights->n_##name, sizeof(type));
#define ANSWER_HEAD(type, name) h.arrays[ARRAY_##name] = head_of(i->name, i->n_##name, sizeof(type));
  ML_TRIE_ARRAYS(TRIE_HEAD)
  ML_DICTIONARY_ARRAYS(WORDS_HEAD)
  WEIGHT_ARRAYS(WEIGHT_HEAD)
  ANSWER_ARRAYS(ANSWER_HEAD)
  h.hash = hash_of_head(&h);
  bool written = put(to, &h, sizeof h);
#define PUT_TRIE(type, name) written = written && put(to, trie->name, trie->n_##name * sizeof(type));
#define PUT_WORDS(type, name) written = written && put(to, i->words->name, i->words->n_##name * sizeof(type));
#define PUT_WEIGHT(type, name) written = written && put(to, i->weights->name, i->weights->n_##name * sizeof(type));
#define PUT_ANSWER(type, name) written = written && put(to, i->name, i->n_##name * sizeof(type));
  ML_TRIE_ARRAYS(PUT_TRIE)
  ML_DICTIONARY_ARRAYS(PUT_WORDS)
  WEIGHT_ARRAYS(PUT_WEIGHT)
  ANSWER_ARRAYS(PUT_ANSWER)
  return written;
}

typedef ML_VEC(char) bytes;

/* Where they start; a NUL stands behind them. */
static uint64_t put_bytes(ml_arena *arena, bytes *to, const char *at, size_t n) {
  uint64_t start = to->n;
  ml_vec_reserve(arena, to, to->n + n + 1);
  if (n > 0)
    memcpy(to->v + to->n, at, n);
  to->v[to->n + n] = '\0';
  to->n += n + 1;
  return start;
}

static void add_answers(image *i, ml_files *files) {
  bytes contents = {0};
  kept_answer *answers = ML_NEW_ARRAY(files->arena, kept_answer, files->answers.n);
  put_bytes(files->arena, &contents, "", 0);
  for (size_t a = 0; a < files->answers.n; a++) {
    const ml_reply *from = files->answers.v[a];
    ml_str text = {0};
    if (from->kind != ML_ASK_HASH)
      text = from->text;
    answers[a] = (kept_answer){.kind = (uint64_t)from->kind, .number = from->number, .n = text.n};
    answers[a].path = put_bytes(files->arena, &contents, from->path, strlen(from->path));
    answers[a].text = put_bytes(files->arena, &contents, text.at, text.n);
    if (from->why != NULL)
      answers[a].why = put_bytes(files->arena, &contents, from->why, strlen(from->why));
  }
  i->answers = answers;
  i->n_answers = files->answers.n;
  i->contents = contents.v;
  i->n_contents = contents.n;
}

/* Closes the file in any case. */
static bool write_and_close(const image *i, const char *hash, FILE *file) {
  bool written = write_image(i, hash, file);
  int why = errno;
  if (fclose(file) != 0 && written)
    return false;
  errno = why;
  return written;
}

/* A file that is complete when it gets its name. */
static bool write_beside(const image *i, const char *hash, const char *path) {
  char beside[PATH_MAX];
  if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= (int)sizeof beside) {
    errno = ENAMETOOLONG;
    return false;
  }
  int fd = mkstemp(beside);
  FILE *file = fd < 0 ? NULL : fdopen(fd, "wb");
  if (file == NULL)
    return false;
  mode_t mask = umask(0);
  umask(mask);
  if (write_and_close(i, hash, file) && chmod(beside, 0666 & ~mask) == 0 && rename(beside, path) == 0)
    return true;
  int why = errno;
  unlink(beside);
  errno = why;
  return false;
}

bool ml_saved_write(const ml_dictionary *words, const ml_weights *weights, const char *hash, ml_files *files,
                    const char *path) {
  image i = {.words = words, .weights = weights};
  struct stat about;
  if (files != NULL)
    add_answers(&i, files);
  if (stat(path, &about) != 0 || S_ISREG(about.st_mode))
    return write_beside(&i, hash, path);
  FILE *file = fopen(path, "wb"); /* a pipe, or a device */
  return file != NULL && write_and_close(&i, hash, file);
}

/* ---- opening ---- */

/* The arrays of a mapped file, taken in order. */
typedef struct reader {
  const head *head;
  size_t at, size; /* bytes */
  bool damaged;
} reader;

static const void *take(reader *r, int number, size_t size, size_t *n) {
  static const max_align_t nothing;
  const array_head *array = &r->head->arrays[number];
  const char *at = (const char *)r->head + r->at;
  r->damaged = r->damaged || array->size != size || array->n > (r->size - r->at) / size ||
               ml_hash64((ml_str){at, array->n * size}) != array->hash;
  *n = r->damaged ? 0 : array->n;
  if (r->damaged)
    return &nothing;
  size_t used = aligned(*n * size);
  r->at = used > r->size - r->at ? r->size : r->at + used;
  return at;
}

static bool is_text(const image *i, uint64_t at, uint64_t n) {
  return at < i->n_contents && n < i->n_contents - at && i->contents[at + n] == '\0';
}

/* Names, each with a NUL: the last one ends with the list. */
static bool is_list(const image *i, uint64_t at, uint64_t n) {
  return n == 0 || i->contents[at + n - 1] == '\0';
}

/* false: they lead out of the contents. */
static bool take_answers(const image *i, ml_files *files) {
  for (size_t a = 0; a < i->n_answers; a++) {
    const kept_answer *from = &i->answers[a];
    if (from->kind > ML_ASK_HASH || !is_text(i, from->text, from->n) || from->path >= i->n_contents ||
        from->why >= i->n_contents || i->contents[i->n_contents - 1] != '\0' ||
        (from->kind == ML_ASK_LIST && !is_list(i, from->text, from->n)))
      return false;
    ml_reply *answer = ML_NEW(files->arena, ml_reply);
    *answer = (ml_reply){.kind = (ml_query_kind)from->kind,
                         .path = i->contents + from->path,
                         .why = from->why == 0 ? NULL : i->contents + from->why,
                         .number = from->number};
    if (answer->kind != ML_ASK_HASH)
      answer->text = (ml_str){i->contents + from->text, from->n};
    ml_vec_push(files->arena, &files->answers, answer);
  }
  files->saved = true;
  return true;
}

/* NULL, or what is wrong. */
static const char *read_map(ml_saved *out, ml_files *files) {
  reader r = {.head = out->map, .at = aligned(sizeof(head)), .size = out->size};
  ml_trie *trie = &out->words.trie;
  image i = {0};
  if (out->map == NULL || r.size < sizeof(head) || memcmp(r.head->magic, magic, sizeof magic) != 0)
    return "this is no folder of rules, and no compiled rules either";
  if (memcmp(r.head->of_program, ml_fingerprint, FINGERPRINT) != 0)
    return "these rules were compiled by another version of this program: compile them again";
  r.damaged = r.size < r.at || r.head->hash != hash_of_head(r.head) || r.head->of[sizeof r.head->of - 1] != '\0';
#define TAKE_TRIE(type, name) trie->name = (const type *)take(&r, ARRAY_##name, sizeof(type), &trie->n_##name);
#define TAKE_WORDS(type, name) \
  out->words.name = (const type *)take(&r, ARRAY_##name, sizeof(type), &out->words.n_##name);
#define TAKE_WEIGHT(type, name) \
  out->weights.name = (const type *)take(&r, ARRAY_##name, sizeof(type), &out->weights.n_##name);
#define TAKE_ANSWER(type, name) i.name = (const type *)take(&r, ARRAY_##name, sizeof(type), &i.n_##name);
  ML_TRIE_ARRAYS(TAKE_TRIE)
  ML_DICTIONARY_ARRAYS(TAKE_WORDS)
  WEIGHT_ARRAYS(TAKE_WEIGHT)
  ANSWER_ARRAYS(TAKE_ANSWER)
  out->hash = r.head->of;
  out->weights.types = r.head->types;
  return r.damaged || (files != NULL && !take_answers(&i, files))
             ? "these compiled rules are damaged: compile them again"
             : NULL;
}

static const char *map_file(ml_saved *out, const char *path) {
  struct stat about;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return strerror(errno);
  const char *why = NULL;
  if (fstat(fd, &about) != 0)
    why = strerror(errno);
  else if (!S_ISREG(about.st_mode) || about.st_size == 0)
    why = "this is no folder of rules, and no compiled rules either";
  if (why == NULL) {
    out->size = (size_t)about.st_size;
    out->map = mmap(NULL, out->size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (out->map == MAP_FAILED) {
      out->map = NULL;
      why = strerror(errno);
    }
  }
  close(fd);
  return why;
}

bool ml_saved_open(ml_saved *out, ml_files *files, const char *path, const char **why) {
  *out = (ml_saved){0};
  *why = map_file(out, path);
  if (*why == NULL)
    *why = read_map(out, files);
  if (*why != NULL)
    ml_saved_close(out);
  return *why == NULL;
}

void ml_saved_close(ml_saved *saved) {
  if (saved->map != NULL)
    munmap(saved->map, saved->size);
  *saved = (ml_saved){0};
}
