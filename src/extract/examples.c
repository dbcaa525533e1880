/* The examples that stand in the rules: texts that a rule must and must never match, and those of which that is wished.
 *
 * In the text, [x:Type] pins x as a mention of that type, [x] is what a maker or boost must find, and ¶ starts a new
 * paragraph. Behind => stand the claims that must be found, separated by `;`, each with a cell for each role in the
 * order of their declaration, separated by ` / `; `-` is a role that must stay open, and cells at the end may be left
 * out. */
#include <string.h>

#include "base/report.h"
#include "base/utf8.h"
#include "extract/work.h"

/* When their texts are from, unless they tell; so 去年 is 2019. */
static const ml_date examples_date = {2020, 6, 15};

typedef struct marked {
  size_t begin, end; /* characters of the text without brackets */
  ml_str type;       /* n == 0: none is said */
} marked;

/* What the examples of one rule have shown so far. */
typedef struct record {
  const ml_rule_decl *rule;
  bool claims;         /* it has claimed something that an example wants */
  const char *instead; /* another rule that has, or NULL */
} record;

/* One example at work. */
typedef struct trial {
  const ml_rules *rules;
  const ml_rule_decl *rule;
  const ml_example *example;
  record *record;
  ml_arena *arena;
  ml_syntax *syntax; /* to report to */
  ml_str text;       /* without brackets */
  ml_str rows;       /* behind =>; at == NULL: there are none */
  ML_VEC(marked) marks;
  ml_document *document;
  ml_extraction *extraction;
  const char *complaint, *hint; /* set when it fails */
  bool broken;                  /* it makes no sense, and so fails whatever the rules find */
} trial;

/* ---- reading the example ---- */

static ml_str trimmed(ml_str text) {
  while (text.n > 0 && text.at[0] == ' ')
    text = (ml_str){text.at + 1, text.n - 1};
  while (text.n > 0 && text.at[text.n - 1] == ' ')
    text.n--;
  return text;
}

/* Cuts *rest at the first `mark` and returns what stands before it, trimmed; all of it when there is none. */
static ml_str cut(ml_str *rest, ml_str mark) {
  for (size_t i = 0; i + mark.n <= rest->n; i++) {
    if (!ml_str_eq((ml_str){rest->at + i, mark.n}, mark))
      continue;
    ml_str head = {rest->at, i};
    *rest = (ml_str){rest->at + i + mark.n, rest->n - i - mark.n};
    return trimmed(head);
  }
  ml_str all = *rest;
  *rest = (ml_str){NULL, 0};
  return trimmed(all);
}

static bool holds(ml_str text, ml_str part) {
  cut(&text, part);
  return text.at != NULL;
}

static void read_mark(trial *t, ml_str inside, char *out, size_t *n, size_t *chars) {
  ml_str type = inside, word = cut(&type, ML_STR(":"));
  size_t length = ml_utf8_length(word);
  ml_vec_push(t->arena, &t->marks,
              (marked){*chars, *chars + length, type.at == NULL ? (ml_str){NULL, 0} : trimmed(type)});
  memcpy(out + *n, word.at, word.n);
  *n += word.n;
  *chars += length;
}

static void read_text(trial *t, ml_str text) {
  static const ml_str pilcrow = {"\xC2\xB6", 2};
  char *out = ml_arena_alloc(t->arena, text.n + 1);
  size_t n = 0, chars = 0;
  for (size_t i = 0; i < text.n;) {
    ml_str rest = {text.at + i, text.n - i};
    const char *close = text.at[i] == '[' ? memchr(rest.at, ']', rest.n) : NULL;
    if (close != NULL) {
      read_mark(t, (ml_str){rest.at + 1, (size_t)(close - rest.at) - 1}, out, &n, &chars);
      i += (size_t)(close - rest.at) + 1;
    } else if (ml_str_starts(rest, pilcrow)) {
      out[n++] = '\n';
      chars++;
      i += pilcrow.n;
    } else {
      size_t begin = i;
      ml_utf8_next(text, &i);
      memcpy(out + n, text.at + begin, i - begin);
      n += i - begin;
      chars++;
    }
  }
  t->text = (ml_str){out, n};
}

/* Folded positions of a run of the text's characters. */
static ml_pin position_of(const trial *t, const marked *mark) {
  ml_pin pin = {.type = ML_NO_INDEX};
  const ml_document *document = t->document;
  while (pin.begin < document->n && document->char_at[pin.begin] < mark->begin)
    pin.begin++;
  pin.end = pin.begin;
  while (pin.end < document->n && document->char_at[pin.end] < mark->end)
    pin.end++;
  if (mark->type.n > 0)
    pin.type = ml_schema_type(&t->rules->schema, ml_arena_copy(t->arena, mark->type.at, mark->type.n));
  return pin;
}

