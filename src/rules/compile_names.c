/* Lexicon files, word lists and literals -> words of the dictionary. */
#include "base/nearest.h"
#include "base/utf8.h"
#include "rules/compile.h"
#include "rules/lexicon.h"
#include "rules/package.h"
#include "text/document.h"

enum { POINTS_A_CHARACTER = 100 };

/* Adds a listed word. */
static void add_listed(ml_compiler *compiler, const uint32_t *codes, size_t n, uint32_t list, const char *label) {
  ml_dictionary_add(
      &compiler->words, codes, n,
      (ml_sense){
          .what = list, .label = ml_dictionary_put(&compiler->words, label), .values = ML_NO_INDEX, .listed = 1});
}

/* ---- word lists and literals ---- */

static uint32_t add_list(ml_compiler *compiler, const ml_words_decl *decl) {
  uint32_t index = (uint32_t)compiler->lists.n;
  ml_vec_push(compiler->arena, &compiler->lists, (ml_list){decl, index});
  compiler->rules->n_lists = compiler->lists.n;
  return index;
}

uint32_t ml_compiler_list(const ml_compiler *compiler, const char *name) {
  return ml_map_get(&compiler->lists_by_name, ml_str_of(name));
}

uint32_t ml_compiler_literal(ml_compiler *compiler, const uint32_t *codes, size_t n) {
  ml_str text = ml_utf8_encode(compiler->arena, codes, n);
  uint32_t list = ml_map_get(&compiler->literals, text);
  if (list != ML_MAP_NONE)
    return list;
  list = add_list(compiler, NULL);
  ml_map_put(compiler->arena, &compiler->literals, text, list);
  if (!compiler->words_known)
    add_listed(compiler, codes, n, list, NULL);
  return list;
}

static void compile_list(ml_compiler *compiler, const ml_words_decl *decl) {
  uint32_t list = add_list(compiler, decl);
  uint32_t first = ml_map_put(compiler->arena, &compiler->lists_by_name, ml_str_of(decl->name), list);
  if (first != list) {
    ml_syntax_twice(compiler->syntax, decl->place, compiler->lists.v[first].decl->place, "word lists", decl->name);
    return;
  }
  uint32_t let = ml_map_get(&compiler->lets, ml_str_of(decl->name));
  if (let != ML_MAP_NONE) /* a pattern could mean either */
    ml_syntax_twice(compiler->syntax, decl->place, compiler->syntax->lets.v[let]->place, "patterns or word lists",
                    decl->name);
  for (size_t i = 0; i < decl->n_words && !compiler->words_known; i++) {
    size_t n;
    uint32_t *codes = ml_fold_word(compiler->arena, decl->words[i].word, &n);
    if (n > ML_MAX_REACH)
      ml_syntax_error(compiler->syntax, decl->words[i].place, NULL, "a listed word has at most %d characters",
                      ML_MAX_REACH);
    else if (n > 0)
      add_listed(compiler, codes, n, list, decl->words[i].label);
  }
}

/* ---- lexicons ---- */

/* One lexicon file on its way into the trie. */
typedef struct reading {
  ml_compiler *compiler;
  const ml_lexicon_decl *decl;
  const ml_lexicon *lexicon;
  ml_map types; /* names of types seen in the type column -> index */
  ml_map told;  /* messages that many lines would repeat */
} reading;

/* Reports at the first line that is wrong in this way. */
static void complain_once(reading *r, const ml_lexicon_row *row, const char *column, const char *message) {
  uint32_t number = (uint32_t)r->told.n;
  if (ml_map_put(r->compiler->words.arena, &r->told, ml_str_of(message), number) == number)
    ml_lexicon_error(r->lexicon, row, column, "%s", message);
}

static const char *unknown_type(const reading *r, const char *name) {
  const ml_schema *schema = &r->compiler->rules->schema;
  ml_nearest near = ml_nearest_start(name);
  for (size_t t = 0; t < schema->n_types; t++)
    ml_nearest_try(&near, schema->types[t].name);
  return near.best == NULL ? ml_arena_format(r->compiler->words.arena, "no mention type is called %s", name)
                           : ml_arena_format(r->compiler->words.arena, "no mention type is called %s; did you mean %s?",
                                             name, near.best);
}

static uint32_t type_of_row(reading *r, const ml_lexicon_row *row) {
  ml_compiler *compiler = r->compiler;
  const char *name = r->decl->type != NULL ? r->decl->type : row->type;
  if (name == NULL) {
    complain_once(r, row, "term", "this name has no type");
    return ML_NO_INDEX;
  }
  uint32_t type = ml_map_get(&r->types, ml_str_of(name));
  if (type != ML_MAP_NONE)
    return type;
  type = ml_schema_type(&compiler->rules->schema, name);
  if (type == ML_NO_INDEX)
    complain_once(r, row, "type", unknown_type(r, name));
  else
    ml_map_put(compiler->words.arena, &r->types, ml_str_of(name), type);
  return type;
}

