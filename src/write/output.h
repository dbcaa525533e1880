/* Output: a file or a folder that appears under its name when it is complete, or not at all.
 *
 * It is written beside its final place, synced and renamed. A path that exists and is no regular file (a pipe,
 * /dev/stdout) is written directly. Errors stay in the stream until ml_output_finish asks for them. */
#ifndef ML_WRITE_OUTPUT_H
#define ML_WRITE_OUTPUT_H

#include "base/arena.h"

typedef struct ml_output {
  const ml_reporter *reporter;
  const char *path;
  const char *part; /* the name while it is written; NULL: written directly */
  const char *old;  /* the name that a folder's predecessor has for a moment */
  FILE *file;       /* NULL for a folder */
  bool open;        /* something has been made that has no name yet */
} ml_output;

/* ML_ERR_IO after reporting that `path` cannot be written. `path` must outlive the output. */
ml_status ml_output_open(ml_output *output, ml_arena *arena, const char *path, const ml_reporter *reporter);

/* The same for a folder of files, which is made empty. A folder that is there already is replaced if it holds nothing
 * but files whose names end in `suffix`, else ML_ERR_IO. */
ml_status ml_output_open_folder(ml_output *output, ml_arena *arena, const char *path, const char *suffix,
                                const ml_reporter *reporter);

/* Where the output is being written. */
const char *ml_output_place(const ml_output *output);

/* Closes the stream; what was written is on the disk then. ML_ERR_IO after reporting what failed. */
ml_status ml_output_finish(ml_output *output);

/* If `status` is ML_OK the output gets its name, else it is removed. Returns `status`, or ML_ERR_IO after reporting
 * what failed. Does nothing for an output that is not open. */
ml_status ml_output_close(ml_output *output, ml_status status);

/* Flushes, syncs and closes a stream. False with errno set when anything written to it was lost. */
bool ml_output_seal(FILE *file, bool sync);

#endif
