/* Heard: diagnostics that are kept to be told later, in their turn. */
#ifndef ML_BASE_HEARD_H
#define ML_BASE_HEARD_H

#include "base/arena.h"
#include "base/vec.h"

/* A zeroed one has heard nothing. */
typedef struct ml_heard {
  ml_arena arena;
  ML_VEC(ml_diagnostic) all;
  bool lost; /* there was no memory to keep one */
} ml_heard;

/* Keeps a copy; fits ml_reporter.report, with the ml_heard as `user`. */
void ml_hear(void *heard, const ml_diagnostic *diagnostic);

/* Tells all of it to a reporter, in order, and forgets it. ML_ERR_NOMEM when something was lost. */
ml_status ml_heard_tell(ml_heard *heard, const ml_reporter *reporter);

/* Forgets it. */
void ml_heard_dispose(ml_heard *heard);

#endif
