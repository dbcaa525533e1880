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

static void append(ml_syntax *syntax, const char *at, size_t n) {
  ml_vec_reserve(syntax->arena, &syntax->contents, syntax->contents.n + n);
  memcpy(syntax->contents.v + syntax->contents.n, at, n);
  syntax->contents.n += n;
}

static void append_file(ml_syntax *syntax, const char *name, ml_str content) {
  const char *hash = ml_arena_format(syntax->arena, "%016" PRIx64, ml_hash64(content));
  append(syntax, name, strlen(name) + 1);
  append(syntax, hash, strlen(hash));
}

/* ---- the package ---- */

static void read_rule_file(ml_syntax *syntax, const char *name) {
  ml_str text = {0};
  const char *why, *path = path_below(syntax->arena, syntax->package->folder, name);
  if (read_file(syntax->arena, path, &text, &why) != ML_OK) {
    ml_fail(syntax->reporter, ML_ERR_RULES, path, "this rule file cannot be read: %s", why);
    syntax->errors++;
    return;
  }
  append_file(syntax, name, text);
  ml_parse_file(syntax, path, text);
}

/* Reads the file that a declaration at `place` names, if it is one of the package being read. Returns its path; *text
 * stays empty when it cannot be read. */
static const char *read_named_file(ml_syntax *syntax, const char *what, const char *path, ml_place place,
                                   ml_str *text) {
  const char *why, *file = path_below(syntax->arena, place.file->package->folder, path);
  if (read_file(syntax->arena, file, text, &why) == ML_OK)
    append_file(syntax, path, *text);
  else
    ml_syntax_error(syntax, place, "its path starts at the folder of the package", "the %s %s cannot be read: %s", what,
                    file, why);
  return file;
}

static void read_named_files(ml_syntax *syntax) {
  for (size_t i = 0; i < syntax->lexicons.n; i++) {
    ml_lexicon_decl *decl = syntax->lexicons.v[i];
    if (decl->place.file->package == syntax->package && decl->change != ML_OFF)
      decl->file = read_named_file(syntax, "lexicon", decl->path, decl->place, &decl->text);
  }
  for (size_t i = 0; i < syntax->tables.n; i++) {
    ml_table_decl *decl = syntax->tables.v[i];
    if (decl->place.file->package == syntax->package)
      decl->file = read_named_file(syntax, "table", decl->path, decl->path_place, &decl->text);
  }
  for (size_t i = 0; i < syntax->weights.n; i++) {
    ml_weights_decl *decl = syntax->weights.v[i];
    if (decl->place.file->package == syntax->package && decl->change != ML_OFF)
      decl->file = read_named_file(syntax, "weights file", decl->path, decl->place, &decl->text);
  }
}

/* Reads the files of a package. On failure *why says what is wrong with its folder. */
static ml_status read_package(ml_syntax *syntax, ml_package *package, const char **why) {
  listing list = {.arena = syntax->arena, .folder = opendir(package->folder)};
  int error = errno;
  if (list.folder != NULL) {
    ml_status status = ml_arena_guard(syntax->arena, list_rule_files, &list);
    error = status == ML_OK ? 0 : errno;
    closedir(list.folder);
    if (status == ML_ERR_NOMEM)
      ml_arena_give_up(syntax->arena);
  }
  if (error != 0) {
    *why = ml_arena_format(syntax->arena, "this rule folder cannot be read: %s", strerror(error));
    return ML_ERR_RULES;
  }
  if (list.names.n > 0)
    qsort(list.names.v, list.names.n, sizeof *list.names.v, compare_names);
  if (list.names.n == 0 || strcmp(list.names.v[0], first_file) != 0) {
    *why = ml_arena_format(syntax->arena, "this folder is no rule package: it has no %s", first_file);
    return ML_ERR_RULES;
  }
  ml_package *around = syntax->package;
  syntax->package = package;
  package->open = true;
  for (size_t i = 0; i < list.names.n; i++)
    read_rule_file(syntax, list.names.v[i]);
  read_named_files(syntax);
  package->open = false;
  syntax->package = around;
  return ML_OK;
}

/* The package in a folder, the same one each time it is asked for; *known says whether it was. */
static ml_package *package_in(ml_syntax *syntax, const char *folder, bool *known) {
  struct stat about = {0};
  bool there = stat(folder, &about) == 0;
  for (size_t i = 0; i < syntax->packages.n && there; i++) {
    ml_package *package = syntax->packages.v[i];
    *known = package->device == (uint64_t)about.st_dev && package->inode == (uint64_t)about.st_ino;
    if (*known)
      return package;
  }
  ml_package *package = ML_NEW(syntax->arena, ml_package);
  *package = (ml_package){.folder = folder, .device = (uint64_t)about.st_dev, .inode = (uint64_t)about.st_ino};
  ml_vec_push(syntax->arena, &syntax->packages, package);
  *known = false;
  return package;
}

