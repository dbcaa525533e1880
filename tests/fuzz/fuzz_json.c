/* JSON: the quick reader of records against the general one, and whole files of lines and of other values. */
#include "fuzz.h"
#include "text/record.h"

static void require_same(ml_str quick, ml_str general) {
  fuzz_require((quick.at == NULL) == (general.at == NULL) && ml_str_eq(quick, general),
               "both readers of records read the same");
}

typedef struct work {
  ml_arena *arena;
  ml_str line;
  json_t *json;
} work;

/* What the quick reader takes, and is UTF-8, the general one takes, too. */
static ml_status compare(void *argument) {
  work *job = argument;
  ml_record quick, general;
  json_error_t error;
  for (size_t at = 0; at < job->line.n;)
    if (ml_utf8_next(job->line, &at) == ML_UTF8_BAD)
      return ML_OK;
  if (!ml_record_scan(job->arena, job->line, &quick))
    return ML_OK;
  ml_record_read(job->arena, job->line, &general, &job->json, &error);
  fuzz_require(job->json != NULL, "the general reader takes what the quick one does");
  require_same(quick.id, general.id);
  require_same(quick.text, general.text);
  require_same(quick.html, general.html);
  require_same(quick.title, general.title);
  require_same(quick.author, general.author);
  require_same(quick.source, general.source);
  require_same(quick.site, general.site);
  return ML_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ml_arena arena = ML_ARENA_INIT;
  const char *end = size == 0 ? NULL : memchr(data, '\n', size);
  work job = {.arena = &arena, .line = {(const char *)data, end == NULL ? size : (size_t)(end - (const char *)data)}};
  ml_arena_guard(&arena, compare, &job);
  json_decref(job.json);
  ml_arena_dispose(&arena);
  fuzz_read_bytes(data, size, ".jsonl");
  fuzz_read_bytes(data, size, ".json");
  return 0;
}