/* ---- judging it ---- */

/* The example makes no sense. */
static void refuse(trial *t, const char *complaint, const char *hint) {
  t->complaint = complaint;
  t->hint = hint;
  t->broken = true;
}

static bool same_text(trial *t, ml_str a, const char *b) {
  size_t n, m;
  const uint32_t *x = ml_fold_word(t->arena, a, &n), *y = ml_fold_word(t->arena, ml_str_of(b), &m);
  return n == m && memcmp(x, y, n * sizeof *x) == 0;
}

static bool fits_cell(trial *t, ml_str cell, const ml_filler *filler) {
  if (!filler->set || ml_str_is(cell, "-"))
    return !filler->set && ml_str_is(cell, "-");
  if (same_text(t, cell, filler->text))
    return true;
  if (filler->mention != ML_NO_INDEX) {
    const ml_mention *mention = &t->extraction->mentions[filler->mention];
    ml_str quote = ml_document_quote(t->document, mention->begin, mention->end);
    if (same_text(t, cell, ml_arena_copy(t->arena, quote.at, quote.n)))
      return true;
  }
  return filler->kind == ML_ROLE_VALUE && filler->values[0].kind == ML_TEXT &&
         same_text(t, cell, filler->values[0].text);
}

static bool fits_row(trial *t, ml_str row, const ml_claim *claim) {
  const ml_relation *relation = &t->rules->schema.relations[claim->relation];
  for (size_t r = 0; r < relation->n_roles && row.at != NULL; r++)
    if (!fits_cell(t, cut(&row, ML_STR(" / ")), &claim->fillers[r]))
      return false;
  return row.at == NULL;
}

static bool is_of_rule(const trial *t, const char *rule) {
  return strcmp(rule, t->rule->name) == 0;
}

static bool is_claimed(trial *t, ml_str row, uint32_t relation) {
  for (size_t i = 0; i < t->extraction->n_claims; i++) {
    const ml_claim *claim = &t->extraction->claims[i];
    if (claim->relation != relation || !fits_row(t, row, claim))
      continue;
    if (is_of_rule(t, claim->rule))
      t->record->claims = true;
    else
      t->record->instead = claim->rule;
    return true;
  }
  return false;
}

static const char *claim_in_words(trial *t, const ml_claim *claim) {
  const ml_relation *relation = &t->rules->schema.relations[claim->relation];
  const char *words = "";
  for (size_t r = 0; r < relation->n_roles; r++)
    words = ml_arena_format(t->arena, "%s%s%s", words, r > 0 ? " / " : "",
                            claim->fillers[r].set ? claim->fillers[r].text : "-");
  return words;
}

static const char *claims_in_words(trial *t) {
  const char *words = "";
  for (size_t i = 0; i < t->extraction->n_claims; i++)
    words = ml_arena_format(t->arena, "%sfound: %s (%s)\n", words, claim_in_words(t, &t->extraction->claims[i]),
                            t->extraction->claims[i].rule);
  return *words == '\0' ? "nothing is found\n" : words;
}

static const char *roles_in_words(trial *t, const ml_relation *relation) {
  const char *words = "";
  for (size_t r = 0; r < relation->n_roles; r++)
    words = ml_arena_format(t->arena, "%s%s%s", words, r > 0 ? " / " : "", relation->roles[r].name);
  return words;
}

static size_t cells_of(ml_str row) {
  size_t n = 0;
  for (; row.at != NULL; n++)
    cut(&row, ML_STR(" / "));
  return n;
}

/* Complains of a row that can be no claim's. */
static void check_row(trial *t, ml_str row, const ml_relation *relation) {
  size_t n = cells_of(row);
  if (row.n == 0)
    refuse(t, "a row is empty", "`;` stands between rows; without rows, leave => out");
  else if (n > relation->n_roles)
    refuse(t,
           ml_arena_format(t->arena, "a row has %zu cells, and %s has %zu roles", n, relation->name, relation->n_roles),
           ml_arena_format(t->arena, "the roles are %s", roles_in_words(t, relation)));
}

