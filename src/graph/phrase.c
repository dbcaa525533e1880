#include "graph/phrase.h"

#include "base/utf8.h"

ml_str ml_phrase_spaced(ml_str text, char *out) {
  size_t n = 0;
  for (size_t at = 0; at < text.n;) {
    size_t begin = at;
    uint32_t code = ml_utf8_next(text, &at);
    if (code == '"' || code == ML_UTF8_BAD)
      continue;
    memcpy(out + n, text.at + begin, at - begin);
    n += at - begin;
    out[n++] = ' ';
  }
  return (ml_str){out, n};
}
