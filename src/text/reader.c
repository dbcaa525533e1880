#include "text/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024 }; /* bytes asked for at a time */

ml_read ml_reader_open(ml_reader *reader, const char *path) {
  ml_reader_close(reader);
  reader->begin = reader->end = 0;
  reader->ended = false;
  reader->fd = open(path, O_RDONLY | O_CLOEXEC);
  return reader->fd < 0 ? ML_READ_FAILED : ML_READ_DONE;
}

/* Room for a chunk behind `end`: moves what is left to the front, and grows when that does not help. */
static bool make_room(ml_reader *reader) {
  if (reader->begin > 0) {
    memmove(reader->buffer, reader->buffer + reader->begin, reader->end - reader->begin);
    reader->end -= reader->begin;
    reader->begin = 0;
  }
  if (reader->cap - reader->end >= CHUNK)
    return true;
  size_t cap = reader->cap < CHUNK ? 2 * (size_t)CHUNK : 2 * reader->cap;
  char *grown = realloc(reader->buffer, cap);
  if (grown == NULL)
    return false;
  reader->buffer = grown;
  reader->cap = cap;
  return true;
}

/* Reads some more bytes, or finds that there are none. */
static ml_read fill(ml_reader *reader) {
  if (!make_room(reader))
    return ML_READ_NOMEM;
  ssize_t n;
  do
    n = read(reader->fd, reader->buffer + reader->end, reader->cap - reader->end);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    return ML_READ_FAILED;
  reader->ended = n == 0;
  reader->end += (size_t)n;
  return ML_READ_DONE;
}

ml_read ml_reader_rest(ml_reader *reader, size_t limit, ml_str *bytes) {
  while (!reader->ended) {
    ml_read result = fill(reader);
    if (result != ML_READ_DONE)
      return result;
    if (reader->end - reader->begin > limit)
      return ML_READ_TOO_LONG;
  }
  *bytes = (ml_str){reader->end > reader->begin ? reader->buffer + reader->begin : "", reader->end - reader->begin};
  reader->begin = reader->end;
  return ML_READ_DONE;
}

/* The \n of the line that begins at `begin`, looked for from there + `from`; NULL: not read yet. */
static const char *line_end(const ml_reader *reader, size_t from) {
  size_t n = reader->end - reader->begin - from;
  return n == 0 ? NULL : memchr(reader->buffer + reader->begin + from, '\n', n);
}

/* Behind the end of the line, whose first part has already been found too long. */
static ml_read skip_line(ml_reader *reader) {
  const char *end = NULL;
  while (end == NULL) {
    reader->begin = reader->end = 0;
    ml_read result = fill(reader);
    if (result != ML_READ_DONE)
      return result;
    if (reader->ended)
      return ML_READ_TOO_LONG;
    end = line_end(reader, 0);
  }
  reader->begin = (size_t)(end - reader->buffer) + 1;
  return ML_READ_TOO_LONG;
}

ml_read ml_reader_line(ml_reader *reader, size_t limit, ml_str *line) {
  const char *end = line_end(reader, 0);
  while (end == NULL && !reader->ended) {
    size_t seen = reader->end - reader->begin;
    if (seen > limit)
      return skip_line(reader);
    ml_read result = fill(reader);
    if (result != ML_READ_DONE)
      return result;
    end = line_end(reader, seen);
  }
  if (end == NULL && reader->begin == reader->end)
    return ML_READ_END;
  const char *start = reader->buffer + reader->begin;
  *line = (ml_str){start, end != NULL ? (size_t)(end - start) : reader->end - reader->begin};
  reader->begin += line->n + (end != NULL);
  return line->n > limit ? ML_READ_TOO_LONG : ML_READ_DONE;
}

void ml_reader_close(ml_reader *reader) {
  if (reader->fd >= 0)
    close(reader->fd); /* nothing was written, so nothing can be lost */
  reader->fd = -1;
}

void ml_reader_dispose(ml_reader *reader) {
  ml_reader_close(reader);
  free(reader->buffer);
  *reader = (ml_reader){.fd = -1};
}
