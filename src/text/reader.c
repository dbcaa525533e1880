#include "text/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024 }; /* bytes asked for at a time */

static void start(ml_reader *reader, int fd, ml_supply supply) {
  ml_reader_close(reader);
  reader->begin = reader->end = 0;
  reader->total = 0;
  reader->ended = false;
  reader->fd = fd;
  reader->supply = supply;
}

ml_read ml_reader_open(ml_reader *reader, const char *path) {
  bool standard = strcmp(path, "-") == 0;
  int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
  reader->error = errno;
  start(reader, fd, (ml_supply){0});
  return fd < 0 ? ML_READ_FAILED : ML_READ_DONE;
}

void ml_reader_open_supply(ml_reader *reader, ml_supply supply) {
  start(reader, -1, supply);
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

static ptrdiff_t pull(ml_reader *reader) {
  char *to = reader->buffer + reader->end;
  size_t room = reader->cap - reader->end;
  if (reader->supply.pull != NULL)
    return reader->supply.pull(reader->supply.user, to, room);
  ssize_t n;
  do
    n = read(reader->fd, to, room);
  while (n < 0 && errno == EINTR);
  reader->error = errno;
  return n;
}

/* Reads some more bytes, or finds that there are none. */
static ml_read fill(ml_reader *reader) {
  if (!make_room(reader))
    return ML_READ_NOMEM;
  ptrdiff_t n = pull(reader);
  if (n < 0)
    return ML_READ_FAILED;
  reader->ended = n == 0;
  reader->end += (size_t)n;
  reader->total += (uint64_t)n;
  return ML_READ_DONE;
}

static ml_str ready(const ml_reader *reader) {
  return (ml_str){reader->end > reader->begin ? reader->buffer + reader->begin : "", reader->end - reader->begin};
}

/* Has `least` bytes ready, unless there are fewer. */
static ml_read gather(ml_reader *reader, size_t least) {
  ml_read result = ML_READ_DONE;
  while (result == ML_READ_DONE && !reader->ended && reader->end - reader->begin < least)
    result = fill(reader);
  return result;
}

ml_read ml_reader_peek(ml_reader *reader, size_t least, ml_str *bytes) {
  ml_read result = gather(reader, least);
  *bytes = ready(reader);
  return result;
}

ml_read ml_reader_rest(ml_reader *reader, size_t limit, ml_str *bytes) {
  while (!reader->ended) {
    ml_read result = fill(reader);
    if (result != ML_READ_DONE)
      return result;
    if (reader->end - reader->begin > limit)
      return ML_READ_TOO_LONG;
  }
  *bytes = ready(reader);
  reader->begin = reader->end;
  return ML_READ_DONE;
}

ml_read ml_reader_take(ml_reader *reader, size_t n, ml_str *bytes) {
  ml_read result = gather(reader, n);
  if (result != ML_READ_DONE)
    return result;
  *bytes = ready(reader);
  result = bytes->n < n ? ML_READ_END : ML_READ_DONE;
  bytes->n = bytes->n < n ? bytes->n : n;
  reader->begin += bytes->n;
  return result;
}

ml_read ml_reader_skip(ml_reader *reader, uint64_t n) {
  for (;;) {
    size_t there = reader->end - reader->begin;
    size_t step = n < there ? (size_t)n : there;
    reader->begin += step;
    n -= step;
    if (n == 0)
      return ML_READ_DONE;
    if (reader->ended)
      return ML_READ_END;
    reader->begin = reader->end = 0;
    ml_read result = fill(reader);
    if (result != ML_READ_DONE)
      return result;
  }
}

ml_read ml_reader_some(ml_reader *reader, ml_str *bytes) {
  ml_read result = gather(reader, 1);
  *bytes = ready(reader);
  reader->begin = reader->end;
  return result;
}

bool ml_reader_can_seek(const ml_reader *reader) {
  return reader->supply.pull == NULL && lseek(reader->fd, 0, SEEK_CUR) == (off_t)reader->total;
}

int64_t ml_reader_seek(ml_reader *reader, int64_t offset, int whence) {
  off_t place = lseek(reader->fd, offset, whence);
  if (place < 0)
    return -1;
  reader->begin = reader->end = 0;
  reader->ended = false;
  return place;
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

const char *ml_reader_problem(const ml_reader *reader) {
  return reader->supply.pull != NULL ? reader->supply.problem(reader->supply.user) : strerror(reader->error);
}

void ml_reader_close(ml_reader *reader) {
  if (reader->fd >= 0)
    close(reader->fd); /* nothing was written, so nothing can be lost */
  reader->fd = -1;
  reader->supply = (ml_supply){0};
}

void ml_reader_dispose(ml_reader *reader) {
  ml_reader_close(reader);
  free(reader->buffer);
  *reader = (ml_reader){.fd = -1};
}