static ml_value value_of_cell(const reading *r, const ml_lexicon_row *row, const ml_attribute *attribute,
                              const char *cell) {
  if (attribute->data != ML_DATA_NUMBER)
    return (ml_value){.kind = ML_TEXT, .text = cell};
  double number = 0;
  if (!ml_table_number(ml_str_of(cell), &number))
    ml_lexicon_error(r->lexicon, row, attribute->name, "%s is no number", cell);
  return (ml_value){.kind = ML_NUMBER, .number = number};
}

/* Where the values of a row start; ML_NO_INDEX: it sets none. */
static uint32_t values_of_row(reading *r, const ml_lexicon_row *row, uint32_t type) {
  ml_compiler *compiler = r->compiler;
  const ml_type *declared = &compiler->rules->schema.types[type];
  ml_value *values = NULL;
  for (size_t c = 0; c < r->lexicon->n_columns; c++) {
    const char *cell = row->cells[c];
    if (cell == NULL || *cell == '\0')
      continue;
    uint32_t a = ml_schema_attribute(declared, r->lexicon->columns[c]);
    if (a == ML_NO_INDEX) {
      complain_once(
          r, row, r->lexicon->columns[c],
          ml_arena_format(compiler->words.arena, "%s has no attribute %s", declared->name, r->lexicon->columns[c]));
      continue;
    }
    if (values == NULL)
      values = ML_NEW_ARRAY(compiler->words.arena, ml_value, declared->n_attributes);
    values[a] = value_of_cell(r, row, &declared->attributes[a], cell);
  }
  return values == NULL ? ML_NO_INDEX : ml_dictionary_state(&compiler->words, values, declared->n_attributes);
}

static void add_row(reading *r, const ml_lexicon_row *row) {
  ml_compiler *compiler = r->compiler;
  uint32_t type = type_of_row(r, row);
  if (type == ML_NO_INDEX)
    return;
  const char *label =
      row->canonical != NULL ? row->canonical : ml_arena_copy(compiler->words.arena, row->terms[0].at, row->terms[0].n);
  ml_sense sense = {.what = type,
                    .label = ml_dictionary_put(&compiler->words, label),
                    .id = ml_dictionary_put(&compiler->words, row->id),
                    .maker = ml_dictionary_put(&compiler->words, r->decl->path)};
  sense.values = values_of_row(r, row, type);
  for (size_t t = 0; t < row->n_terms; t++) {
    size_t n;
    uint32_t *codes = ml_fold_word(compiler->words.arena, row->terms[t], &n);
    if (n > ML_MAX_REACH)
      ml_lexicon_error(r->lexicon, row, "term", "a name has at most %d characters", ML_MAX_REACH);
    if (n == 0 || n > ML_MAX_REACH)
      continue;
    sense.weight = (row->weighted ? row->weight : (int)n * POINTS_A_CHARACTER) + r->decl->points;
    ml_dictionary_add(&compiler->words, codes, n, sense);
  }
}

static void compile_lexicon(ml_compiler *compiler, const ml_lexicon_decl *decl) {
  ml_lexicon lexicon = {0};
  if (decl->type != NULL && ml_schema_type(&compiler->rules->schema, decl->type) == ML_NO_INDEX) {
    ml_unknown(compiler, decl->type_place, "mention type", decl->type, ML_KNOWN_TYPES, NULL);
    return;
  }
  ml_str text = ml_package_text(compiler->syntax, "lexicon", decl->file, decl->place);
  if (!ml_lexicon_read(compiler->syntax, &compiler->rules->schema, decl, text, &lexicon))
    return;
  reading r = {.compiler = compiler, .decl = decl, .lexicon = &lexicon};
  for (size_t i = 0; i < lexicon.n_rows; i++)
    add_row(&r, &lexicon.rows[i]);
}

/* What is read of lexicons is needed only until the dictionary is made. */
void ml_compile_names(ml_compiler *compiler) {
  ml_arena *arena = compiler->syntax->arena;
  for (size_t i = 0; i < compiler->syntax->words.n; i++)
    compile_list(compiler, compiler->syntax->words.v[i]);
  compiler->syntax->arena = compiler->words.arena;
  for (size_t i = 0; i < compiler->syntax->lexicons.n && !compiler->words_known; i++)
    compile_lexicon(compiler, compiler->syntax->lexicons.v[i]);
  compiler->syntax->arena = arena;
}
