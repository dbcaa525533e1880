#include "base/heard.h"

#include <string.h>

#include "base/report.h"

typedef struct hearing {
  ml_heard *heard;
  const ml_diagnostic *diagnostic;
} hearing;

static const char *kept(ml_arena *arena, const char *text) {
  return text == NULL ? NULL : ml_arena_copy(arena, text, strlen(text));
}

static ml_status keep(void *argument) {
  const hearing *h = argument;
  ml_arena *arena = &h->heard->arena;
  ml_diagnostic copy = *h->diagnostic;
  copy.file = kept(arena, copy.file);
  copy.message = kept(arena, copy.message);
  copy.source_line = kept(arena, copy.source_line);
  copy.hint = kept(arena, copy.hint);
  ml_vec_push(arena, &h->heard->all, copy);
  return ML_OK;
}

void ml_hear(void *heard, const ml_diagnostic *diagnostic) {
  ml_heard *to = heard;
  if (ml_arena_guard(&to->arena, keep, &(hearing){to, diagnostic}) != ML_OK)
    to->lost = true;
}

ml_status ml_heard_tell(ml_heard *heard, const ml_reporter *reporter) {
  ml_status status = heard->lost ? ML_ERR_NOMEM : ML_OK;
  for (size_t i = 0; i < heard->all.n; i++)
    ml_report(reporter, &heard->all.v[i]);
  ml_heard_dispose(heard);
  return status;
}

void ml_heard_dispose(ml_heard *heard) {
  ml_arena_dispose(&heard->arena);
  *heard = (ml_heard){0};
}
