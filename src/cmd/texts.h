/* Documents for the commands that do more with them, or less, than extract. */
#ifndef ML_CMD_TEXTS_H
#define ML_CMD_TEXTS_H

#include "cmd/options.h"

/* Hands each document below `paths` to `take`, which reports its own errors. One that is refused (ML_ERR_INPUT,
 * ML_ERR_LIMIT) is left out; any other error ends the reading. The code says the worst that happened. */
cmd_exit cmd_texts_read(const char *const *paths, size_t n_paths, cmd_terminal *terminal,
                        ml_status (*take)(void *user, const ml_document *document), void *user);

#endif
