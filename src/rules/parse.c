#include "rules/parse.h"

#include <stdlib.h>

#include "base/nearest.h"
#include "base/utf8.h"
#include "rules/package.h"

enum { MAX_LINE = 10000 }; /* characters; it bounds how deep chains such as a + b + c ... nest in the tree */

void ml_parse_no_lines_below(ml_parse *p) {
  if (ml_parse_next_line(p))
    ml_parse_fail(p, ml_parse_next_place(p, 1), NULL, "the declaration above takes no indented lines");
}

/* ---- package and prefix ---- */

static void offers(ml_parse *p) {
  do {
    ml_item_decl offer = {.form = ML_ITEM_NAME};
    offer.word = ml_parse_name(p, "a relation", &offer.place);
    ml_vec_push(p->syntax->arena, &p->syntax->package->offers, offer);
  } while (ml_parse_accept(p, ','));
}

static void package(ml_parse *p) {
  ml_package *package = p->syntax->package;
  ml_place place;
  const char *name = ml_parse_name(p, "the package", &place);
  if (package->name != NULL)
    ml_parse_fail(p, place, NULL, "the package has a name already: %s", package->name);
  for (size_t i = 0; i < p->syntax->packages.n; i++)
    if (p->syntax->packages.v[i]->name != NULL && strcmp(p->syntax->packages.v[i]->name, name) == 0)
      ml_syntax_twice(p->syntax, place, p->syntax->packages.v[i]->place, "packages", name);
  package->name = name;
  package->place = place;
  package->version = ml_parse_until_space(p, "the version of the package", NULL).at;
  ml_parse_end(p);
  while (ml_parse_next_line(p)) {
    if (ml_parse_accept_word(p, "language"))
      package->language = ml_parse_until_space(p, "a language such as zh", NULL).at;
    else if (ml_parse_accept_word(p, "licence"))
      package->licence = ml_parse_rest(p, "a licence such as MIT", NULL).at;
    else if (ml_parse_accept_word(p, "offers"))
      offers(p);
    else
      ml_parse_expected(p, "language, licence or offers");
    ml_parse_end(p);
  }
}

/* Numbers with dots between them, each short enough to be compared as one. */
static bool is_version(const char *at) {
  enum { MOST_DIGITS = 9 };
  do {
    size_t digits = strspn(at, "0123456789");
    if (digits == 0 || digits > MOST_DIGITS)
      return false;
    at += digits;
  } while (*at == '.' && *++at != '\0');
  return *at == '\0';
}

static const char *needed_version(ml_parse *p, ml_place *place) {
  const char *version = ml_parse_until_space(p, "the version that is needed", place).at;
  if (!is_version(version))
    ml_parse_fail(p, *place, NULL, "a version that is needed has numbers and dots, as in 1.2");
  return version;
}

/* The number at *at of a version, 0 where none stands; moves behind it and its dot. */
static unsigned long next_number(const char **at) {
  if (!ml_parse_is_digit((unsigned char)**at))
    return 0;
  char *end;
  unsigned long number = strtoul(*at, &end, 10);
  *at = end + (*end == '.');
  return number;
}

/* Whether what was written for `needed` works with `has`: later versions add, until the first number says that they
 * break. */
static bool serves(const char *has, const char *needed) {
  if (next_number(&has) != next_number(&needed))
    return false;
  while (*needed != '\0') {
    unsigned long left = next_number(&has), right = next_number(&needed);
    if (left != right)
      return left > right;
  }
  return true;
}

static void check_version(ml_parse *p, const ml_package *used, const char *needed, ml_place place) {
  const char *first = needed;
  unsigned long major = next_number(&first);
  const char *has = used->version == NULL ? "" : used->version;
  if (!serves(has, needed))
    ml_syntax_error(
        p->syntax, place,
        ml_arena_format(p->syntax->arena, "%s takes any version from %s to before %lu", needed, needed, major + 1),
        "version %s is needed, and the package has %s", needed, *has == '\0' ? "none" : has);
}

