/* A buffer before a stream, for writers that put many small pieces. Errors stay in the stream. */
#ifndef ML_WRITE_SINK_H
#define ML_WRITE_SINK_H

#include <stdio.h>

#include "base/str.h"

typedef struct ml_sink {
  FILE *to;
  uint64_t n_flushes;
  size_t n;
  char bytes[1 << 17];
} ml_sink;

static inline void ml_sink_flush(ml_sink *sink) {
  if (sink->n > 0)
    fwrite(sink->bytes, 1, sink->n, sink->to);
  sink->n = 0;
  sink->n_flushes++;
}

static inline void ml_sink_put(ml_sink *sink, ml_str text) {
  if (text.n > sizeof sink->bytes - sink->n)
    ml_sink_flush(sink);
  if (text.n > sizeof sink->bytes) {
    fwrite(text.at, 1, text.n, sink->to);
  } else if (text.n > 0) {
    memcpy(sink->bytes + sink->n, text.at, text.n);
    sink->n += text.n;
  }
}

static inline void ml_sink_char(ml_sink *sink, char c) {
  if (sink->n == sizeof sink->bytes)
    ml_sink_flush(sink);
  sink->bytes[sink->n++] = c;
}

/* A place in what is put, to ask later what was put since. */
typedef struct ml_sink_mark {
  uint64_t n_flushes;
  size_t n;
} ml_sink_mark;

static inline ml_sink_mark ml_sink_here(const ml_sink *sink) {
  return (ml_sink_mark){sink->n_flushes, sink->n};
}

/* What was put since the mark; {NULL, 0} when it has left the buffer. Valid until something else is put. */
static inline ml_str ml_sink_since(const ml_sink *sink, ml_sink_mark mark) {
  return mark.n_flushes == sink->n_flushes ? (ml_str){sink->bytes + mark.n, sink->n - mark.n} : (ml_str){NULL, 0};
}

static inline void ml_sink_text(ml_sink *sink, const char *text) {
  ml_sink_put(sink, ml_str_of(text));
}

#endif