static void judge_rows(trial *t) {
  uint32_t relation = ml_schema_relation(&t->rules->schema, t->rule->claims.v[0].relation);
  for (ml_str rest = t->rows; rest.at != NULL && t->complaint == NULL;)
    check_row(t, cut(&rest, ML_STR(";")), &t->rules->schema.relations[relation]);
  if (t->complaint != NULL)
    return;
  size_t wanted = 0, found = 0;
  const char *missing = "";
  for (ml_str rest = t->rows; rest.at != NULL;) {
    ml_str row = cut(&rest, ML_STR(";"));
    wanted++;
    if (is_claimed(t, row, relation))
      found++;
    else
      missing = ml_arena_format(t->arena, "%smissing: %.*s\n%s", missing, (int)row.n, row.at,
                                cells_of(row) == 1 && memchr(row.at, '/', row.n) != NULL
                                    ? "cells stand apart by a / with spaces around it\n"
                                    : "");
  }
  if (found == wanted)
    return;
  t->complaint = ml_arena_format(t->arena, "this example fails: %zu of %zu claims found", found, wanted);
  t->hint = ml_arena_format(t->arena, "%s%s", missing, claims_in_words(t));
}

static void judge_claims(trial *t) {
  bool any = false;
  for (size_t i = 0; i < t->extraction->n_claims; i++)
    any = any || is_of_rule(t, t->extraction->claims[i].rule);
  if (t->rows.at != NULL && !t->example->must)
    refuse(t, "a `never` line has no claims behind =>", NULL);
  else if (t->rows.at != NULL)
    judge_rows(t);
  else if (holds(t->text, ML_STR("->")))
    refuse(t, "the claims of an example stand behind =>", NULL);
  else if (t->example->must && !any)
    t->complaint = "this example fails: the rule claims nothing", t->hint = claims_in_words(t);
  else if (!t->example->must && any)
    t->complaint = "this example fails: the rule must never claim anything here", t->hint = claims_in_words(t);
  else if (t->example->must)
    t->record->claims = true;
}

static const char *mentions_in_words(trial *t) {
  const char *words = "";
  for (size_t i = 0; i < t->extraction->n_mentions; i++) {
    const ml_mention *mention = &t->extraction->mentions[i];
    ml_str quote = ml_document_quote(t->document, mention->begin, mention->end);
    words = ml_arena_format(t->arena, "%s[%.*s:%s] %s %d.%02d\n", words, (int)quote.n, quote.at,
                            t->rules->schema.types[mention->type].name, mention->maker, mention->weight / 100,
                            mention->weight < 0 ? -mention->weight % 100 : mention->weight % 100);
  }
  return *words == '\0' ? "nothing is found\n" : words;
}

/* What refers must find what it stands for. */
static bool is_something(const ml_mention *mention) {
  return !mention->refers || mention->same != ML_NO_INDEX;
}

/* Whether a mention of the type, or of any when it is ML_NO_INDEX, stands just there. */
static bool is_found(const trial *t, const ml_pin *place, uint32_t type) {
  for (size_t i = 0; i < t->extraction->n_mentions; i++) {
    const ml_mention *mention = &t->extraction->mentions[i];
    if (mention->begin == place->begin && mention->end == place->end && is_something(mention) &&
        (type == ML_NO_INDEX || mention->type == type))
      return true;
  }
  return false;
}

static void judge_mentions(trial *t) {
  bool makes = t->rule->make_type != NULL; /* else it boosts, and nothing says which type */
  uint32_t type = makes ? ml_schema_type(&t->rules->schema, t->rule->make_type) : ML_NO_INDEX;
  bool all = true, any = false, wanted = false;
  for (size_t i = 0; i < t->marks.n; i++) {
    ml_pin place = position_of(t, &t->marks.v[i]);
    if (t->marks.v[i].type.n > 0)
      continue;
    wanted = true;
    all = all && is_found(t, &place, type);
  }
  for (size_t i = 0; i < t->extraction->n_mentions; i++)
    any = any || (is_something(&t->extraction->mentions[i]) && t->extraction->mentions[i].type == type &&
                  is_of_rule(t, t->extraction->mentions[i].maker));
  if (t->example->must && !wanted)
    refuse(t, "this example can never fail: put what must be found in brackets", "as in: must 总经理[林知夏]说");
  else if (t->example->must && !all)
    t->complaint = "this example fails: what stands in brackets is not found", t->hint = mentions_in_words(t);
  else if (!t->example->must && any)
    t->complaint = "this example fails: the rule must never make anything here", t->hint = mentions_in_words(t);
}

/* ---- running all ---- */

static void check_types(trial *t) {
  for (size_t i = 0; i < t->marks.n && t->complaint == NULL; i++)
    if (t->marks.v[i].type.n > 0 && position_of(t, &t->marks.v[i]).type == ML_NO_INDEX)
      refuse(
          t,
          ml_arena_format(t->arena, "no mention type is called %.*s", (int)t->marks.v[i].type.n, t->marks.v[i].type.at),
          NULL);
}

