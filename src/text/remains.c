#include "text/remains.h"

enum { LONGEST_TAG = 10 };

static void set(struct ml_document *document, uint32_t at, uint32_t code) {
  document->fold[at] = document->plain[at] = code;
}

static void restore(struct ml_document *document, uint32_t at, uint32_t quote) {
  set(document, at, U'。');
  set(document, at + 1, quote);
  document->repairs[ML_REPAIR_REMAINS]++;
}

/* Where the rest of a closing tag begins that ends the line ("/p>" behind "?"), or the line's end. */
static uint32_t tag_rest(const struct ml_document *document, uint32_t begin) {
  const uint32_t *fold = document->fold;
  uint32_t end = (uint32_t)document->n, at;
  if (end - begin < 4 || fold[end - 1] != '>')
    return end;
  for (at = end - 2; at > begin && end - at < LONGEST_TAG && fold[at] != '/'; at--)
    if (!((fold[at] >= 'a' && fold[at] <= 'z') || (fold[at] >= '1' && fold[at] <= '6')))
      return end;
  return at > begin && fold[at] == '/' && fold[at + 1] >= 'a' && fold[at - 1] == '?' ? at : end;
}

/* "?!" as it stands in the source in half width, not before another sign of the kind. */
static bool is_candidate(const struct ml_document *document, uint32_t at) {
  const uint32_t *plain = document->plain;
  size_t n = document->n;
  return plain[at] == '?' && at + 1 < n && plain[at + 1] == '!' &&
         (at + 2 == n || (plain[at + 2] != '?' && plain[at + 2] != '!'));
}

static void mend_quotes(struct ml_document *document, const ml_marks *marks, size_t first) {
  bool open = false; /* a quotation */
  size_t candidates = 0;
  uint32_t candidate = 0;
  for (size_t m = first; m <= marks->n; m++) {
    uint32_t code = m < marks->n ? document->fold[marks->v[m]] : 0; /* the line's end is one more mark */
    if (code == '?' && is_candidate(document, marks->v[m])) {
      candidates++;
      candidate = marks->v[m];
    }
    if (code != U'“' && code != U'”' && code != 0)
      continue;
    bool closes = code == U'”';
    if (candidates == 1 && open != closes)
      restore(document, candidate, open ? U'”' : U'“');
    open = code == U'“';
    candidates = 0;
  }
}

void ml_mend_line(struct ml_document *document, uint32_t begin, ml_marks *marks, size_t first) {
  uint32_t rest = tag_rest(document, begin);
  if (rest < document->n) {
    bool quote = rest - begin > 3 && document->plain[rest - 3] == '?' && document->plain[rest - 2] == '!';
    document->n = quote ? rest - 1 : rest;
    if (quote)
      restore(document, rest - 3, U'”');
    else
      document->repairs[ML_REPAIR_REMAINS]++;
    while (marks->n > first && marks->v[marks->n - 1] >= document->n)
      marks->n--;
  }
  mend_quotes(document, marks, first);
}
