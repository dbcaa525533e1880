#include "text/inputs.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct collector {
  ml_arena *arena;
  ml_inputs *inputs;
  const ml_source_options *options;
  const ml_reporter *reporter;
  ML_VEC(const char *) seen; /* the real paths of folders that have been entered: links may form a ring */
} collector;

static void fail(collector *to, const char *path, const char *what) {
  to->inputs->failures++;
  ml_fail(to->reporter, ML_ERR_INPUT, path, "%s: %s", what, strerror(errno));
}

/* Without ./ in front, double slashes, and a slash at the end. */
static const char *tidy(ml_arena *arena, const char *path) {
  char *out = ml_arena_alloc(arena, strlen(path) + 1);
  size_t n = 0;
  for (; *path != '\0'; path++) {
    bool at_start = n == 0 || out[n - 1] == '/';
    if (*path == '/' && n > 0 && out[n - 1] == '/')
      continue;
    if (*path == '.' && at_start && path[1] == '/') {
      path++;
      continue;
    }
    out[n++] = *path;
  }
  while (n > 1 && out[n - 1] == '/')
    out[--n] = '\0';
  out[n] = '\0';
  return n == 0 ? "." : out;
}

static const char *real_path(ml_arena *arena, const char *path) {
  char real[PATH_MAX];
  const char *found = realpath(path, real) != NULL ? real : path;
  return ml_arena_copy(arena, found, strlen(found));
}

/* ---- patterns ---- */

static bool matches_one(const char *const *patterns, const char *path) {
  const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
  for (; patterns != NULL && *patterns != NULL; patterns++)
    if (fnmatch(*patterns, strchr(*patterns, '/') != NULL ? path : name, FNM_PATHNAME) == 0)
      return true;
  return false;
}

static bool is_listed(const ml_source_options *options, const char *path) {
  return options->include == NULL || *options->include == NULL || matches_one(options->include, path);
}

bool ml_input_wanted(const ml_source_options *options, const char *path) {
  char folder[PATH_MAX];
  size_t n = strlen(path);
  if (!is_listed(options, path) || n >= sizeof folder)
    return false;
  memcpy(folder, path, n + 1);
  for (char *slash = folder + n; slash != NULL; slash = strrchr(folder, '/')) { /* the file, then the folders around */
    *slash = '\0';
    const char *name = strrchr(folder, '/');
    name = name == NULL ? folder : name + 1;
    if (*name == '.' || matches_one(options->exclude, folder))
      return false;
  }
  return true;
}

/* ---- folders ---- */

