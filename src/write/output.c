#include "write/output.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/report.h"
#include "base/str.h"

static ml_status fail(const ml_output *output) {
  return ml_fail(output->reporter, ML_ERR_IO, output->path, "the file cannot be written: %s", strerror(errno));
}

bool ml_output_seal(FILE *file, bool sync) {
  bool written = fflush(file) == 0 && !ferror(file) && (!sync || fsync(fileno(file)) == 0);
  int reason = errno; /* of the write, not of what follows */
  if (fclose(file) != 0 && written) {
    reason = errno;
    written = false;
  }
  errno = reason;
  return written;
}

/* ---- folders ---- */

/* Calls `each` with the path of every entry; false when one call is, or when the folder cannot be read. */
static bool for_entries(const char *folder, bool (*each)(const char *path, const void *user), const void *user) {
  DIR *entries = opendir(folder);
  if (entries == NULL)
    return false;
  bool well = true;
  for (const struct dirent *entry = readdir(entries); entry != NULL && well; entry = readdir(entries)) {
    size_t size = strlen(folder) + strlen(entry->d_name) + 2;
    char *path = malloc(size);
    well = path != NULL;
    if (well && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
      snprintf(path, size, "%s/%s", folder, entry->d_name);
      well = each(path, user);
    }
    free(path);
  }
  closedir(entries);
  return well;
}

static bool has_suffix(const char *path, const void *suffix) {
  struct stat found;
  return lstat(path, &found) == 0 && S_ISREG(found.st_mode) && ml_str_ends(ml_str_of(path), ml_str_of(suffix));
}

static bool remove_file(const char *path, const void *user) {
  (void)user;
  return unlink(path) == 0;
}

/* Removes a file, or a folder of files. */
static void remove_output(const char *path) {
  if (unlink(path) == 0 || errno == ENOENT)
    return;
  for_entries(path, remove_file, NULL);
  rmdir(path);
}

static bool sync_folder(const char *folder) {
  DIR *entries = opendir(folder);
  bool synced = entries != NULL && fsync(dirfd(entries)) == 0;
  if (entries != NULL)
    closedir(entries);
  return synced;
}

/* ---- opening ---- */

ml_status ml_output_open(ml_output *output, ml_arena *arena, const char *path, const ml_reporter *reporter) {
  struct stat found;
  bool direct = stat(path, &found) == 0 && !S_ISREG(found.st_mode);
  *output = (ml_output){.reporter = reporter, .path = path};
  if (!direct)
    output->part = ml_arena_format(arena, "%s.part", path);
  output->file = fopen(ml_output_place(output), "wb");
  output->open = output->file != NULL;
  return output->open ? ML_OK : fail(output);
}

ml_status ml_output_open_folder(ml_output *output, ml_arena *arena, const char *path, const char *suffix,
                                const ml_reporter *reporter) {
  struct stat found;
  *output = (ml_output){.reporter = reporter, .path = path};
  size_t n = strlen(path);
  while (n > 1 && path[n - 1] == '/')
    n--;
  output->part = ml_arena_format(arena, "%.*s.part", (int)n, path);
  output->old = ml_arena_format(arena, "%.*s.old", (int)n, path);
  if (stat(path, &found) == 0 && !(S_ISDIR(found.st_mode) && for_entries(path, has_suffix, suffix)))
    return ml_fail(reporter, ML_ERR_IO, path, "not a folder with nothing but %s files, so it is not replaced", suffix);
  remove_output(output->part);
  output->open = mkdir(output->part, 0777) == 0;
  return output->open ? ML_OK : fail(output);
}

const char *ml_output_place(const ml_output *output) {
  return output->part == NULL ? output->path : output->part;
}

/* ---- closing ---- */

ml_status ml_output_finish(ml_output *output) {
  FILE *file = output->file;
  output->file = NULL;
  bool written = file != NULL ? ml_output_seal(file, output->part != NULL) : sync_folder(output->part);
  return written ? ML_OK : fail(output);
}

/* A folder's predecessor steps aside first: a folder cannot be renamed onto one with files. */
static bool publish(const ml_output *output) {
  if (output->part == NULL)
    return true;
  bool aside = output->old != NULL && rename(output->path, output->old) == 0;
  bool published = rename(output->part, output->path) == 0;
  int reason = errno;
  if (aside && published)
    remove_output(output->old);
  else if (aside)
    rename(output->old, output->path);
  errno = reason;
  return published;
}

ml_status ml_output_close(ml_output *output, ml_status status) {
  if (!output->open)
    return status;
  output->open = false;
  if (output->file != NULL)
    fclose(output->file);
  if (status == ML_OK && !publish(output))
    status = fail(output);
  if (status != ML_OK && output->part != NULL)
    remove_output(output->part);
  return status;
}
