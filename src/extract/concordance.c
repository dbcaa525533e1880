/* A concordance: what a pattern matches, each match in the text around it. */
#include <stdlib.h>

#include "base/report.h"
#include "base/utf8.h"
#include "extract/work.h"

enum { AROUND = 36 }; /* columns of text on each side of a match */

typedef struct trying {
  FILE *to;
  uint64_t matches;
  size_t line; /* the number of the line that byte `byte` of the source stands in */
  uint32_t byte;
} trying;

/* The line of the source; sentences come in order. */
static size_t line_of(trying *t, const ml_document *document, uint32_t position) {
  for (; t->byte < document->byte_at[position]; t->byte++)
    t->line += document->source.at[t->byte] == '\n';
  return t->line;
}

static void put_text(const trying *t, const ml_work *work, const ml_lattice *lattice, uint32_t begin, uint32_t end) {
  fputs(ml_lattice_text(work->keep, lattice, begin, end), t->to);
}

/* What stands before the match, so that the match begins in the same column in each line. */
static void put_before(const trying *t, const ml_work *work, const ml_lattice *lattice, uint32_t begin) {
  const uint32_t *codes = lattice->document->plain + lattice->begin;
  uint32_t from = begin;
  unsigned width = 0;
  while (from > 0 && width + ml_utf8_width(codes[from - 1]) <= AROUND)
    width += ml_utf8_width(codes[--from]);
  fprintf(t->to, "%*s", (int)(AROUND - width), "");
  put_text(t, work, lattice, from, begin);
}

static void put_after(const trying *t, const ml_work *work, const ml_lattice *lattice, uint32_t end) {
  const uint32_t *codes = lattice->document->plain + lattice->begin;
  uint32_t to = end;
  for (unsigned width = 0; to < lattice->n && width + ml_utf8_width(codes[to]) <= AROUND; to++)
    width += ml_utf8_width(codes[to]);
  put_text(t, work, lattice, end, to);
}

static void put_captures(const trying *t, ml_work *work, const ml_lattice *lattice, const ml_match *match) {
  ml_captured captured;
  ml_unwind(&work->matcher, lattice, NULL, match, &captured);
  for (size_t i = 0; i < captured.items.n; i++) {
    const ml_captured_item *item = &captured.items.v[i];
    fprintf(t->to, "%s%s: ", i == 0 ? "  {" : ", ", work->rules->probe->captures[item->slot].name);
    put_text(t, work, lattice, item->bound.begin, item->bound.end);
  }
  fputs(captured.items.n > 0 ? "}\n" : "\n", t->to);
}

static void put_match(trying *t, ml_work *work, const ml_lattice *lattice, const ml_match *match) {
  put_before(t, work, lattice, match->begin);
  fputc('[', t->to);
  put_text(t, work, lattice, match->begin, match->end);
  fputc(']', t->to);
  put_after(t, work, lattice, match->end);
  fprintf(t->to, "  %s:%zu", lattice->document->id, line_of(t, lattice->document, lattice->begin + match->begin));
  put_captures(t, work, lattice, match);
  t->matches++;
}

static int by_begin(const void *a, const void *b) {
  const ml_match *x = a, *y = b;
  return (x->begin > y->begin) - (x->begin < y->begin);
}

static void settled(void *user, ml_work *work, const ml_lattice *lattice) {
  ml_run run;
  ml_matches matches = {0};
  ml_matcher_forget(&work->matcher);
  ml_run_start_in(&run, &work->matcher, &work->rules->probe->program, lattice);
  ml_run_all(&run, lattice, &matches);
  ml_matches_settle(&matches);
  if (matches.n > 1)
    qsort(matches.v, matches.n, sizeof *matches.v, by_begin);
  for (size_t i = 0; i < matches.n; i++)
    put_match(user, work, lattice, &matches.v[i]);
}

ml_status ml_try(const ml_rules *rules, const ml_document *document, FILE *to, uint64_t *matches,
                 const ml_reporter *reporter) {
  if (rules->probe == NULL)
    return ml_fail(reporter, ML_ERR_ARGUMENT, NULL, "the rules were loaded without a pattern to try");
  trying t = {.to = to, .line = 1};
  ml_extraction *extraction = NULL;
  ml_status status = ml_extract_watched(&extraction, rules, document, &(ml_watch){.user = &t, .settled = settled});
  ml_extraction_free(extraction);
  *matches += t.matches;
  if (status != ML_OK)
    return ml_fail(reporter, status, ml_document_id(document), "%s", ml_status_text(status));
  return ferror(to) ? ML_ERR_IO : ML_OK;
}
