/* Packed: what a compressed file or an archive holds, one entry after another, as far as libarchive can unpack it. */
#ifndef ML_TEXT_PACKED_H
#define ML_TEXT_PACKED_H

#include "text/reader.h"

typedef struct ml_packed ml_packed;

/* Does a file that starts with these bytes, 512 if it has so many, hold gzip, xz, zstd, bzip2, tar or zip? */
bool ml_is_packed(ml_str head);

/* Does it hold a document of an office program (OOXML, ODF), which is a zip archive of its parts? */
bool ml_is_office_document(ml_str head);

/* Starts unpacking what `from` has not handed out yet; *out belongs to the caller, and uses `from` until it is freed.
 * ML_READ_DONE, ML_READ_FAILED when these bytes cannot be unpacked, with *out saying why, or ML_READ_NOMEM. */
ml_read ml_packed_open(ml_packed **out, ml_reader *from);

/* Goes to the next file: ML_READ_DONE, ML_READ_END, or ML_READ_FAILED, behind which nothing can be read. */
ml_read ml_packed_next(ml_packed *packed);

/* The file's name with its folders, in whatever charset it came; "" for a file that was only compressed. Valid until
 * the next call of ml_packed_next. */
const char *ml_packed_name(const ml_packed *packed);

/* The bytes of the current file. */
ml_supply ml_packed_supply(ml_packed *packed);

/* Why the last call or pull failed; never NULL. */
const char *ml_packed_problem(const ml_packed *packed);

/* NULL is fine. */
void ml_packed_free(ml_packed *packed);

#endif
