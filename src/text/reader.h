/* Reader: the bytes of a file, or of what is packed in one, whole, line by line or counted, through one buffer that is
 * as long as the longest piece asked for. */
#ifndef ML_TEXT_READER_H
#define ML_TEXT_READER_H

#include "base/str.h"

typedef enum ml_read {
  ML_READ_DONE,
  ML_READ_END,      /* no line is left, or fewer bytes than asked for */
  ML_READ_TOO_LONG, /* the file is, or the line, which has been skipped */
  ML_READ_FAILED,   /* ml_reader_problem says why */
  ML_READ_NOMEM
} ml_read;

/* Where bytes come from instead of a file descriptor. */
typedef struct ml_supply {
  /* Writes at most `room` bytes to `to`: how many, 0 at the end, or -1 after a failure. NULL: there is no supply. */
  ptrdiff_t (*pull)(void *user, char *to, size_t room);
  const char *(*problem)(void *user); /* why the last pull failed */
  void *user;
} ml_supply;

/* Belongs to whoever opened it; a zeroed one with fd -1 is closed. The buffer stays for the next file. */
typedef struct ml_reader {
  int fd;           /* unless there is a supply */
  ml_supply supply; /* which the reader does not own */
  char *buffer;
  size_t cap, begin, end; /* what has been read and not handed out is [begin, end) */
  uint64_t total;         /* bytes read so far */
  bool ended;             /* there are no more bytes */
  int error;              /* errno of the read that failed */
} ml_reader;

/* Opens a file for reading in place of the one before, or standard input for "-": ML_READ_DONE or ML_READ_FAILED. */
ml_read ml_reader_open(ml_reader *reader, const char *path);

/* Reads from a supply in place of what was read before. */
void ml_reader_open_supply(ml_reader *reader, ml_supply supply);

/* Looks at what comes next without taking it: `least` bytes, or all there are if they are fewer, and as many more as
 * have been read anyway. Valid until the next call. */
ml_read ml_reader_peek(ml_reader *reader, size_t least, ml_str *bytes);

/* All bytes that are left, at most `limit`; valid until the next call. */
ml_read ml_reader_rest(ml_reader *reader, size_t limit, ml_str *bytes);

/* The next line without its \n, at most `limit` bytes; valid until the next call. */
ml_read ml_reader_line(ml_reader *reader, size_t limit, ml_str *line);

/* The next n bytes; ML_READ_END, with those that are left, when they are fewer. Valid until the next call. */
ml_read ml_reader_take(ml_reader *reader, size_t n, ml_str *bytes);

/* Leaves out the next n bytes; ML_READ_END when there are fewer. */
ml_read ml_reader_skip(ml_reader *reader, uint64_t n);

/* Whatever has been read and not handed out, or else the next bytes; none at the end. Valid until the next call. */
ml_read ml_reader_some(ml_reader *reader, ml_str *bytes);

/* Is this a file, read from its first byte on, in which one can go to any place? */
bool ml_reader_can_seek(const ml_reader *reader);

/* Goes to a place in such a file, whence 0, 1 or 2 as lseek has it: where it is now, or -1 when that cannot be. */
int64_t ml_reader_seek(ml_reader *reader, int64_t offset, int whence);

/* Bytes handed out so far. */
static inline uint64_t ml_reader_place(const ml_reader *reader) {
  return reader->total - (reader->end - reader->begin);
}

/* Why the last call failed, in words; valid until the next call. */
const char *ml_reader_problem(const ml_reader *reader);

/* Closes the file and keeps the buffer. */
void ml_reader_close(ml_reader *reader);

/* Closes the file and gives the buffer back. */
void ml_reader_dispose(ml_reader *reader);

#endif