static bool enter_once(collector *to, const char *real) {
  for (size_t i = 0; i < to->seen.n; i++)
    if (strcmp(to->seen.v[i], real) == 0)
      return false;
  ml_vec_push(to->arena, &to->seen, real);
  return true;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

typedef ML_VEC(const char *) names;

/* The names in a folder that are not hidden, sorted; false after a failure, with errno set. */
static bool list_folder(collector *to, const char *path, names *list) {
  DIR *folder = to->inputs->folder = opendir(path);
  if (folder == NULL)
    return false;
  const struct dirent *entry;
  errno = 0;
  while ((entry = readdir(folder)) != NULL) {
    if (entry->d_name[0] != '.')
      ml_vec_push(to->arena, list, ml_arena_copy(to->arena, entry->d_name, strlen(entry->d_name)));
    errno = 0;
  }
  int problem = errno;
  closedir(folder);
  to->inputs->folder = NULL;
  if (list->n > 0)
    qsort(list->v, list->n, sizeof *list->v, by_name);
  errno = problem;
  return problem == 0;
}

static void add_path(collector *to, const char *path, const char *id, bool named);

/* A folder given that adds no file. */
static void tell_empty(collector *to, const char *path) {
  static const char message[] = "this folder adds no file to read";
  if (!to->options->complete) {
    ml_warn(to->reporter, path, 0, message);
    return;
  }
  to->inputs->failures++;
  ml_fail(to->reporter, ML_ERR_INPUT, path, message);
}

static void add_folder(collector *to, const char *path, const char *id) {
  names list = {0};
  const char *real = real_path(to->arena, path), *skip = to->options->skip;
  bool left_out = *id != '\0' && skip != NULL && strcmp(real, real_path(to->arena, skip)) == 0;
  size_t n = to->inputs->files.n, failures = to->inputs->failures;
  if (left_out || !enter_once(to, real))
    return;
  if (!list_folder(to, path, &list))
    fail(to, path, "this folder cannot be read");
  const char *slash = strcmp(path, "/") == 0 ? "" : "/";
  for (size_t i = 0; i < list.n; i++)
    add_path(to, strcmp(path, ".") == 0 ? list.v[i] : ml_arena_format(to->arena, "%s%s%s", path, slash, list.v[i]),
             *id == '\0' ? list.v[i] : ml_arena_format(to->arena, "%s/%s", id, list.v[i]), false);
  if (*id == '\0' && to->inputs->files.n == n && to->inputs->failures == failures)
    tell_empty(to, path);
}

/* `id` is the path below the folder given, "" for the folder itself; `named`: the path was given, not found. */
static void add_path(collector *to, const char *path, const char *id, bool named) {
  struct stat about;
  if (!named && matches_one(to->options->exclude, id))
    return;
  if (stat(path, &about) != 0) {
    fail(to, path, "this cannot be read");
    return;
  }
  if (S_ISDIR(about.st_mode)) {
    add_folder(to, path, named ? "" : id);
    return;
  }
  if (!named && !is_listed(to->options, id))
    return;
  if (!S_ISREG(about.st_mode) && !named) {
    ml_warn(to->reporter, path, 0, "this is no file and no folder; it is left out");
    return;
  }
  ml_input input = {.path = path,
                    .id = id,
                    .real = real_path(to->arena, path),
                    .size = S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0};
  ml_vec_push(to->arena, &to->inputs->files, input);
}

static void add_standard_input(collector *to) {
  ml_input input = {.path = "-", .id = "stdin", .real = "-"};
  ml_vec_push(to->arena, &to->inputs->files, input);
}

static int by_path(const void *left, const void *right) {
  const ml_input *a = left, *b = right;
  int order = strcmp(a->path, b->path);
  return order != 0 ? order : strcmp(a->id, b->id);
}

static int by_real_path(const void *left, const void *right) {
  const ml_input *a = left, *b = right;
  int order = strcmp(a->real, b->real);
  return order != 0 ? order : by_path(left, right);
}

static int by_id(const void *left, const void *right) {
  const ml_input *a = left, *b = right;
  int order = strcmp(a->id, b->id);
  return order != 0 ? order : by_path(left, right);
}

static size_t once_each(ml_input *files, size_t n_files) {
  size_t n = 0;
  qsort(files, n_files, sizeof *files, by_real_path);
  for (size_t i = 0; i < n_files; i++)
    if (n == 0 || strcmp(files[i].real, files[n - 1].real) != 0)
      files[n++] = files[i];
  return n;
}

/* Files of one name from several folders are told apart by their paths. */
static void make_ids_differ(ml_input *files, size_t n) {
  qsort(files, n, sizeof *files, by_id);
  for (size_t i = 0, next; i < n; i = next) {
    for (next = i + 1; next < n && strcmp(files[next].id, files[i].id) == 0;)
      next++;
    for (size_t k = i; k < next && next - i > 1; k++)
      files[k].id = files[k].path;
  }
}

void ml_inputs_collect(ml_arena *arena, ml_inputs *inputs, const char *const *paths, size_t n_paths,
                       const ml_source_options *options, const ml_reporter *reporter) {
  collector to = {.arena = arena, .inputs = inputs, .options = options, .reporter = reporter};
  for (size_t i = 0; i < n_paths; i++) {
    if (strcmp(paths[i], "-") == 0) {
      add_standard_input(&to);
      continue;
    }
    const char *path = tidy(arena, paths[i]);
    const char *slash = strrchr(path, '/');
    add_path(&to, path, slash != NULL && slash[1] != '\0' ? slash + 1 : path, true);
  }
  if (inputs->files.n == 0)
    return;
  inputs->files.n = once_each(inputs->files.v, inputs->files.n);
  make_ids_differ(inputs->files.v, inputs->files.n);
  qsort(inputs->files.v, inputs->files.n, sizeof *inputs->files.v, by_path);
}
