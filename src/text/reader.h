/* Reader: a file's bytes, whole or line by line, through one buffer that is as long as the longest line. */
#ifndef ML_TEXT_READER_H
#define ML_TEXT_READER_H

#include "base/str.h"

/* Belongs to whoever opened it; a zeroed one with fd -1 is closed. The buffer stays for the next file. */
typedef struct ml_reader {
  int fd;
  char *buffer;
  size_t cap, begin, end; /* what has been read and not handed out is [begin, end) */
  bool ended;             /* the file has no more bytes */
} ml_reader;

typedef enum ml_read {
  ML_READ_DONE,
  ML_READ_END,      /* no line is left */
  ML_READ_TOO_LONG, /* the file is, or the line, which has been skipped */
  ML_READ_FAILED,   /* errno says why */
  ML_READ_NOMEM
} ml_read;

/* Opens a file for reading in place of the one before: ML_READ_DONE or ML_READ_FAILED. */
ml_read ml_reader_open(ml_reader *reader, const char *path);

/* All bytes that are left, at most `limit`; valid until the next call. */
ml_read ml_reader_rest(ml_reader *reader, size_t limit, ml_str *bytes);

/* The next line without its \n, at most `limit` bytes; valid until the next call. */
ml_read ml_reader_line(ml_reader *reader, size_t limit, ml_str *line);

/* Closes the file and keeps the buffer. */
void ml_reader_close(ml_reader *reader);

/* Closes the file and gives the buffer back. */
void ml_reader_dispose(ml_reader *reader);

#endif
