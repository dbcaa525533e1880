/* Coding: what a server packed a page with, where the bytes themselves do not tell (RFC 9110, 8.4.1): deflate with
 * zlib's header or without, and br (RFC 7932). */
#ifndef ML_TEXT_CODING_H
#define ML_TEXT_CODING_H

#include "text/reader.h"

typedef struct ml_coding ml_coding;

/* Does this name of a content coding need to be undone here? gzip and zstd do not: their bytes tell. */
bool ml_coding_known(const char *name);

/* Undoes a coding that is known; *out belongs to the caller. Bytes that are not coded so, as where the archive has
 * undone it and kept the header's word, pass as they are. ML_READ_DONE, or ML_READ_NOMEM. */
ml_read ml_coding_open(ml_coding **out, const char *name, ml_supply from);

/* The bytes as they were before coding. */
ml_supply ml_coding_supply(ml_coding *coding);

/* NULL is fine. */
void ml_coding_free(ml_coding *coding);

#endif
