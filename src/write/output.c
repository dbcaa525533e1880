#include "write/output.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/report.h"

static ml_status fail(const ml_output *output) {
  return ml_fail(output->reporter, ML_ERR_IO, output->path, "the file cannot be written: %s", strerror(errno));
}

ml_status ml_output_open(ml_output *output, ml_arena *arena, const char *path, const ml_reporter *reporter) {
  struct stat found;
  bool direct = stat(path, &found) == 0 && !S_ISREG(found.st_mode);
  *output = (ml_output){.reporter = reporter, .path = path};
  if (!direct)
    output->part = ml_arena_format(arena, "%s.part", path);
  output->file = fopen(direct ? path : output->part, "wb");
  return output->file == NULL ? fail(output) : ML_OK;
}

ml_status ml_output_close(ml_output *output, ml_status status) {
  if (output->file == NULL)
    return status;
  bool written = status == ML_OK && fflush(output->file) == 0 && !ferror(output->file) &&
                 (output->part == NULL || fsync(fileno(output->file)) == 0);
  int reason = errno; /* of the write, not of what follows */
  if (fclose(output->file) != 0 && written) {
    reason = errno;
    written = false;
  }
  output->file = NULL;
  if (written && output->part != NULL && rename(output->part, output->path) != 0) {
    reason = errno;
    written = false;
  }
  if (written)
    return ML_OK;
  if (output->part != NULL)
    unlink(output->part);
  errno = reason;
  return status == ML_OK ? fail(output) : status;
}
