/* Output: a file that appears under its name when it is complete, or not at all.
 *
 * It is written beside its final place, synced and renamed. A path that exists and is no regular file (a pipe,
 * /dev/stdout) is written directly. Errors stay in the stream until ml_output_close asks for them. */
#ifndef ML_WRITE_OUTPUT_H
#define ML_WRITE_OUTPUT_H

#include "base/arena.h"

typedef struct ml_output {
  const ml_reporter *reporter;
  const char *path;
  const char *part; /* the name while it is written; NULL: written directly */
  FILE *file;
} ml_output;

/* ML_ERR_IO after reporting that `path` cannot be written. `path` must outlive the output. */
ml_status ml_output_open(ml_output *output, ml_arena *arena, const char *path, const ml_reporter *reporter);

/* Closes the file. If `status` is ML_OK and every write succeeded the file gets its name, else it is removed.
 * Returns `status`, or ML_ERR_IO after reporting what failed. Does nothing for an output that is not open. */
ml_status ml_output_close(ml_output *output, ml_status status);

#endif
