/* What packages do to each other's declarations: `more` adds to one, `replace` puts another in its place, `off` takes
 * it away. What is changed keeps its place among the others, so that the last tie-break, their order, stays. */
#include "rules/change.h"

#include "base/nearest.h"

/* The declarations of one sort that have been gone through, those that stay. */
typedef struct standing {
  ml_syntax *syntax;
  const char *what; /* "rule" */
  ml_map by_name;   /* name -> index */
  ML_VEC(ml_place) places;
} standing;

static const char *const verbs[] = {[ML_MORE] = "add to", [ML_REPLACE] = "replace", [ML_OFF] = "switch off"};

static void report_unknown(const standing *s, const char *name, ml_place place, ml_change change) {
  ml_nearest near = ml_nearest_start(name);
  for (size_t i = 0; i < s->by_name.cap; i++)
    if (s->by_name.slots[i].key.at != NULL)
      ml_nearest_try(&near, s->by_name.slots[i].key.at);
  ml_syntax_error(s->syntax, place, ml_nearest_hint(&near, s->syntax->arena), "no %s called %s is there to %s", s->what,
                  name, verbs[change]);
}

/* The index at which a declaration stands from now on: a new one, or that of the one it changes; ML_NO_INDEX after
 * reporting that there is none. */
static uint32_t index_of(standing *s, const char *name, ml_place place, ml_change change) {
  uint32_t at = ml_map_get(&s->by_name, ml_str_of(name));
  if (change == ML_DECLARES) { /* two of one name are reported where names are resolved */
    uint32_t next = (uint32_t)s->places.n;
    ml_map_put(s->syntax->arena, &s->by_name, ml_str_of(name), next);
    ml_vec_push(s->syntax->arena, &s->places, place);
    return next;
  }
  if (at == ML_MAP_NONE) {
    report_unknown(s, name, place, change);
    return ML_NO_INDEX;
  }
  if (s->places.v[at].file->package == place.file->package) {
    ml_syntax_error(s->syntax, place,
                    ml_arena_format(s->syntax->arena, "it is declared in line %zu of %s", s->places.v[at].line,
                                    s->places.v[at].file->path),
                    "the %s %s is of this package: change it where it stands", s->what, name);
    return ML_NO_INDEX;
  }
  return at;
}

/* ---- more ---- */

static ml_words_decl *joined_words(ml_syntax *syntax, const ml_words_decl *old, const ml_words_decl *more) {
  ml_words_decl *joined = ML_NEW(syntax->arena, ml_words_decl);
  *joined = *old;
  joined->n_words = old->n_words + more->n_words;
  joined->words = ML_NEW_ARRAY(syntax->arena, struct ml_word, joined->n_words);
  memcpy(joined->words, old->words, old->n_words * sizeof *old->words);
  memcpy(joined->words + old->n_words, more->words, more->n_words * sizeof *more->words);
  return joined;
}

/* Appends the items of a vector to another one, whose memory may be shared. */
#define JOIN(arena, to, from)                                          \
  do {                                                                 \
    (to)->cap = (to)->n; /* what is shared must not be written into */ \
    for (size_t join_i = 0; join_i < (from)->n; join_i++)              \
      ml_vec_push((arena), (to), (from)->v[join_i]);                   \
  } while (0)

static ml_mention_decl *joined_mention(ml_syntax *syntax, const ml_mention_decl *old, const ml_mention_decl *more) {
  ml_mention_decl *joined = ML_NEW(syntax->arena, ml_mention_decl);
  *joined = *old;
  if (more->kind != old->kind || more->parent != NULL)
    ml_syntax_error(syntax, more->place, "write it as there, without `is`",
                    "%s stays what it is declared as in line %zu of %s", more->name, old->place.line,
                    old->place.file->path);
  JOIN(syntax->arena, &joined->attributes, &more->attributes);
  joined->silent = old->silent || more->silent;
  joined->memory = more->memory > 0 ? more->memory : old->memory;
  joined->colour = more->colour != NULL ? more->colour : old->colour;
  if (more->rdf != NULL) {
    joined->rdf = more->rdf;
    joined->rdf_place = more->rdf_place;
  }
  return joined;
}

static ml_relation_decl *joined_relation(ml_syntax *syntax, const ml_relation_decl *old, const ml_relation_decl *more) {
  ml_relation_decl *joined = ML_NEW(syntax->arena, ml_relation_decl);
  *joined = *old;
  for (size_t i = 0; i < more->roles.n; i++)
    if (!more->roles.v[i].optional && more->roles.v[i].preset == NULL)
      ml_syntax_error(syntax, more->roles.v[i].place, "write name? : ..., or give it a preset",
                      "the rules that claim %s do not know the role %s, so it must be able to stay open", old->name,
                      more->roles.v[i].name);
  JOIN(syntax->arena, &joined->roles, &more->roles);
  JOIN(syntax->arena, &joined->seeks, &more->seeks);
  if (more->key.n > 0)
    joined->key = more->key;
  if (more->edge[0].word != NULL)
    memcpy(joined->edge, more->edge, sizeof joined->edge);
  if (more->rdf != NULL) {
    joined->rdf = more->rdf;
    joined->rdf_place = more->rdf_place;
  }
  return joined;
}

/* ---- each sort ---- */

/* A function that goes through the declarations of one sort, which `name_of` names, and leaves those that stand.
 * `joined` is what becomes of the declaration `old` where `decl` says more of it. */
#define CHANGER(function, list, what_it_is, name_of, joined)                   \
  static void function(ml_syntax *syntax) {                                    \
    standing seen = {.syntax = syntax, .what = (what_it_is)};                  \
    size_t n = 0;                                                              \
    for (size_t i = 0; i < syntax->list.n; i++) {                              \
      __typeof__(*syntax->list.v) decl = syntax->list.v[i];                    \
      uint32_t at = index_of(&seen, decl->name_of, decl->place, decl->change); \
      if (at == ML_NO_INDEX)                                                   \
        continue;                                                              \
      __typeof__(*syntax->list.v) old = syntax->list.v[at];                    \
      (void)old; /* for those that nothing is added to */                      \
      syntax->list.v[at] = decl->change == ML_MORE ? (joined) : decl;          \
    }                                                                          \
    for (size_t i = 0; i < seen.places.n; i++)                                 \
      if (syntax->list.v[i]->change != ML_OFF)                                 \
        syntax->list.v[n++] = syntax->list.v[i];                               \
    syntax->list.n = n;                                                        \
  }

CHANGER(change_mentions, mentions, "mention type", name, joined_mention(syntax, old, decl))
CHANGER(change_words, words, "word list", name, joined_words(syntax, old, decl))
CHANGER(change_relations, relations, "relation", name, joined_relation(syntax, old, decl))
CHANGER(change_tables, tables, "table", name, decl)
CHANGER(change_lets, lets, "pattern", name, decl)
CHANGER(change_rules, rules, "rule", name, decl)
CHANGER(change_lexicons, lexicons, "lexicon", path, decl)
CHANGER(change_weights, weights, "weights file", path, decl)

void ml_change_all(ml_syntax *syntax) {
  change_mentions(syntax);
  change_words(syntax);
  change_relations(syntax);
  change_tables(syntax);
  change_lets(syntax);
  change_rules(syntax);
  change_lexicons(syntax);
  change_weights(syntax);
}
