#include "rules/package.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/hash.h"

static const char first_file[] = "package.rules";

static const char *path_below(ml_arena *arena, const char *folder, const char *name) {
  return ml_arena_format(arena, "%s%s%s", folder, ml_str_ends(ml_str_of(folder), ML_STR("/")) ? "" : "/", name);
}

/* ---- the content hash ---- */

static void append(ml_syntax *syntax, const char *at, size_t n) {
  ml_vec_reserve(syntax->arena, &syntax->contents, syntax->contents.n + n);
  memcpy(syntax->contents.v + syntax->contents.n, at, n);
  syntax->contents.n += n;
}

static void append_file(ml_syntax *syntax, const char *name, const ml_reply *file) {
  const char *hash = ml_arena_format(syntax->arena, "%016" PRIx64, file->number);
  append(syntax, name, strlen(name) + 1);
  append(syntax, hash, strlen(hash));
}

/* ---- the package ---- */

static void read_rule_file(ml_syntax *syntax, const char *name) {
  const char *path = path_below(syntax->arena, syntax->package->folder, name);
  const ml_reply *file = ml_files_ask(&syntax->files, ML_ASK_TEXT, path);
  if (file->why != NULL) {
    ml_fail(syntax->reporter, ML_ERR_RULES, path, "this rule file cannot be read: %s", file->why);
    syntax->errors++;
    return;
  }
  append_file(syntax, name, file);
  ml_parse_file(syntax, path, file->text);
}

static void report_unreadable(ml_syntax *syntax, const char *what, const char *file, ml_place place, const char *why) {
  ml_syntax_error(syntax, place, "its path starts at the folder of the package", "the %s %s cannot be read: %s", what,
                  file, why);
}

/* Asks for the file that a declaration at `place` names. */
static const ml_reply *ask_for_file(ml_syntax *syntax, ml_query_kind kind, const char *what, const char *path,
                                    ml_place place) {
  const ml_reply *file =
      ml_files_ask(&syntax->files, kind, path_below(syntax->arena, place.file->package->folder, path));
  if (file->why == NULL)
    append_file(syntax, path, file);
  else
    report_unreadable(syntax, what, file->path, place, file->why);
  return file;
}

ml_str ml_package_text(ml_syntax *syntax, const char *what, const char *file, ml_place place) {
  const char *why;
  ml_str text = ml_files_text(&syntax->files, syntax->arena, file, &why);
  if (why != NULL)
    report_unreadable(syntax, what, file, place, why);
  return text;
}

static void ask_for_files(ml_syntax *syntax) {
  for (size_t i = 0; i < syntax->lexicons.n; i++) {
    ml_lexicon_decl *decl = syntax->lexicons.v[i];
    if (decl->place.file->package == syntax->package && decl->change != ML_OFF)
      decl->file = ask_for_file(syntax, ML_ASK_HASH, "lexicon", decl->path, decl->place)->path;
  }
  for (size_t i = 0; i < syntax->tables.n; i++) {
    ml_table_decl *decl = syntax->tables.v[i];
    if (decl->place.file->package != syntax->package)
      continue;
    const ml_reply *file = ask_for_file(syntax, ML_ASK_TEXT, "table", decl->path, decl->path_place);
    decl->file = file->path;
    decl->text = file->text;
  }
  for (size_t i = 0; i < syntax->weights.n; i++) {
    ml_weights_decl *decl = syntax->weights.v[i];
    if (decl->place.file->package == syntax->package && decl->change != ML_OFF)
      decl->file = ask_for_file(syntax, ML_ASK_HASH, "weights file", decl->path, decl->place)->path;
  }
}

/* The name behind `name` in a list of them, or NULL. */
static const char *next_name(ml_str list, const char *name) {
  name = name == NULL ? list.at : name + strlen(name) + 1;
  return name == list.at + list.n ? NULL : name;
}

/* Reads the files of a package: package.rules, then the others in byte order. On failure *why says what is wrong with
 * its folder. */
static ml_status read_package(ml_syntax *syntax, ml_package *package, const char **why) {
  const ml_reply *list = ml_files_ask(&syntax->files, ML_ASK_LIST, package->folder);
  bool has_first = false;
  if (list->why != NULL) {
    *why = ml_arena_format(syntax->arena, "this rule folder cannot be read: %s", list->why);
    return ML_ERR_RULES;
  }
  for (const char *name = NULL; (name = next_name(list->text, name)) != NULL;)
    has_first = has_first || strcmp(name, first_file) == 0;
  if (!has_first) {
    *why = ml_arena_format(syntax->arena, "this folder is no rule package: it has no %s", first_file);
    return ML_ERR_RULES;
  }
  ml_package *around = syntax->package;
  syntax->package = package;
  package->open = true;
  read_rule_file(syntax, first_file);
  for (const char *name = NULL; (name = next_name(list->text, name)) != NULL;)
    if (strcmp(name, first_file) != 0)
      read_rule_file(syntax, name);
  ask_for_files(syntax);
  package->open = false;
  syntax->package = around;
  return ML_OK;
}

/* The package in a folder, the same one each time it is asked for; *known says whether it was. */
static ml_package *package_in(ml_syntax *syntax, const char *folder, bool *known) {
  const ml_reply *where = ml_files_ask(&syntax->files, ML_ASK_FOLDER, folder);
  for (size_t i = 0; i < syntax->packages.n && where->why == NULL; i++) {
    ml_package *package = syntax->packages.v[i];
    *known = package->where != NULL && package->where->why == NULL && package->where->number == where->number;
    if (*known)
      return package;
  }
  ml_package *package = ML_NEW(syntax->arena, ml_package);
  *package = (ml_package){.folder = folder, .where = where};
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
  const ml_reply *file = ml_files_ask(&syntax->files, ML_ASK_TEXT, path_below(syntax->arena, folder, first_file));
  return file->why == NULL && ml_str_is(declared_name(file->text), name);
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
  if (syntax->n_search == 0)
    hint = ml_arena_format(syntax->arena, "%s; there are no installed rules to look in", hint);
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

const ml_package *ml_package_use(ml_syntax *syntax, const char *name, ml_place place) {
  const char *why, *folder = used_folder(syntax, name, place);
  bool known = false;
  if (folder == NULL)
    return NULL;
  ml_package *package = package_in(syntax, folder, &known);
  if (known && package->open) {
    report_circle(syntax, package, place);
    return NULL;
  }
  if (known)
    return package;
  package->user = syntax->package;
  if (read_package(syntax, package, &why) == ML_OK)
    return package;
  ml_syntax_error(syntax, place, ml_arena_format(syntax->arena, "the folder is %s", folder),
                  "the package %s cannot be used: %s", name, why);
  return NULL;
}

ml_status ml_package_read(ml_syntax *syntax, const char *const *folders, size_t n_folders, char hash[17]) {
  syntax->files.arena = syntax->arena;
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
