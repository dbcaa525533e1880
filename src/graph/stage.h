/* Stage: the sheets of a build on their way into a new store, in a file of their own beside it (PATH.work).
 *
 * It knows the store that is there already, so that a document that has not changed is taken from it; and it outlives a
 * build that was killed, so that the next one goes on where that one was. Sheets may come in any order and from any
 * thread; they leave in the order of their documents. */
#ifndef ML_GRAPH_STAGE_H
#define ML_GRAPH_STAGE_H

#include "extract/sheet.h"
#include "graph/store.h"

typedef struct ml_stage ml_stage;

/* Opens the stage of a store that is to become `path`, where a store may be already. */
ml_status ml_stage_open(ml_stage **out, const char *path, const ml_reporter *reporter);

/* One document, as a build meets it. */
typedef struct ml_staged {
  const char *document, *state;
  const char *file; /* where it was read */
  size_t line;      /* of the file, or 0 */
} ml_staged;

/* Expects the sheet of a document. *known: it is there already and need not be put. ML_ERR_INPUT, told to `reporter`,
 * when a document of this id was expected before. */
ml_status ml_stage_expect(ml_stage *stage, const ml_staged *given, bool *known, const ml_reporter *reporter);

/* Puts the sheet of a document, which may have been expected. ML_ERR_INPUT, told to `reporter`, when one was put
 * before. */
ml_status ml_stage_put(ml_stage *stage, const ml_staged *given, ml_str sheet, const ml_reporter *reporter);

/* The same for a sheet whose order among others means nothing: one that was put before may be the same, or else the one
 * of the two stays whose state and bytes come first in byte order. */
ml_status ml_stage_put_any(ml_stage *stage, const ml_staged *given, ml_str sheet, const ml_reporter *reporter);

/* Ends the putting. Documents of the old store that were not given are kept, or with `prune` left out. */
ml_status ml_stage_seal(ml_stage *stage, bool prune, ml_store_changes *changes);

/* Whether, once the putting has ended, all sheets are those of the old store, and all of its. */
ml_status ml_stage_same(const ml_stage *stage, bool *same);

/* Hands each sheet to `take`, sorted by document. */
ml_status ml_stage_each(ml_stage *stage, ml_status (*take)(void *user, ml_str line), void *user);

/* Closes the stage and removes its file, if it is `done` or nothing in it was work. */
void ml_stage_close(ml_stage *stage, bool done);

#endif
