#include "rules/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"

/* ---- texts ---- */

static bool read_bytes(FILE *file, char *bytes, size_t room, size_t *n) {
  *n = fread(bytes, 1, room, file);
  bool failed = ferror(file) != 0;
  return fclose(file) == 0 && !failed;
}

/* The size of a file that can be read; false: answer->why says why not. */
static bool measure(ml_arena *arena, ml_reply *answer, size_t *size) {
  struct stat about;
  if (stat(answer->path, &about) != 0)
    answer->why = ml_arena_format(arena, "%s", strerror(errno));
  else if (!S_ISREG(about.st_mode))
    answer->why = "it is no regular file";
  *size = answer->why == NULL ? (size_t)about.st_size : 0;
  return answer->why == NULL;
}

/* Reads a whole file into the arena. All memory is taken before the file is opened, so that running out of it leaves no
 * file open. */
static void read_text(ml_arena *arena, ml_reply *answer) {
  size_t size, n = 0;
  if (!measure(arena, answer, &size))
    return;
  char *bytes = ml_arena_take(arena, size + 1);
  FILE *file = fopen(answer->path, "rb");
  if (file == NULL || !read_bytes(file, bytes, size + 1, &n)) {
    answer->why = ml_arena_format(arena, "%s", strerror(errno));
    return;
  }
  if (n > size) {
    answer->why = "it grew while it was read";
    return;
  }
  bytes[n] = '\0';
  answer->text = (ml_str){bytes, n};
  answer->number = ml_hash64(answer->text);
}

static void read_hash(ml_arena *arena, ml_reply *answer) {
  size_t size;
  if (!measure(arena, answer, &size))
    return;
  FILE *file = fopen(answer->path, "rb");
  int why = file == NULL ? errno : ml_hash64_file(file, &answer->number);
  if (file != NULL && fclose(file) != 0 && why == 0)
    why = errno;
  if (why != 0)
    answer->why = ml_arena_format(arena, "%s", strerror(why));
}

/* ---- folders ---- */

/* The caller of the guard closes the folder. */
typedef struct listing {
  ml_arena *arena;
  DIR *folder;
  ML_VEC(const char *) names;
} listing;

static ml_status list_names(void *argument) {
  listing *list = argument;
  errno = 0;
  for (const struct dirent *entry; (entry = readdir(list->folder)) != NULL; errno = 0) {
    ml_str name = ml_str_of(entry->d_name);
    if (ml_str_ends(name, ML_STR(".rules")) && name.at[0] != '.')
      ml_vec_push(list->arena, &list->names, ml_arena_copy(list->arena, name.at, name.n));
  }
  return errno == 0 ? ML_OK : ML_ERR_RULES;
}

static int by_bytes(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void read_list(ml_arena *arena, ml_reply *answer) {
  listing list = {.arena = arena, .folder = opendir(answer->path)};
  int error = errno;
  if (list.folder != NULL) {
    ml_status status = ml_arena_guard(arena, list_names, &list);
    error = status == ML_OK ? 0 : errno;
    closedir(list.folder);
    if (status == ML_ERR_NOMEM)
      ml_arena_give_up(arena);
  }
  if (error != 0) {
    answer->why = ml_arena_format(arena, "%s", strerror(error));
    return;
  }
  ML_VEC(char) text = {0};
  if (list.names.n > 0)
    qsort(list.names.v, list.names.n, sizeof *list.names.v, by_bytes);
  for (size_t i = 0; i < list.names.n; i++) {
    size_t n = strlen(list.names.v[i]) + 1;
    ml_vec_reserve(arena, &text, text.n + n);
    memcpy(text.v + text.n, list.names.v[i], n);
    text.n += n;
  }
  answer->text = (ml_str){text.v, text.n};
}

/* Folders are numbered as they come, so that what is saved does not depend on the disk. */
static void number_folder(ml_files *files, ml_reply *answer) {
  struct stat about, other;
  if (stat(answer->path, &about) != 0) {
    answer->why = ml_arena_format(files->arena, "%s", strerror(errno));
    return;
  }
  answer->number = files->answers.n;
  for (size_t i = 0; i + 1 < files->answers.n; i++) { /* the last one is the answer itself */
    const ml_reply *known = files->answers.v[i];
    if (known->kind == ML_ASK_FOLDER && known->why == NULL && stat(known->path, &other) == 0 &&
        other.st_dev == about.st_dev && other.st_ino == about.st_ino) {
      answer->number = known->number;
      return;
    }
  }
}

/* ---- asking ---- */

static const ml_reply *known_answer(const ml_files *files, ml_query_kind kind, const char *path) {
  static const ml_reply unknown = {.why = "it is not in the compiled rules"};
  for (size_t i = 0; i < files->answers.n; i++)
    if (files->answers.v[i]->kind == kind && strcmp(files->answers.v[i]->path, path) == 0)
      return files->answers.v[i];
  return &unknown;
}

static ml_reply *add_answer(ml_files *files, ml_query_kind kind, const char *path) {
  ml_reply *answer = ML_NEW(files->arena, ml_reply);
  *answer = (ml_reply){.kind = kind, .path = ml_arena_copy(files->arena, path, strlen(path))};
  ml_vec_push(files->arena, &files->answers, answer);
  return answer;
}

const ml_reply *ml_files_ask(ml_files *files, ml_query_kind kind, const char *path) {
  if (files->saved)
    return known_answer(files, kind, path);
  ml_reply *answer = add_answer(files, kind, path);
  if (kind == ML_ASK_FOLDER)
    number_folder(files, answer);
  else if (kind == ML_ASK_LIST)
    read_list(files->arena, answer);
  else if (kind == ML_ASK_HASH)
    read_hash(files->arena, answer);
  else
    read_text(files->arena, answer);
  return answer;
}

ml_str ml_files_text(const ml_files *files, ml_arena *arena, const char *path, const char **why) {
  const ml_reply *asked = known_answer(files, ML_ASK_HASH, path);
  ml_reply text = {.kind = ML_ASK_TEXT, .path = path};
  *why = NULL;
  if (files->saved || asked->why != NULL)
    return (ml_str){0};
  read_text(arena, &text);
  if (text.why == NULL && text.number != asked->number)
    text.why = "it was changed while it was read";
  *why = text.why;
  return text.why == NULL ? text.text : (ml_str){0};
}

void ml_files_note(ml_files *files, ml_query_kind kind, const char *const *paths, size_t n) {
  for (size_t i = 0; i < n; i++)
    add_answer(files, kind, paths[i]);
}
