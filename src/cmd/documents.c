#include "cmd/documents.h"

#include <stdio_ext.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/heard.h"
#include "base/parallel.h"
#include "base/utf8.h"

/* A document on its way through the threads. */
typedef struct item {
  ml_document *document;
  ml_extraction *extraction;
  bool known; /* neither extracted nor taken */
  char *text; /* for standard output */
  size_t n_text;
  ml_status status;   /* so far */
  ml_heard heard;     /* what was reported while it was read and extracted, for its turn */
  uint64_t done, all; /* how far the reading was */
  double seconds[CMD_WORKS];
} item;

typedef struct way {
  cmd_documents *documents;
  ml_source *source;
  ml_heard *hearing; /* of the item that is being read */
  ml_heard rest;     /* what was reported before the first item and behind the last */
} way;

/* ---- options ---- */

ml_source_options cmd_source_options(const cmd_arguments *arguments, size_t first) {
  return (ml_source_options){.include = arguments->lists[first],
                             .exclude = arguments->lists[first + 1],
                             .published = arguments->values[first + 2],
                             .repairs_off = arguments->lists[first + 3]};
}

/* A number from 1 on; 0 when it is none. */
static size_t count_in(const char *text) {
  char *end;
  long long number = strtoll(text, &end, 10);
  return *text != '\0' && *end == '\0' && number > 0 ? (size_t)number : 0;
}

bool cmd_limits(const cmd_arguments *arguments, size_t first, ml_limits *out, cmd_terminal *terminal) {
  const struct {
    const char *name;
    size_t *limit, unit;
  } all[] = {{"max-document", &out->document_bytes, 1 << 20},
             {"max-sentence", &out->sentence_chars, 1},
             {"max-mentions", &out->mentions, 1},
             {"max-claims", &out->claims, 1}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    const char *text = arguments->values[first + i];
    *all[i].limit = text == NULL ? 0 : count_in(text);
    if (text != NULL && *all[i].limit == 0) {
      cmd_error(terminal, NULL, NULL, "--%s needs a number from 1 on, not '%.*s'", all[i].name,
                ml_utf8_within(text, 100), text);
      return false;
    }
    if (*all[i].limit <= SIZE_MAX / all[i].unit)
      *all[i].limit *= all[i].unit;
  }
  return true;
}

bool cmd_threads(const char *text, size_t *n, cmd_terminal *terminal) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  char *end = NULL;
  long number = text == NULL ? (cores > 0 ? cores : 1) : strtol(text, &end, 10);
  bool right = text == NULL || (*text != '\0' && *end == '\0' && number >= 1);
  *n = number > CMD_MAX_THREADS ? CMD_MAX_THREADS : (size_t)number;
  if (!right)
    cmd_error(terminal, NULL, NULL, "--jobs needs a number of threads, not '%.*s'", ml_utf8_within(text, 100), text);
  return right;
}

/* ---- one document ---- */

/* The source reports in the thread that reads; each report belongs to the document that comes next. */
static void hear(void *user, const ml_diagnostic *diagnostic) {
  ml_hear(((way *)user)->hearing, diagnostic);
}

