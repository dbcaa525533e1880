/* The cache of compiled names and weights (saved.h). */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rules/saved.h"

enum {
  WORTHWHILE = 4096, /* senses: fewer are compiled as fast as they are found */
  MOST_FILES = 8
};

static const char suffix[] = ".names";

/* false: the path is too long. */
static bool path_of(char path[static PATH_MAX], const char *folder, const char *hash) {
  return snprintf(path, PATH_MAX, "%s/%s-%.16s%s", folder, hash, ml_fingerprint, suffix) < PATH_MAX;
}

bool ml_cache_open(ml_saved *out, const char *folder, const char *hash) {
  char path[PATH_MAX];
  const char *why;
  if (!path_of(path, folder, hash) || !ml_saved_open(out, NULL, path, &why))
    return false;
  if (strcmp(out->hash, hash) != 0) {
    ml_saved_close(out);
    return false;
  }
  utimensat(AT_FDCWD, path, NULL, 0); /* used just now */
  return true;
}

/* Makes the folder and those above it, as far as they are missing. */
static void make_folders(char *path) {
  for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    mkdir(path, 0700);
    *slash = '/';
  }
}

static bool is_ours(const char *name) {
  size_t n = strlen(name);
  return n > sizeof suffix && strcmp(name + n - (sizeof suffix - 1), suffix) == 0;
}

/* How many files there are, and which of them was used last of all. */
static size_t count_files(const char *folder, char oldest[static PATH_MAX]) {
  DIR *dir = opendir(folder);
  size_t n = 0;
  time_t since = 0;
  for (const struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
    char path[PATH_MAX];
    struct stat about;
    if (!is_ours(entry->d_name) || snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= PATH_MAX ||
        stat(path, &about) != 0)
      continue;
    if (n++ == 0 || about.st_mtime < since) {
      since = about.st_mtime;
      memcpy(oldest, path, sizeof path);
    }
  }
  if (dir != NULL)
    closedir(dir);
  return n;
}

void ml_cache_put(const char *folder, const char *hash, const ml_dictionary *words, const ml_weights *weights) {
  char path[PATH_MAX], oldest[PATH_MAX];
  if (words->n_senses < WORTHWHILE || !path_of(path, folder, hash))
    return;
  make_folders(path);
  if (ml_saved_write(words, weights, hash, NULL, path) && count_files(folder, oldest) > MOST_FILES)
    unlink(oldest);
}
