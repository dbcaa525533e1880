/* Charsets: a declaration up to the first line end, and the bytes behind it. */
#include "fuzz.h"
#include "text/charset.h"
#include "text/repair.h"

typedef struct work {
  ml_arena *arena;
  ml_str declared, raw;
} work;

static ml_status decode(void *argument) {
  const work *job = argument;
  ml_decoded decoded = ml_charset_decode(job->arena, job->raw, job->declared);
  bool is_bad = strcmp(decoded.charset, "UTF-8") != 0 && ml_repair_survey(decoded.text).bad > 0;
  for (size_t at = 0; is_bad && at < decoded.text.n;)
    fuzz_require(ml_utf8_next(decoded.text, &at) != ML_UTF8_BAD, "what was decoded is UTF-8");
  ml_charset_declared(job->raw);
  ml_is_binary(job->raw);
  return ML_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ml_arena arena = ML_ARENA_INIT;
  const char *text = (const char *)data, *end = size == 0 ? NULL : memchr(data, '\n', size);
  size_t n = end == NULL ? 0 : (size_t)(end - text);
  work job = {&arena, {text, n}, {text + n, size - n}};
  ml_arena_guard(&arena, decode, &job);
  ml_arena_dispose(&arena);
  return 0;
}