/* The package is read here, so that what it declares stands before what follows. */
static void use(ml_parse *p) {
  ml_place place, version_place = {0};
  const char *name = ml_parse_until_space(p, "the name or the path of a package", &place).at, *version = NULL;
  if (ml_parse_peek(p) != ML_END_OF_LINE)
    version = needed_version(p, &version_place);
  ml_parse_end(p);
  const ml_package *used = ml_package_use(p->syntax, name, place);
  if (used != NULL && version != NULL)
    check_version(p, used, version, version_place);
  ml_parse_no_lines_below(p);
}

/* Packages that work together may each declare the prefixes they need. */
static bool is_known_prefix(ml_parse *p, const ml_prefix *found, ml_place place) {
  const ml_syntax *syntax = p->syntax;
  for (size_t i = 0; i < syntax->prefixes.n; i++) {
    const ml_prefix *known = &syntax->prefixes.v[i];
    if (strcmp(known->name, found->name) != 0)
      continue;
    if (strcmp(known->iri, found->iri) != 0)
      ml_parse_fail(p, place, NULL, "the prefix %s is declared already, as %s", known->name, known->iri);
    return true;
  }
  return false;
}

static void prefix(ml_parse *p) {
  ml_syntax *syntax = p->syntax;
  ml_place place, iri_place;
  ml_prefix found = {0};
  found.name = ml_parse_name(p, "a prefix", &place);
  ml_parse_expect(p, ':', "between the prefix and its IRI");
  found.iri = ml_parse_until_space(p, "an IRI", &iri_place).at;
  ml_parse_end(p);
  if (strchr(found.iri, ':') == NULL || strpbrk(found.iri, "<>\"{}|\\^`") != NULL)
    ml_parse_fail(p, iri_place, "write it as in https://schema.org/ without < and >", "%s is no IRI", found.iri);
  if (!is_known_prefix(p, &found, place))
    ml_vec_push(syntax->arena, &syntax->prefixes, found);
  ml_parse_no_lines_below(p);
}

/* ---- words, lexicon, weights and let ---- */

typedef ML_VEC(struct ml_word) word_list;

/* `label =` at the start of a line, or NULL without moving. */
static const char *label(ml_parse *p) {
  ml_parse_peek(p);
  size_t from = p->at, n = 0;
  const uint32_t *codes = p->file->lines[p->line - 1].codes + from;
  if (ml_parse_ahead(p, 0) == '"')
    codes = ml_parse_string(p, &n);
  else
    for (; ml_parse_is_word(ml_parse_ahead(p, 0)) || ml_parse_is_text(ml_parse_ahead(p, 0)); p->at++)
      n++;
  if (n > 0 && ml_parse_accept(p, '='))
    return ml_utf8_encode(p->syntax->arena, codes, n).at;
  p->at = from;
  return NULL;
}

/* The rest of a line as words of the list; a quoted word may hold spaces. */
static void words_of_line(ml_parse *p, word_list *list, const char *label_or_null) {
  ml_arena *arena = p->syntax->arena;
  while (ml_parse_peek(p) != ML_END_OF_LINE) {
    struct ml_word word = {.label = label_or_null};
    if (ml_parse_ahead(p, 0) == '"') {
      size_t from = p->at, n = 0;
      const uint32_t *codes = ml_parse_string(p, &n);
      word.word = ml_utf8_encode(arena, codes, n);
      word.place = ml_parse_place(p, from);
    } else {
      word.word = ml_parse_until_space(p, "a word", &word.place);
    }
    ml_vec_push(arena, list, word);
  }
}

static void words(ml_parse *p) {
  ml_words_decl *decl = ML_NEW(p->syntax->arena, ml_words_decl);
  word_list list = {0};
  decl->change = p->change;
  decl->name = ml_parse_new_name(p, "a word list", &decl->place);
  if (ml_parse_accept(p, '='))
    words_of_line(p, &list, NULL);
  ml_parse_end(p);
  while (ml_parse_next_line(p)) {
    const char *labelled = label(p);
    words_of_line(p, &list, labelled);
  }
  decl->words = list.v;
  decl->n_words = list.n;
  if (list.n == 0)
    ml_syntax_error(p->syntax, decl->place, "write words NAME = WORD WORD ..., or words on indented lines",
                    "the word list %s is empty", decl->name);
  else
    ml_vec_push(p->syntax->arena, &p->syntax->words, decl);
}

