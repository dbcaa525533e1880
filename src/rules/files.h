/* The files of packages: what was asked of the file system while rules were read, and what it answered. A saved rule
 * set keeps the answers and gives them again, so that rules are read from it just as from their folders. */
#ifndef ML_RULES_FILES_H
#define ML_RULES_FILES_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

typedef enum ml_query_kind {
  ML_ASK_PATH,   /* what is loaded (ml_rules_options.paths) */
  ML_ASK_SEARCH, /* the same of .search */
  ML_ASK_FOLDER, /* which folder a path leads to */
  ML_ASK_LIST,   /* the names of the rule files in a folder */
  ML_ASK_TEXT,   /* what a file holds */
  ML_ASK_HASH    /* the hash of that: of lexicons and weights, which are kept compiled */
} ml_query_kind;

typedef struct ml_reply {
  ml_query_kind kind;
  const char *path;
  const char *why; /* what is wrong with the path; NULL: nothing */
  ml_str text;     /* LIST: names in byte order, each with a NUL; HASH: at == NULL */
  uint64_t number; /* FOLDER: the same for all paths to it; TEXT, HASH: the hash of the text */
} ml_reply;

typedef struct ml_files {
  ml_arena *arena;
  ML_VEC(ml_reply *) answers; /* so far; or, when they are saved, all */
  bool saved;                 /* nothing but the answers is known */
} ml_files;

/* Answers a question that is none of the first two; the answer stays where it is as long as the arena. */
const ml_reply *ml_files_ask(ml_files *files, ml_query_kind kind, const char *path);

/* What a file holds whose hash was asked for, in the arena. at == NULL: it cannot be read; *why says what is wrong, and
 * is NULL when the answer has said so or it is not kept. */
ml_str ml_files_text(const ml_files *files, ml_arena *arena, const char *path, const char **why);

/* Notes what is loaded; it stays the caller's. */
void ml_files_note(ml_files *files, ml_query_kind kind, const char *const *paths, size_t n);

#endif
