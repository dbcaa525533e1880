/* Inputs: the files that the paths of a command line stand for. */
#ifndef ML_TEXT_INPUTS_H
#define ML_TEXT_INPUTS_H

#include <dirent.h>

#include "base/report.h"
#include "base/vec.h"

typedef struct ml_input {
  const char *path; /* as reached from the path given, without ./ in front and double slashes; - is standard input */
  const char *id;   /* the file's name, or its path below the folder given; "stdin". Of files that would have the same:
                     * the path */
  const char *real; /* without symbolic links: the same file has the same one */
  uint64_t size;    /* bytes; 0: not known */
} ml_input;

typedef struct ml_inputs {
  ML_VEC(ml_input) files; /* by path, each file once */
  size_t failures;        /* paths that could not be looked at */
  DIR *folder;            /* being read; whoever owns the struct closes it when a guard ended the work */
} ml_inputs;

/* Fills a zeroed `inputs` with files and what folders hold, recursively; hidden files and folders are left out, and
 * what `options` say. What cannot be read is reported, counted and skipped. Under a guard of the arena. */
void ml_inputs_collect(ml_arena *arena, ml_inputs *inputs, const char *const *paths, size_t n_paths,
                       const ml_source_options *options, const ml_reporter *reporter);

/* Is a file with this path below a folder, or in an archive, to be read: neither hidden nor left out by the options? */
bool ml_input_wanted(const ml_source_options *options, const char *path);

#endif