/* A path leads to a file below the package folder, so that a package is whole wherever it is copied. `suffixes` are
 * those it may have, NULL behind the last. */
static const char *file_path(ml_parse *p, const char *what, const char *const *suffixes, const char *remedy,
                             ml_place *place) {
  const char *path = ml_parse_until_space(p, ml_arena_format(p->syntax->arena, "the path of a %s", what), place).at;
  size_t n = strlen(path);
  if (n > 1 && path[n - 1] == ':') {
    path = ml_arena_copy(p->syntax->arena, path, n - 1);
    place->length--;
    p->at--;
  }
  if (*path == '/' || strcmp(path, "..") == 0 || strncmp(path, "../", 3) == 0 || strstr(path, "/../") != NULL)
    ml_parse_fail(p, *place, NULL, "a %s stands in the folder of its package or below", what);
  const char *all = "";
  for (size_t i = 0; suffixes[i] != NULL; i++) {
    if (ml_str_ends(ml_str_of(path), ml_str_of(suffixes[i])))
      return path;
    all = ml_arena_format(p->syntax->arena, "%s%s%s", all,
                          i == 0                    ? ""
                          : suffixes[i + 1] == NULL ? " or "
                                                    : ", ",
                          suffixes[i]);
  }
  ml_parse_fail(p, *place, remedy, "a %s is a %s file", what, all);
}

static void lexicon(ml_parse *p) {
  static const char *const suffixes[] = {".tsv", ".csv", ".ttl", ".nt", ".rdf", NULL};
  ml_lexicon_decl *decl = ML_NEW(p->syntax->arena, ml_lexicon_decl);
  decl->change = p->change;
  decl->path =
      file_path(p, "lexicon", suffixes, "write the names as tab-separated lines into a .tsv file", &decl->place);
  if (decl->change != ML_OFF && ml_parse_accept(p, ':'))
    decl->type = ml_parse_type(p, "a mention type", &decl->type_place);
  if (decl->change != ML_OFF)
    ml_parse_points(p, &decl->points);
  ml_parse_end(p);
  ml_vec_push(p->syntax->arena, &p->syntax->lexicons, decl);
  ml_parse_no_lines_below(p);
}

static void weights(ml_parse *p) {
  static const char *const suffixes[] = {".tsv", NULL};
  ml_weights_decl *decl = ML_NEW(p->syntax->arena, ml_weights_decl);
  decl->change = p->change;
  decl->path = file_path(p, "weights file", suffixes, "`mailuo fit` writes one", &decl->place);
  ml_parse_end(p);
  ml_vec_push(p->syntax->arena, &p->syntax->weights, decl);
  ml_parse_no_lines_below(p);
}

static void table(ml_parse *p) {
  static const char *const suffixes[] = {".tsv", ".csv", NULL};
  ml_table_decl *decl = ML_NEW(p->syntax->arena, ml_table_decl);
  decl->change = p->change;
  decl->name = ml_parse_new_name(p, "a table", &decl->place);
  ml_parse_expect(p, '=', "between the name and the path of the file");
  decl->path = file_path(p, "table", suffixes, "its first two columns are key and points", &decl->path_place);
  ml_parse_end(p);
  ml_vec_push(p->syntax->arena, &p->syntax->tables, decl);
  ml_parse_no_lines_below(p);
}

