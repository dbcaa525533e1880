#include "rules/package.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/hash.h"

static const char first_file[] = "package.rules";

/* ---- files ---- */

static ml_status read_bytes(FILE *file, char *bytes, size_t room, size_t *n) {
  *n = fread(bytes, 1, room, file);
  bool failed = ferror(file) != 0;
  return fclose(file) != 0 || failed ? ML_ERR_INPUT : ML_OK;
}

/* Reads a whole file into the arena. On failure *why says what is wrong. All memory is taken before the file is opened,
 * so that running out of it leaves no file open. */
static ml_status read_file(ml_arena *arena, const char *path, ml_str *out, const char **why) {
  struct stat about;
  *why = "it is no regular file";
  if (stat(path, &about) != 0) {
    *why = strerror(errno);
    return ML_ERR_INPUT;
  }
  if (!S_ISREG(about.st_mode))
    return ML_ERR_INPUT;
  size_t size = (size_t)about.st_size, n = 0;
  char *bytes = ml_arena_alloc(arena, size + 1);
  FILE *file = fopen(path, "rb");
  if (file == NULL || read_bytes(file, bytes, size + 1, &n) != ML_OK) {
    *why = strerror(errno);
    return ML_ERR_INPUT;
  }
  if (n > size) {
    *why = "it grew while it was read";
    return ML_ERR_INPUT;
  }
  bytes[n] = '\0';
  *out = (ml_str){bytes, n};
  return ML_OK;
}

static const char *path_below(ml_arena *arena, const char *folder, const char *name) {
  return ml_arena_format(arena, "%s%s%s", folder, ml_str_ends(ml_str_of(folder), ML_STR("/")) ? "" : "/", name);
}

/* ---- the folder ---- */

/* Names of the rule files in a folder. The caller of the guard closes the folder. */
typedef struct listing {
  ml_arena *arena;
  DIR *folder;
  ML_VEC(const char *) names;
} listing;

static ml_status list_rule_files(void *argument) {
  listing *list = argument;
  errno = 0;
  for (const struct dirent *entry; (entry = readdir(list->folder)) != NULL; errno = 0) {
    ml_str name = ml_str_of(entry->d_name);
    if (ml_str_ends(name, ML_STR(".rules")) && name.at[0] != '.')
      ml_vec_push(list->arena, &list->names, ml_arena_copy(list->arena, name.at, name.n));
  }
  return errno == 0 ? ML_OK : ML_ERR_RULES;
}

/* package.rules first, then byte order. */
static int compare_names(const void *a, const void *b) {
  const char *left = *(const char *const *)a, *right = *(const char *const *)b;
  int left_rank = strcmp(left, first_file) != 0, right_rank = strcmp(right, first_file) != 0;
  return left_rank != right_rank ? left_rank - right_rank : strcmp(left, right);
}

/* ---- the content hash ---- */

typedef ML_VEC(char) bytes;

static void append(ml_arena *arena, bytes *to, const char *at, size_t n) {
  ml_vec_reserve(arena, to, to->n + n);
  memcpy(to->v + to->n, at, n);
  to->n += n;
}

static void append_file(ml_arena *arena, bytes *to, const char *name, ml_str content) {
  const char *hash = ml_arena_format(arena, "%016" PRIx64, ml_hash64(content));
  append(arena, to, name, strlen(name) + 1);
  append(arena, to, hash, strlen(hash));
}

/* ---- the package ---- */

static void read_rule_file(ml_syntax *syntax, const char *folder, const char *name, bytes *contents) {
  ml_str text = {0};
  const char *why, *path = path_below(syntax->arena, folder, name);
  if (read_file(syntax->arena, path, &text, &why) != ML_OK) {
    ml_fail(syntax->reporter, ML_ERR_RULES, path, "this rule file cannot be read: %s", why);
    syntax->errors++;
    return;
  }
  append_file(syntax->arena, contents, name, text);
  ml_parse_file(syntax, path, text);
}

/* Reads the file that a declaration at `place` names; *text stays empty when it cannot be read. */
static void read_named_file(ml_syntax *syntax, const char *what, const char *file, const char *path, ml_place place,
                            ml_str *text, bytes *contents) {
  const char *why;
  if (read_file(syntax->arena, file, text, &why) == ML_OK)
    append_file(syntax->arena, contents, path, *text);
  else
    ml_syntax_error(syntax, place, "its path starts at the folder of the package", "the %s %s cannot be read: %s", what,
                    file, why);
}

static void read_named_files(ml_syntax *syntax, const char *folder, bytes *contents) {
  for (size_t i = 0; i < syntax->lexicons.n; i++) {
    ml_lexicon_decl *decl = syntax->lexicons.v[i];
    decl->file = path_below(syntax->arena, folder, decl->path);
    read_named_file(syntax, "lexicon", decl->file, decl->path, decl->place, &decl->text, contents);
  }
  for (size_t i = 0; i < syntax->weights.n; i++) {
    ml_weights_decl *decl = syntax->weights.v[i];
    decl->file = path_below(syntax->arena, folder, decl->path);
    read_named_file(syntax, "weights file", decl->file, decl->path, decl->place, &decl->text, contents);
  }
}

ml_status ml_package_read(ml_syntax *syntax, const char *folder, char hash[17]) {
  listing list = {.arena = syntax->arena, .folder = opendir(folder)};
  if (list.folder == NULL)
    return ml_fail(syntax->reporter, ML_ERR_RULES, folder, "this rule folder cannot be read: %s", strerror(errno));
  ml_status status = ml_arena_guard(syntax->arena, list_rule_files, &list);
  if (status == ML_ERR_RULES)
    ml_fail(syntax->reporter, status, folder, "this rule folder cannot be read: %s", strerror(errno));
  closedir(list.folder);
  ML_TRY(status);
  if (list.names.n > 0)
    qsort(list.names.v, list.names.n, sizeof *list.names.v, compare_names);
  if (list.names.n == 0 || strcmp(list.names.v[0], first_file) != 0)
    return ml_fail(syntax->reporter, ML_ERR_RULES, folder, "this folder is no rule package: it has no %s", first_file);
  bytes contents = {0};
  for (size_t i = 0; i < list.names.n; i++)
    read_rule_file(syntax, folder, list.names.v[i], &contents);
  read_named_files(syntax, folder, &contents);
  snprintf(hash, 17, "%016" PRIx64, ml_hash64((ml_str){contents.v, contents.n}));
  return ML_OK;
}