/* Seconds that this thread has had a processor. */
static double used(void) {
  struct timespec time = {0};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static ml_status read_item(void *user, void *next, bool *more) {
  way *w = user;
  item *it = next;
  const ml_reporter reporter = {.report = hear, .user = w};
  w->hearing = &it->heard;
  double begun = used();
  ml_status status = ml_source_next(w->source, &it->document);
  ml_source_progress(w->source, &it->done, &it->all);
  *more = it->document != NULL;
  if (*more && w->documents->known != NULL)
    it->status = w->documents->known(w->documents->user, it->document, &it->known, &reporter);
  it->seconds[CMD_READING] = used() - begun;
  if (*more)
    return ML_OK;
  w->rest = it->heard; /* there is no such item */
  it->heard = (ml_heard){0};
  return status;
}

static ml_status extract_and_take(const cmd_documents *documents, item *it, FILE *out) {
  const ml_reporter reporter = {.report = ml_hear, .user = &it->heard};
  ml_status status = ML_OK;
  double begun = used();
  if (documents->rules != NULL)
    status = ml_extract(&it->extraction, documents->rules, it->document, &reporter);
  double extracted = used();
  if (status == ML_OK)
    status = documents->take(documents->user, it->document, it->extraction, out, &reporter);
  it->seconds[CMD_EXTRACTING] = extracted - begun;
  it->seconds[CMD_TAKING] = used() - extracted;
  return status;
}

static void work_on_item(void *user, void *read) {
  item *it = read;
  if (it->status != ML_OK || it->known)
    return;
  FILE *out = open_memstream(&it->text, &it->n_text);
  if (out != NULL)
    __fsetlocking(out, FSETLOCKING_BYCALLER); /* no other thread knows it */
  it->status = out == NULL ? ML_ERR_NOMEM : extract_and_take(((const way *)user)->documents, it, out);
  if (out != NULL && fclose(out) != 0)
    it->status = ML_ERR_NOMEM;
}

static void count(cmd_documents *documents, const item *it) {
  documents->n_taken++;
  documents->n_claims += it->extraction == NULL ? 0 : ml_extraction_claims(it->extraction);
  size_t mentions = 0, claims = 0;
  if (it->extraction != NULL)
    ml_extraction_cut(it->extraction, &mentions, &claims);
  documents->n_cut[0] += ml_document_cut(it->document);
  documents->n_cut[1] += mentions;
  documents->n_cut[2] += claims;
  for (size_t i = 0; i < CMD_MAX_REPAIRS; i++)
    documents->repairs[i] += ml_document_repairs(it->document, i);
}

static void show_progress(const cmd_documents *documents, const item *it) {
  if (documents->quiet || !cmd_progress_due(documents->terminal))
    return;
  double seconds = cmd_seconds() - documents->begun, rate = seconds > 0 ? (double)it->done / seconds : 0;
  unsigned left = rate > 0 && it->all > it->done ? (unsigned)((double)(it->all - it->done) / rate) : 0;
  cmd_progress(documents->terminal, "%ju documents, %.1f of %.1f MB, %.2f MB/s, %ju claims, %u:%02u left",
               (uintmax_t)documents->n_taken, (double)it->done / 1e6, (double)it->all / 1e6, rate / 1e6,
               (uintmax_t)documents->n_claims, left / 60, left % 60);
}

static ml_status print_item(void *user, void *worked) {
  cmd_documents *documents = ((way *)user)->documents;
  item *it = worked;
  ml_status status = ml_heard_tell(&it->heard, &documents->terminal->reporter);
  if (status == ML_OK)
    status = it->status;
  if (it->n_text > 0 && fwrite(it->text, 1, it->n_text, stdout) != it->n_text)
    status = ML_ERR_IO;
  if (status == ML_OK)
    count(documents, it);
  for (size_t i = 0; i < CMD_WORKS; i++)
    documents->seconds[i] += it->seconds[i];
  show_progress(documents, it);
  if (status != ML_ERR_INPUT && status != ML_ERR_LIMIT)
    return status;
  documents->n_left_out++;
  documents->code = cmd_exit_worse(documents->code, cmd_exit_of(status));
  return ML_OK;
}

static void release_item(void *user, void *printed) {
  (void)user;
  item *it = printed;
  free(it->text);
  ml_extraction_free(it->extraction);
  ml_document_free(it->document);
  ml_heard_dispose(&it->heard);
}

/* ---- all of them ---- */

ml_status cmd_documents_read(cmd_documents *documents, const char *const *paths, size_t n_paths) {
  way w = {.documents = documents};
  const ml_reporter reporter = {.report = hear, .user = &w};
  const ml_parallel parallel = {.n_threads = documents->n_threads,
                                .item_bytes = sizeof(item),
                                .user = &w,
                                .read = read_item,
                                .work = work_on_item,
                                .write = print_item,
                                .release = release_item};
  w.hearing = &w.rest;
  documents->begun = cmd_seconds();
  ml_status status = ml_source_open(&w.source, paths, n_paths, &documents->options, &reporter);
  ml_heard_tell(&w.rest, &documents->terminal->reporter);
  if (status == ML_OK)
    status = ml_parallel_run(&parallel);
  ml_heard_tell(&w.rest, &documents->terminal->reporter);
  if (w.source != NULL)
    documents->n_left_out += ml_source_failures(w.source);
  if (w.source != NULL && ml_source_failures(w.source) > 0)
    documents->code = cmd_exit_worse(documents->code, CMD_EXIT_INPUT);
  documents->code = cmd_exit_worse(documents->code, cmd_exit_of(status));
  ml_source_free(w.source);
  cmd_progress_clear(documents->terminal);
  return status;
}

void cmd_documents_print_left_out(const cmd_documents *documents) {
  if (documents->n_left_out > 0)
    printf("left out: %ju, as reported\n", (uintmax_t)documents->n_left_out);
  const uint64_t *cut = documents->n_cut;
  if (cut[0] + cut[1] + cut[2] > 0)
    printf("cut by limits: sentences %ju, mentions %ju, claims %ju\n", (uintmax_t)cut[0], (uintmax_t)cut[1],
           (uintmax_t)cut[2]);
}

void cmd_documents_print_repairs(const cmd_documents *documents) {
  const char *before = "repaired: ";
  for (size_t i = 0; i < CMD_MAX_REPAIRS && ml_repair_name(i) != NULL; i++)
    if (documents->repairs[i] > 0) {
      printf("%s%s %ju", before, ml_repair_name(i), (uintmax_t)documents->repairs[i]);
      before = ", ";
    }
  if (*before == ',')
    putchar('\n');
}
