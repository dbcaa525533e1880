#include "extract/explained.h"

#include "base/utf8.h"

const ml_loser *ml_loser_of(const ml_explained *e, const ml_edge *edge) {
  for (size_t i = 0; i < e->losers.n; i++)
    if (e->losers.v[i].edge == edge)
      return &e->losers.v[i];
  return NULL;
}

const char *ml_element_text(ml_arena *arena, const ml_place *place) {
  if (place->file == NULL || place->line == 0 || place->line > place->file->n_lines)
    return "";
  const ml_line *line = &place->file->lines[place->line - 1];
  size_t begin = place->column - 1, end = begin + place->length;
  if (begin > line->n || end > line->n)
    return "";
  return ml_utf8_encode(arena, line->codes + begin, end - begin).at;
}

const char *ml_scope_text(ml_scope_kind kind) {
  static const char *const names[] = {
      [ML_SCOPE_CLAUSE] = "clause",       [ML_SCOPE_SENTENCE] = "sentence", [ML_SCOPE_PREVIOUS] = "previous",
      [ML_SCOPE_PARAGRAPH] = "paragraph", [ML_SCOPE_HEADING] = "heading",   [ML_SCOPE_TITLE] = "title",
      [ML_SCOPE_DOCUMENT] = "document",   [ML_SCOPE_CLAIMED] = "claimed"};
  return names[kind];
}

const char *ml_origin_text(ml_origin origin) {
  static const char *const names[] = {
      [ML_FROM_NOWHERE] = "open",          [ML_FROM_CAPTURE] = "captured", [ML_FROM_SEEK] = "sought",
      [ML_FROM_EXPRESSION] = "expression", [ML_FROM_MARK] = "marked",      [ML_FROM_PRESET] = "preset"};
  return names[origin.kind];
}

const char *ml_rank_text(ml_rank rank) {
  static const char *const texts[] = {[ML_RANK_ROLES] = "its pattern itself found more roles",
                                      [ML_RANK_WEIGHT] = "it is heavier",
                                      [ML_RANK_BEGIN] = "it begins earlier",
                                      [ML_RANK_LENGTH] = "it is longer",
                                      [ML_RANK_ORDER] = "its rule was declared first"};
  return texts[rank];
}