/* ---- use ---- */

/* What a package.rules calls its package: the word behind `package`; empty when there is none. */
static ml_str declared_name(ml_str text) {
  while (text.n > 0) {
    const char *end = memchr(text.at, '\n', text.n);
    ml_str line = {text.at, end == NULL ? text.n : (size_t)(end - text.at)};
    if (ml_str_starts(line, ML_STR("package "))) {
      line = (ml_str){line.at + strlen("package "), line.n - strlen("package ")};
      for (; line.n > 0 && *line.at == ' '; line.at++)
        line.n--;
      const char *space = line.n == 0 ? NULL : memchr(line.at, ' ', line.n);
      return (ml_str){line.at, space == NULL ? line.n : (size_t)(space - line.at)};
    }
    size_t used = line.n + (end != NULL);
    text = (ml_str){text.at + used, text.n - used};
  }
  return (ml_str){0};
}

static bool is_called(ml_syntax *syntax, const char *folder, const char *name) {
  ml_str text;
  const char *why;
  return read_file(syntax->arena, path_below(syntax->arena, folder, first_file), &text, &why) == ML_OK &&
         ml_str_is(declared_name(text), name);
}

/* The folder that `use` means, or NULL after reporting that there is none. */
static const char *used_folder(ml_syntax *syntax, const char *name, ml_place place) {
  const char *own = syntax->package->folder;
  if (own == NULL) {
    ml_syntax_error(syntax, place, NULL, "only a package in a folder uses others");
    return NULL;
  }
  if (strchr(name, '/') != NULL)
    return *name == '/' ? name : path_below(syntax->arena, own, name + (strncmp(name, "./", 2) == 0 ? 2 : 0));
  for (size_t i = 0; i < syntax->packages.n; i++)
    if (syntax->packages.v[i]->name != NULL && strcmp(syntax->packages.v[i]->name, name) == 0)
      return syntax->packages.v[i]->folder;
  const char *inside = path_below(syntax->arena, own, name);
  const char *beside = path_below(syntax->arena, own, ml_arena_format(syntax->arena, "../%s", name));
  const char *hint = ml_arena_format(syntax->arena, "looked in %s, %s", inside, beside);
  if (is_called(syntax, inside, name))
    return inside;
  if (is_called(syntax, beside, name))
    return beside;
  for (size_t i = 0; i < syntax->n_search; i++) {
    if (is_called(syntax, syntax->search[i], name))
      return syntax->search[i];
    hint = ml_arena_format(syntax->arena, "%s, %s", hint, syntax->search[i]);
  }
  hint = ml_arena_format(syntax->arena, "%s\na path has a slash, as in: use ../%s", hint, name);
  ml_syntax_error(syntax, place, hint, "no package called %s is found", name);
  return NULL;
}

static const char *name_of(const ml_package *package) {
  return package->name != NULL ? package->name : package->folder;
}

/* `first` is being read and is used again by the package being read. */
static void report_circle(ml_syntax *syntax, const ml_package *first, ml_place place) {
  const char *path = name_of(first);
  for (const ml_package *package = syntax->package; package != first; package = package->user)
    path = ml_arena_format(syntax->arena, "%s -> %s", name_of(package), path);
  ml_syntax_error(syntax, place, "one of them must do without the other", "the packages use each other: %s -> %s",
                  name_of(first), path);
}

void ml_package_use(ml_syntax *syntax, const char *name, ml_place place) {
  const char *why, *folder = used_folder(syntax, name, place);
  bool known = false;
  if (folder == NULL)
    return;
  ml_package *package = package_in(syntax, folder, &known);
  if (known && package->open) {
    report_circle(syntax, package, place);
  } else if (!known) {
    package->user = syntax->package;
    if (read_package(syntax, package, &why) != ML_OK)
      ml_syntax_error(syntax, place, ml_arena_format(syntax->arena, "the folder is %s", folder),
                      "the package %s cannot be used: %s", name, why);
  }
}

ml_status ml_package_read(ml_syntax *syntax, const char *const *folders, size_t n_folders, char hash[17]) {
  for (size_t i = 0; i < n_folders; i++) {
    const char *why;
    bool known;
    ml_package *package = package_in(syntax, folders[i], &known);
    package->user = NULL;
    if (!known && read_package(syntax, package, &why) != ML_OK)
      return ml_fail(syntax->reporter, ML_ERR_RULES, folders[i], "%s", why);
  }
  snprintf(hash, 17, "%016" PRIx64, ml_hash64((ml_str){syntax->contents.v, syntax->contents.n}));
  return ML_OK;
}