static void let(ml_parse *p) {
  ml_let_decl *decl = ML_NEW(p->syntax->arena, ml_let_decl);
  decl->change = p->change;
  decl->name = ml_parse_new_name(p, "a pattern", &decl->place);
  decl->pattern = ML_NEW(p->syntax->arena, ml_node); /* stays when the pattern is broken, so that its name is known */
  *decl->pattern = (ml_node){.kind = ML_NODE_ANY, .place = decl->place};
  ml_vec_push(p->syntax->arena, &p->syntax->lets, decl);
  ml_parse_expect(p, '=', "between the name and its pattern");
  decl->pattern = ml_parse_pattern(p);
  ml_parse_end(p);
  ml_parse_no_lines_below(p);
}

/* ---- files ---- */

static void entity(ml_parse *p) {
  ml_parse_mention(p, ML_ENTITY);
}

static void value(ml_parse *p) {
  ml_parse_mention(p, ML_VALUE);
}

static void part(ml_parse *p) {
  ml_parse_mention(p, ML_PART);
}

enum { MORE = 1 << ML_MORE, REPLACE = 1 << ML_REPLACE, OFF = 1 << ML_OFF };

static const struct {
  const char *word;
  void (*parse)(ml_parse *p);
  unsigned changes; /* bit set: what it may do to a declaration of another package */
} declarations[] = {{"package", package, 0},
                    {"use", use, 0},
                    {"prefix", prefix, 0},
                    {"entity", entity, MORE},
                    {"value", value, MORE},
                    {"part", part, MORE},
                    {"words", words, MORE | REPLACE},
                    {"lexicon", lexicon, OFF},
                    {"weights", weights, OFF},
                    {"table", table, REPLACE},
                    {"let", let, REPLACE},
                    {"relation", ml_parse_relation, MORE | REPLACE},
                    {"rule", ml_parse_rule, REPLACE | OFF},
                    {"follow", ml_parse_follow, 0},
                    {"mark", ml_parse_mark, 0}};

static const char *const change_words[] = {[ML_MORE] = "more", [ML_REPLACE] = "replace", [ML_OFF] = "off"};

/* Takes the word that says what a declaration does to another one, if it stands there. */
static ml_change change(ml_parse *p) {
  for (ml_change found = ML_MORE; found <= ML_OFF; found++)
    if (ml_parse_accept_word(p, change_words[found]))
      return found;
  return ML_DECLARES;
}

static void check_change(ml_parse *p, size_t declaration, ml_place place) {
  enum { DECLARATIONS = sizeof declarations / sizeof *declarations };
  const char *hint = ml_arena_format(p->syntax->arena, "`%s` goes with", change_words[p->change]), *comma = "";
  if ((declarations[declaration].changes >> p->change & 1) != 0)
    return;
  for (size_t i = 0; i < DECLARATIONS; i++)
    if ((declarations[i].changes >> p->change & 1) != 0) {
      hint = ml_arena_format(p->syntax->arena, "%s%s %s", hint, comma, declarations[i].word);
      comma = ",";
    }
  ml_parse_fail(p, place, hint, "there is no `%s %s`", change_words[p->change], declarations[declaration].word);
}

static void declaration(ml_parse *p) {
  enum { DECLARATIONS = sizeof declarations / sizeof *declarations };
  p->change = change(p);
  const char *word = ml_parse_peek_word(p);
  ml_place place = ml_parse_next_place(p, strlen(word));
  for (size_t i = 0; i < DECLARATIONS; i++) {
    if (!ml_parse_accept_word(p, declarations[i].word))
      continue;
    if (p->change != ML_DECLARES)
      check_change(p, i, place);
    declarations[i].parse(p);
    return;
  }
  if (*word == '\0')
    ml_parse_expected(p, "a declaration such as entity, words, relation or rule");
  ml_nearest near = ml_nearest_start(word);
  for (size_t i = 0; i < DECLARATIONS; i++)
    ml_nearest_try(&near, declarations[i].word);
  for (size_t i = ML_MORE; i <= ML_OFF && p->change == ML_DECLARES; i++)
    ml_nearest_try(&near, change_words[i]);
  const char *hint = ml_nearest_hint(&near, p->syntax->arena);
  ml_parse_fail(p, place, hint != NULL ? hint : "lines that belong to a declaration are indented",
                "no declaration starts with %s", word);
}

