#include "base/nearest.h"
#include "rules/parse.h"

static ml_scope scope(ml_parse *p) {
  static const struct {
    const char *word;
    ml_scope_kind kind;
  } table[] = {{"clause", ML_SCOPE_CLAUSE},       {"sentence", ML_SCOPE_SENTENCE}, {"previous", ML_SCOPE_PREVIOUS},
               {"paragraph", ML_SCOPE_PARAGRAPH}, {"heading", ML_SCOPE_HEADING},   {"title", ML_SCOPE_TITLE},
               {"document", ML_SCOPE_DOCUMENT},   {"claimed", ML_SCOPE_CLAIMED}};
  ml_scope found = {.distance = 1};
  found.first = ml_parse_accept_word(p, "first");
  found.only = !found.first && ml_parse_accept_word(p, "only");
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (ml_parse_accept_word(p, table[i].word)) {
      found.kind = table[i].kind;
      if (found.kind == ML_SCOPE_PREVIOUS && ml_parse_is_digit(ml_parse_peek(p)))
        found.distance = ml_parse_integer(p, ML_MAX_COUNT, "a number of sentences");
      return found;
    }
  const char *word = ml_parse_peek_word(p);
  ml_nearest near = ml_nearest_start(word);
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    ml_nearest_try(&near, table[i].word);
  const char *hint = ml_nearest_hint(&near, p->syntax->arena);
  if (hint != NULL)
    ml_parse_fail(p, ml_parse_next_place(p, strlen(word)), hint, "no scope is called %s", word);
  ml_parse_expected(p, "a scope: clause, sentence, previous, paragraph, heading, title, document or claimed");
}

ml_seek_decl *ml_parse_seek(ml_parse *p) {
  ml_seek_decl *seek = ML_NEW(p->syntax->arena, ml_seek_decl);
  seek->name = ml_parse_new_name(p, "what is sought", &seek->place);
  seek->optional = strcmp(seek->name, "same") == 0 && ml_parse_accept(p, '?');
  ml_parse_expect(p, '=', "between what is sought and its pattern");
  seek->pattern = ml_parse_pattern(p);
  if (ml_parse_accept_word(p, "before"))
    seek->side = ML_SIDE_BEFORE;
  else if (ml_parse_accept_word(p, "after"))
    seek->side = ML_SIDE_AFTER;
  if (!ml_parse_accept_word(p, "in"))
    ml_parse_expected(p, "`in` and the scopes to seek in");
  do
    ml_vec_push(p->syntax->arena, &seek->scopes, scope(p));
  while (ml_parse_accept(p, ','));
  if (ml_parse_accept_word(p, "where"))
    seek->where = ml_parse_condition(p);
  return seek;
}