static ml_status judge(trial *t) {
  ml_str rest = t->example->text, text = cut(&rest, ML_STR("=>"));
  t->rows = rest;
  read_text(t, text);
  ML_TRY(ml_document_new(&t->document, "example", t->text.at, t->text.n, NULL));
  if (t->document->published.year == 0)
    t->document->published = examples_date;
  check_types(t);
  ml_pin *pins = ML_NEW_ARRAY(t->arena, ml_pin, t->marks.n);
  size_t n = 0;
  for (size_t i = 0; i < t->marks.n; i++)
    if (t->marks.v[i].type.n > 0)
      pins[n++] = position_of(t, &t->marks.v[i]);
  if (t->complaint != NULL)
    return ML_OK;
  ML_TRY(ml_extract_pinned(&t->extraction, t->rules, t->document, pins, n));
  if (t->rule->claims.n > 0)
    judge_claims(t);
  else
    judge_mentions(t);
  return ML_OK;
}

static void report(trial *t) {
  bool wish = t->example->wish && !t->broken;
  if (t->complaint == NULL && wish)
    ml_syntax_note(t->syntax, t->example->place,
                   t->example->must ? "write `must` instead of `wish`, so that it stays fulfilled"
                                    : "write `never` instead of `wish never`, so that it stays fulfilled",
                   "this wish is fulfilled");
  else if (t->complaint != NULL && !wish && ml_syntax_is_asked(t->example->place))
    ml_syntax_error(t->syntax, t->example->place, t->hint, "%s", t->complaint);
  else if (t->complaint != NULL && !wish)
    ml_syntax_warning(t->syntax, t->example->place, t->hint, "%s", t->complaint);
}

static ml_status run_guarded(void *argument) {
  trial *t = argument;
  ml_status status = judge(t);
  if (status == ML_OK)
    report(t);
  return status;
}

static ml_status run(const ml_rules *rules, const ml_example *example, record *of, ml_syntax *syntax,
                     ml_rules_report *counts) {
  record wished = {.rule = of->rule}; /* a wish proves nothing about its rule */
  trial t = {.rules = rules,
             .rule = of->rule,
             .example = example,
             .record = example->wish ? &wished : of,
             .arena = syntax->arena,
             .syntax = syntax};
  ml_status status = ml_arena_guard(syntax->arena, run_guarded, &t);
  bool wish = example->wish && !t.broken, failed = t.complaint != NULL;
  counts->examples += !wish;
  counts->failed += !wish && failed && ml_syntax_is_asked(example->place);
  counts->wishes += wish;
  counts->fulfilled += wish && !failed;
  ml_extraction_free(t.extraction);
  ml_document_free(t.document);
  return status;
}

/* Where other rules claim all that the examples want, they prove nothing about this one. */
static void warn_if_shadowed(ml_syntax *syntax, const record *of) {
  if (of->instead != NULL && !of->claims && ml_syntax_is_asked(of->rule->place))
    ml_syntax_warning(syntax, of->rule->place, "add a text that only this rule can read, or leave the rule out",
                      "other rules, such as %s, claim all that the examples of this one want", of->instead);
}

/* The examples of one rule, under the guard of the syntax tree's arena. */
typedef struct rule_check {
  const ml_rules *rules;
  record record;
  ml_syntax syntax;
  ml_rules_report *counts;
} rule_check;

static ml_status check_rule(void *argument) {
  rule_check *c = argument;
  const ml_rule_decl *rule = c->record.rule;
  for (size_t i = 0; i < rule->examples.n; i++) {
    const ml_example *example = &rule->examples.v[i];
    if (!example->wish || ml_syntax_is_asked(example->place)) /* what other packages wish is for them */
      ML_TRY(run(c->rules, example, &c->record, &c->syntax, c->counts));
  }
  warn_if_shadowed(&c->syntax, &c->record);
  return ML_OK;
}

ml_status ml_rules_check(const ml_rules *rules, ml_rules_report *counts, const ml_reporter *reporter) {
  *counts = (ml_rules_report){.relations = rules->schema.n_relations,
                              .rules = rules->syntax.rules.n,
                              .names = ml_dictionary_names(&rules->words)};
  for (size_t i = 0; i < rules->syntax.rules.n; i++) {
    ml_arena arena = ML_ARENA_INIT;
    rule_check c = {.rules = rules, .record.rule = rules->syntax.rules.v[i], .syntax = rules->syntax, .counts = counts};
    c.syntax.reporter = reporter;
    c.syntax.arena = &arena;
    ml_status status = ml_arena_guard(&arena, check_rule, &c);
    ml_arena_dispose(&arena);
    if (status != ML_OK)
      return ml_fail(reporter, status, NULL, "%s", ml_status_text(status));
  }
  return counts->failed > 0 ? ML_ERR_RULES : ML_OK;
}
