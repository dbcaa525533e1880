/* Saved rule sets: a file with the texts of rules, and with the dictionary and the weights, mapped and used as they
 * are.
 *
 * Patterns are not kept compiled: they compile in milliseconds, and only names grow by the million. So there is no
 * pointer in the file and no structure of the engine: whoever gives the engine a new field has nothing to do here, and
 * messages name files and lines as ever, since the rules are read as ever. What is mapped is numbers that are held
 * against their bounds once, so a file that somebody has tampered with is refused, or says other things; it cannot lead
 * the program astray. A file is of the very program that wrote it (ml_fingerprint): another one refuses it.
 *
 * The cache keeps such files without texts, under the hash of the texts that they were made from: they are read anyway,
 * and what stands in the cache is either of just these texts or not found. It is a folder that only its user writes to:
 * hashes tell what a disk has damaged, and bounds, which take as long, are not asked for. */
#ifndef ML_RULES_SAVED_H
#define ML_RULES_SAVED_H

#include "base/report.h"
#include "rules/dictionary.h"
#include "rules/files.h"
#include "rules/weights.h"

extern const char ml_fingerprint[]; /* of the program's sources; generated */

/* A file that is mapped; zeroed: none. */
typedef struct ml_saved {
  void *map;
  size_t size;
  const char *hash;    /* of the texts it is made from (ml_schema.hash) */
  ml_dictionary words; /* not held against its bounds (ml_dictionary_is_sound) */
  ml_weights weights;  /* nor these (ml_weights_are_sound) */
} ml_saved;

/* Maps a saved rule set. `files`, unless it is NULL, gets the answers that it keeps, in its arena. On failure *why says
 * what is wrong with the file, and *out is empty. */
bool ml_saved_open(ml_saved *out, ml_files *files, const char *path, const char **why);
void ml_saved_close(ml_saved *saved);

/* Writes dictionary and weights, the hash of the texts they are made from, and the answers if `files` is not NULL:
 * beside `path` first, then renamed. false with errno set when that fails; nothing is left behind then. Needs the guard
 * of the arena of `files`. */
bool ml_saved_write(const ml_dictionary *words, const ml_weights *weights, const char *hash, ml_files *files,
                    const char *path);

/* ---- the cache: a folder of files that nobody misses ---- */

/* Looks for what was made from the texts with this hash. */
bool ml_cache_open(ml_saved *out, const char *folder, const char *hash);

/* Keeps dictionary and weights, if that is worth the room, and gives up those that were used last of all. What fails is
 * of no consequence. */
void ml_cache_put(const char *folder, const char *hash, const ml_dictionary *words, const ml_weights *weights);

#endif