/* Kept apart from the loop so that no variable changes between setjmp and longjmp. */
static void declaration_or_skip(ml_parse *p) {
  if (setjmp(p->broken) == 0) {
    declaration(p);
    return;
  }
  p->depth = 0;
  while (ml_parse_next_line(p)) {
  }
}

/* Decodes the text into lines; a byte order mark and carriage returns before line ends go. The first thing that is no
 * UTF-8, or else the line 0. */
static ml_place split_lines(ml_arena *arena, ml_file *file, ml_str text) {
  ML_VEC(ml_line) lines = {0};
  ml_place bad = {0};
  uint32_t *codes = ml_arena_take(arena, text.n * sizeof *codes);
  size_t at = ml_str_starts(text, ML_STR("\xEF\xBB\xBF")) ? 3 : 0;
  while (at < text.n) {
    size_t n = 0;
    for (uint32_t code; at < text.n && (code = ml_utf8_next(text, &at)) != '\n';) {
      if ((code == ML_UTF8_BAD || code == '\0') && bad.line == 0)
        bad = (ml_place){file, lines.n + 1, n + 1, 1};
      codes[n++] = code == ML_UTF8_BAD ? 0xFFFD : code;
    }
    ml_line line = {codes, n > 0 && codes[n - 1] == '\r' ? n - 1 : n};
    ml_vec_push(arena, &lines, line);
    codes += line.n;
  }
  file->lines = lines.v;
  file->n_lines = lines.n;
  return bad;
}

static void report_long_lines(ml_syntax *syntax, const ml_file *file) {
  for (size_t i = 0; i < file->n_lines; i++)
    if (file->lines[i].n > MAX_LINE)
      ml_syntax_error(syntax, (ml_place){file, i + 1, 0, 0}, "spread it over several lines",
                      "this line has %zu characters, the limit is %d", file->lines[i].n, MAX_LINE);
}

/* A parser before the first line of a text; NULL after reporting what no text may hold. */
static ml_parse *start(ml_syntax *syntax, const char *path, ml_str text) {
  ml_file *file = ML_NEW(syntax->arena, ml_file);
  file->path = ml_arena_copy(syntax->arena, path, strlen(path));
  if (syntax->package == NULL) { /* a lone text */
    syntax->package = ML_NEW(syntax->arena, ml_package);
    ml_vec_push(syntax->arena, &syntax->packages, syntax->package);
  }
  file->package = syntax->package;
  size_t errors = syntax->errors;
  ml_place bad = split_lines(syntax->arena, file, text);
  if (bad.line != 0)
    ml_syntax_error(syntax, bad, "save the file as UTF-8", "this is not UTF-8 text");
  report_long_lines(syntax, file);
  if (syntax->errors != errors)
    return NULL;
  ml_parse *p = ML_NEW(syntax->arena, ml_parse);
  p->syntax = syntax;
  p->file = file;
  return p;
}

void ml_parse_file(ml_syntax *syntax, const char *path, ml_str text) {
  ml_parse *p = start(syntax, path, text);
  if (p == NULL)
    return;
  while (ml_parse_next_line(p))
    ml_syntax_error(syntax, ml_parse_next_place(p, 1), NULL,
                    "an indented line belongs to the declaration above it, and there is none");
  while (p->line <= p->file->n_lines)
    declaration_or_skip(p);
}

ml_node *ml_parse_lone_pattern(ml_syntax *syntax, const char *path, ml_str text) {
  ml_parse *p = start(syntax, path, text);
  if (p == NULL)
    return NULL;
  if (p->file->n_lines != 1) {
    ml_syntax_error(syntax, (ml_place){p->file, 0, 0, 0}, "write it as behind `match` in a rule",
                    "a pattern is one line of text");
    return NULL;
  }
  p->line = 1;
  if (setjmp(p->broken) != 0)
    return NULL;
  ml_node *node = ml_parse_pattern(p);
  ml_parse_end(p);
  return node;
}
