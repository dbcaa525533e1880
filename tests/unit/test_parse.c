#include "syntax_fixture.h"

#include "base/utf8.h"

/* ---- a syntax tree as text ---- */

static void put_codes(FILE *to, const uint32_t *codes, size_t n) {
  for (size_t i = 0; i < n; i++) {
    char bytes[4];
    fwrite(bytes, 1, ml_utf8_put(codes[i], bytes), to);
  }
}

static void put_expr(FILE *to, const ml_expr *e) {
  static const char *const names[] = {"",  "",   "",  "",   "+",  "-",  "*",  "/",   "else", "=",  "!=",
                                      "<", "<=", ">", ">=", "in", "in", "[]", "and", "or",   "not"};
  switch (e->kind) {
  case ML_EXPR_NUMBER:
    fprintf(to, "%g", e->number);
    return;
  case ML_EXPR_TEXT:
    fprintf(to, "'%s'", e->text);
    return;
  case ML_EXPR_NAME:
    fprintf(to, "%s%s%s", e->text, e->attribute == NULL ? "" : ".", e->attribute == NULL ? "" : e->attribute);
    return;
  default:
    fprintf(to, "(%s", e->kind == ML_EXPR_CALL ? e->text : names[e->kind]);
    for (size_t i = 0; i < e->n_operands; i++) {
      fputc(' ', to);
      put_expr(to, e->operands[i]);
    }
    if (e->kind == ML_EXPR_IN || e->kind == ML_EXPR_NAMES)
      fprintf(to, " %s", e->text);
    fputc(')', to);
  }
}

static void put_node(FILE *to, const ml_node *n);

static void put_children(FILE *to, const ml_node *n, const char *between) {
  fputc('(', to);
  for (size_t i = 0; i < n->n_children; i++) {
    fputs(i == 0 ? "" : between, to);
    put_node(to, n->children[i]);
  }
  fputc(')', to);
}

static void put_type(FILE *to, const ml_node *n) {
  fputs(n->name, to);
  if (n->condition == NULL)
    return;
  fputc('[', to);
  put_expr(to, n->condition);
  fputc(']', to);
}

static void put_node(FILE *to, const ml_node *n) {
  static const char *const anchors[] = {"sentence", "clause", "para", "heading", "caption"};
  switch (n->kind) {
  case ML_NODE_SEQUENCE:
    put_children(to, n, " ");
    return;
  case ML_NODE_CHOICE:
    put_children(to, n, " | ");
    return;
  case ML_NODE_TEXT:
  case ML_NODE_CLASS:
    fputs(n->kind == ML_NODE_TEXT ? "'" : n->negated ? "[^" : "[", to);
    put_codes(to, n->codes, n->n_codes);
    fputs(n->kind == ML_NODE_TEXT ? "'" : "]", to);
    return;
  case ML_NODE_ANY:
    fputc('.', to);
    return;
  case ML_NODE_GAP:
    fprintf(to, "%s{%u,%u}", n->sentence ? "..." : "..", n->min, n->max);
    return;
  case ML_NODE_NAME:
    fputs(n->name, to);
    return;
  case ML_NODE_TYPE:
    put_type(to, n);
    return;
  case ML_NODE_CAPTURE:
    fprintf(to, "%s:", n->name);
    put_node(to, n->children[0]);
    return;
  case ML_NODE_REPEAT:
    put_node(to, n->children[0]);
    fprintf(to, n->max == ML_NO_LIMIT ? "{%u,}" : "{%u,%u}", n->min, n->max);
    return;
  case ML_NODE_LOOK:
    fprintf(to, "%s%s", n->negated ? "!" : "", n->behind ? "<" : ">");
    put_node(to, n->children[0]);
    return;
  case ML_NODE_ANCHOR:
    fprintf(to, "%s%s", n->at_end ? "$" : "^", anchors[n->anchor]);
    return;
  case ML_NODE_POINTS:
    fprintf(to, "~%d", n->points);
    return;
  }
}

/* ---- parsing a text ---- */

static const char *source;

static ml_status parse_source(void *argument) {
  fixture *f = argument;
  ml_parse_file(&f->syntax, "test.rules", ml_str_of(source));
  return ML_OK;
}

static void parse(fixture *f, const char *text) {
  fixture_open(f);
  source = text;
  fixture_run(f, parse_source);
}

typedef struct sample {
  const char *text, *expected;
} sample;

/* Compares what was reported, or, when nothing was, what put() makes of the tree. */
static void check_sample(const char *text, const char *expected, void (*put)(FILE *to, const ml_syntax *syntax)) {
  fixture f;
  parse(&f, text);
  if (f.syntax.errors == 0 && put != NULL)
    put(f.stream, &f.syntax);
  fflush(f.stream);
  assert_string_equal(f.reported, expected);
  fixture_close(&f);
}

static void put_first_let(FILE *to, const ml_syntax *syntax) {
  assert_int_equal(syntax->lets.n, 1);
  put_node(to, syntax->lets.v[0]->pattern);
}

static void test_patterns(void **state) {
  (void)state;
  static const sample samples[] = {
      {"let x = 董事 会? 主席", "('董事' '会'{0,1} '主席')"},
      {"let x = (董事会)? a:Role*", "('董事会'{0,1} a:Role{0,})"},
      {"let x = \"CEO\" | 總裁 | “ .{2,12} ”", "('ceo' | '总裁' | ('“' .{2,12} '”'))"},
      {"let x = [、，兼] [^（\\]a] Role [、]", "([,、兼] [^(]a] Role [、])"},
      {"let x = [一二三四五六七八九十百千万亿甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥]",
       "[一丁七万三丑丙乙九二五亥亿八六十千午卯四壬子寅己巳庚戊戌未甲申癸百辛辰酉]"},
      {"let x = Role[name = 总理 or name in heads]", "Role[(or (= name '总理') (in name heads))]"},
      {"let x = Role[text in Role]", "Role[(in text Role)]"},
      {"let x = Quantity[unit = \"%\" and not value < 3]", "Quantity[(and (= unit '%') (not (< value 3)))]"},
      {"let x = .. 任 ... Role ..{0,8} 长", "(..{0,20} '任' ...{0,40} Role ..{0,8} '长')"},
      {"let x = <任 >(a | b) !<han !>[,] ^clause $ ^ name $heading",
       "(<'任' >(a | b) !<han !>[,] ^clause $sentence ^sentence name $heading)"},
      {"let x = a{2} b{2,4} c+ (d e){3}", "(a{2,2} b{2,4} c{1,} (d e){3,3})"},
      {"let x = 任 ~2 Role ~-1.5 # a comment", "('任' ~200 Role ~-150)"},
      {"let x = n : ( company:Organization? role:Role [、]? ){1,6}",
       "n:(company:Organization{0,1} role:Role [、]{0,1}){1,6}"},
      {"let x = \"a \\\" b\"", "'a \" b'"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    check_sample(samples[i].text, samples[i].expected, put_first_let);
}

static void test_pattern_errors(void **state) {
  (void)state;
  static const sample samples[] = {
      {"let x = 任 董事会? Role", "1:14+1 `?` after 董事会 could mean the word or its last character = write (董事会)? "
                                  "for the word, 董事 会? for the character\n"},
      {"let x = 任 （Role)",
       "1:11+1 the full-width （ is text, not an operator, and text like this must be quoted = for "
       "a group write (   for the character itself write \"（\"\n"},
      {"let x = 职务:Role", "1:9+2 a capture name is written in a-z, 0-9 and _ = 职务 is read as text here, and text "
                            "cannot be followed by `:`\n"},
      {"let x = Job:Role", "1:9+3 a capture name is written in a-z, 0-9 and _ = Job is read as a mention type here; "
                           "write name:Job\n"},
      {"let x = (a | b", "1:9+1 this ( has no )\n"},
      {"let x = a ) b", "1:11+1 this ) closes nothing\n"},
      {"let x = [、,", "1:9+3 this [ has no ] = a ] that stands for itself is written \\]\n"},
      {"let x = \"abc", "1:9+4 this text has no closing \" = a \" within the text is written \\\"\n"},
      {"let x = (a | )", "1:14+1 an alternative is empty = a piece that may be missing is written (...)?\n"},
      {"let x =", "1:8+1 expected a pattern, but the line ends\n"},
      {"let x = a{4,2}", "1:10+5 a count of 4 up to 2 is never reached = {m,n} stands for at least m and at most n\n"},
      {"let x = a{2,}", "1:13+1 expected a count, found `}`\n"},
      {"let x = ^sentence Role",
       "1:10+8 sentence is no place that has a begin and an end = clause, para, heading and caption are; a name that "
       "follows is set off by a space\n"},
      {"let x = ? a", "1:9+1 a count stands behind what it counts, and nothing stands here\n"},
      {"let x = 5G", "1:9+1 5 has no meaning here = for the character itself write \"5\"\n"},
      {"let x = Role[、]", "1:14+1 [ close behind a type starts a condition, and no name stands here = for a class "
                           "write Role [...] with a space\n"},
      {"let x = [0-9]", "1:10+3 a class lists its characters, it has no ranges = the classes han, latin and digit have "
                        "names; a - that stands for itself comes first\n"},
      {"let x = []", "1:9+2 this class is empty\n"},
      {"let x = \"\"", "1:9+2 this text is empty\n"},
      {"let x = ..*", "1:11+1 a gap is bounded by {m,n} only = write ..{0,8} or ...{0,60}\n"},
      {"let x = a !b", "1:12+1 expected `>` or `<` behind !, which says that something does not stand there, found "
                       "`b`\n"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    check_sample(samples[i].text, samples[i].expected, NULL);
}

static void test_nesting_limit(void **state) {
  (void)state;
  char text[400] = "let x = ";
  memset(text + 8, '(', 200);
  fixture f;
  parse(&f, text);
  assert_int_equal(f.syntax.errors, 1);
  assert_non_null(strstr(f.reported, "nested too deeply (the limit is 64)"));
  fixture_close(&f);
}

static void put_first_condition(FILE *to, const ml_syntax *syntax) {
  assert_int_equal(syntax->rules.n, 1);
  put_expr(to, syntax->rules.v[0]->where.v[0]);
}

static void test_expressions(void **state) {
  (void)state;
  static const sample samples[] = {
      {"a + b * 2 - c.value / 4", "(- (+ a (* b 2)) (/ c.value 4))"},
      {"a = 總理 or b != \"CEO\" and not c in heads", "(or (= a '总理') (and (!= b 'ceo') (not (in c heads))))"},
      {"len(a) >= 2 and begins(same, s.name)", "(and (>= (len a) 2) (begins same s.name))"},
      {"(a else b else 无) = c", "(= (else a (else b '无')) c)"},
      {"(a = b or c = d) and e < -1.5", "(and (or (= a b) (= c d)) (< e -1.5))"},
      {"f()", "(f)"},
      {"a = Role", "3:16+4 Role is not a value = Latin text is quoted: \"Role\"\n"},
      {"a = b c", "3:18+1 expected the end of the line, found `c`\n"},
      {"f(a", "3:15+1 expected `)` behind the last argument, but the line ends\n"},
      {"a.b.c = 1", "3:12+3 an attribute has no attributes itself\n"},
      {"a ＝ b", "3:14+1 the full-width ＝ is text, not an operator, and text like this must be quoted = for an equals "
                 "sign write =   for the character itself write \"＝\"\n"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    char text[200];
    snprintf(text, sizeof text, "rule r\n    match  a:Role\n    where  %s\n    boost  a ~1\n", samples[i].text);
    check_sample(text, samples[i].expected, put_first_condition);
  }
}

/* ---- declarations ---- */

static void test_package(void **state) {
  (void)state;
  fixture f;
  parse(&f, "package business 1.2\n"
            "    language zh\n"
            "    licence  MIT or later   \n"
            "    offers   post, deal # both\n"
            "prefix org: http://www.w3.org/ns/org#\n"
            "lexicon names/a.tsv : Person ~-2\n"
            "lexicon b.tsv: Role\n");
  assert_string_equal(f.reported, "");
  assert_string_equal(f.syntax.package->name, "business");
  assert_string_equal(f.syntax.package->version, "1.2");
  assert_string_equal(f.syntax.package->language, "zh");
  assert_string_equal(f.syntax.package->licence, "MIT or later");
  assert_int_equal(f.syntax.package->offers.n, 2);
  assert_string_equal(f.syntax.package->offers.v[1].word, "deal");
  assert_string_equal(f.syntax.prefixes.v[0].iri, "http://www.w3.org/ns/org#");
  assert_string_equal(f.syntax.lexicons.v[0]->path, "names/a.tsv");
  assert_string_equal(f.syntax.lexicons.v[0]->type, "Person");
  assert_int_equal(f.syntax.lexicons.v[0]->points, -200);
  assert_string_equal(f.syntax.lexicons.v[1]->path, "b.tsv");
  assert_string_equal(f.syntax.lexicons.v[1]->type, "Role");
  fixture_close(&f);
}

static void test_mention_and_relation(void **state) {
  (void)state;
  fixture f;
  parse(&f,
        "entity Person, Author is Agent\n"
        "    memory 4.5\n"
        "    silent\n"
        "    rdf    org:Agent\n"
        "    colour 4477aa\n"
        "    colour : text\n"
        "    kind   : \"=\" | low = colour + x rdf x:k\n"
        "relation post\n"
        "    person  : Person | text    rdf org:member\n"
        "    status? : current | former = current\n"
        "    key     person status\n"
        "    seek    person = Person !>Role before in first sentence, previous 2, only heading where len(person) > 1\n"
        "    rdf     org:Membership\n"
        "    edge    person -> person label status\n");
  assert_string_equal(f.reported, "");
  const ml_mention_decl *mention = f.syntax.mentions.v[0];
  assert_string_equal(mention->name, "Person");
  assert_string_equal(f.syntax.mentions.v[1]->name, "Author");
  assert_int_equal(f.syntax.mentions.v[1]->attributes.n, 2);
  assert_string_equal(mention->parent, "Agent");
  assert_int_equal(mention->memory, 450);
  assert_true(mention->silent);
  assert_string_equal(mention->colour, "#4477aa");
  assert_int_equal(mention->attributes.n, 2);
  assert_string_equal(mention->attributes.v[1].rdf, "x:k");
  assert_int_equal(mention->attributes.v[1].preset->kind, ML_EXPR_ADD);
  const ml_relation_decl *relation = f.syntax.relations.v[0];
  assert_int_equal(relation->roles.n, 2);
  assert_int_equal(relation->roles.v[0].domain.n, 2);
  assert_true(relation->roles.v[1].optional);
  assert_string_equal(relation->roles.v[1].preset->text, "current");
  assert_int_equal(relation->key.n, 2);
  assert_string_equal(relation->edge[2].word, "status");
  const ml_seek_decl *seek = relation->seeks.v[0];
  assert_int_equal(seek->side, ML_SIDE_BEFORE);
  assert_int_equal(seek->scopes.n, 3);
  assert_true(seek->scopes.v[0].first);
  assert_false(seek->scopes.v[0].only);
  assert_true(seek->scopes.v[2].only);
  assert_int_equal(seek->scopes.v[1].distance, 2);
  assert_non_null(seek->where);
  fixture_close(&f);
}

static void put_words(FILE *to, const ml_syntax *syntax) {
  for (size_t i = 0; i < syntax->words.n; i++)
    for (size_t j = 0; j < syntax->words.v[i]->n_words; j++) {
      const struct ml_word *word = &syntax->words.v[i]->words[j];
      fprintf(to, "%s/%s/%.*s@%zu:%zu ", syntax->words.v[i]->name, word->label == NULL ? "-" : word->label,
              (int)word->word.n, word->word.at, word->place.line, word->place.column);
    }
}

static void test_words(void **state) {
  (void)state;
  static const sample samples[] = {
      {"words unit = 元 % \"a b\" # not this", "unit/-/元@1:14 unit/-/%@1:16 unit/-/a b@1:18 "},
      {"words t\n    former = 前 原\n  # not this\n\n    now= 现任\n    是 为\n",
       "t/former/前@2:14 t/former/原@2:16 t/now/现任@5:10 t/-/是@6:5 t/-/为@6:7 "},
      {"words t = 前\n    原\nwords u =\n    现\n", "t/-/前@1:11 t/-/原@2:5 u/-/现@4:5 "},
      {"words t\n", "1:7+1 the word list t is empty = write words NAME = WORD WORD ..., or words on indented lines\n"},
      {"words in = 前\n", "1:7+2 in is a word of the rule language and cannot be the name of a word list\n"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    check_sample(samples[i].text, samples[i].expected, put_words);
}

static void test_rule(void **state) {
  (void)state;
  fixture f;
  parse(&f, "rule 职务在前\n"
            "    match  person:Person role:Role\n"
            "    match  role:Role person:Person\n"
            "    where  len(person) > 1\n"
            "    seek   company = Organization in document\n"
            "    carry  company, status = role.status\n"
            "    sure   0.85\n"
            "    claim  post pairwise (company = role.body else company, status = \"former\") ~-2\n"
            "    claim  post each\n"
            "    must   [李雪梅:Person]#1 # 任董事长 => 李雪梅 / 董事长  \n"
            "    never  董事长认为\n"
            "    wish   新任的董事长\n"
            "    wish never 当过董事长\n"
            "rule unit_of_quantity\n"
            "    match  n:Num u:unit\n"
            "    make   Quantity from n (value = n.value) ~1.5\n"
            "follow Role Person ~3\n"
            "follow Role [、] han? Person ~-1\n"
            "mark post.status = planned\n"
            "    match  (将|拟)\n"
            "    reach  after in clause\n");
  assert_string_equal(f.reported, "");
  assert_int_equal(f.syntax.rules.n, 2);
  const ml_rule_decl *rule = f.syntax.rules.v[0];
  assert_string_equal(rule->name, "职务在前");
  assert_int_equal(rule->place.length, 4);
  assert_int_equal(rule->matches.n, 2);
  assert_int_equal(rule->sure, 85);
  assert_int_equal(rule->carry.n, 2);
  assert_non_null(rule->carry.v[1].value);
  assert_int_equal(rule->claims.n, 2);
  assert_int_equal(rule->claims.v[0].pairing, ML_PAIRWISE);
  assert_int_equal(rule->claims.v[0].worth.points, -200);
  assert_int_equal(rule->claims.v[0].arguments.n, 2);
  assert_int_equal(rule->claims.v[0].place.column, 12);
  assert_int_equal(rule->claims.v[1].pairing, ML_EACH);
  assert_int_equal(rule->examples.n, 4);
  ml_str text = rule->examples.v[0].text;
  assert_true(ml_str_is(text, "[李雪梅:Person]#1 # 任董事长 => 李雪梅 / 董事长"));
  assert_int_equal(rule->examples.v[0].place.column, 12);
  assert_false(rule->examples.v[1].must || rule->examples.v[1].wish);
  assert_true(rule->examples.v[2].must && rule->examples.v[2].wish);
  assert_true(!rule->examples.v[3].must && rule->examples.v[3].wish);
  assert_int_equal(rule->examples.v[3].place.column, 16);
  assert_string_equal(f.syntax.rules.v[1]->make_from, "n");
  assert_int_equal(f.syntax.rules.v[1]->make_worth.points, 150);
  assert_null(f.syntax.follows.v[0]->between);
  assert_int_equal(f.syntax.follows.v[1]->between->n_children, 2);
  assert_string_equal(f.syntax.follows.v[1]->right, "Person");
  assert_string_equal(f.syntax.marks.v[0]->label, "planned");
  assert_true(f.syntax.marks.v[0]->clause);
  fixture_close(&f);
}

static void test_declaration_errors(void **state) {
  (void)state;
  static const sample samples[] = {
      {"rul x\n", "1:1+3 no declaration starts with rul = did you mean rule?\n"},
      {"    match a\n", "1:5+1 an indented line belongs to the declaration above it, and there is none\n"},
      {"prefix a: http://x.example/\n    b\n", "2:5+1 the declaration above takes no indented lines\n"},
      {"rule r -> rel {\n", "1:8+1 after the rule's name the line must end: clauses stand on indented lines\n"},
      {"rule r\n    macth  a\n", "2:5+5 no clause of a rule starts with macth = did you mean match?\n"},
      {"rule r\n    make Role\n", "1:6+1 this rule has no match = say what it looks for: match PATTERN\n"},
      {"rule r\n    match  a\n", "1:6+1 this rule does nothing with a match = say what a match gives: make TYPE, boost "
                                 "CAPTURE ~POINTS or claim RELATION\n"},
      {"rule r\n    match a\n    make Role\n    claim post\n",
       "4:5+5 a rule makes one mention, boosts one, or claims facts = write a second rule with the same pattern "
       "(`let` names patterns)\n"},
      {"rule r\n    match a\n    claim post (a = 1, a = 2)\n", "3:24+1 a is set twice\n"},
      {"rule r\n    must\n", "2:9+1 expected an example text, but the line ends\n"},
      {"rule r\n    match a in b\n", "2:13+2 expected the end of the line, found `in`\n"},
      {"entity person\n", "1:8+6 expected the name of a mention type; the name of a mention type starts with A-Z\n"},
      {"relation post\n    person ： Person\n", "2:12+1 the full-width ： is text, not an operator, and text like this "
                                                "must be quoted = for a name write :   for "
                                                "the character itself write \"：\"\n"},
      {"lexicon ../a.tsv\n", "1:9+8 a lexicon stands in the folder of its package or below\n"},
      {"follow Role ~2\n", "1:8+7 follow takes a type, a pattern or nothing, a type, and points = write as in: follow "
                           "Role [、兼] Role ~2\n"},
      {"let x = a\xff\n", "1:10+1 this is not UTF-8 text = save the file as UTF-8\n"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    check_sample(samples[i].text, samples[i].expected, NULL);
}

/* What stands above an error within a relation stays, and nothing half-read does. */
static void test_broken_line_of_a_relation(void **state) {
  (void)state;
  fixture f;
  parse(&f, "relation post\n    person : Person\n    edge person -> ?\n    key person\n"
            "entity Person\n    age : (\n");
  assert_int_equal(f.syntax.errors, 2);
  assert_int_equal(f.syntax.relations.v[0]->roles.n, 1);
  assert_null(f.syntax.relations.v[0]->edge[0].word);
  assert_int_equal(f.syntax.mentions.n, 0);
  fixture_close(&f);
}

/* Each broken declaration is reported once and spoils only itself. */
static void test_recovery(void **state) {
  (void)state;
  fixture f;
  parse(&f, "\xEF\xBB\xBF# comment\r\n"
            "let a = (\r\n"
            "rule b\r\n"
            "    match  Role ）\r\n"
            "    claim  ((\r\n"
            "\r\n"
            "rule c\r\n"
            "    match  x:Role\r\n"
            "    boost  x ~1\r\n"
            "words d\r\n"
            "let e = 任");
  assert_string_equal(
      f.reported, "2:10+1 expected a pattern, but the line ends\n"
                  "4:17+1 the full-width ） is text, not an operator, and text like this must be quoted = for a "
                  "group write )   for the character itself write \"）\"\n"
                  "10:7+1 the word list d is empty = write words NAME = WORD WORD ..., or words on indented lines\n");
  assert_int_equal(f.syntax.errors, 3);
  assert_int_equal(f.syntax.rules.n, 1);
  assert_string_equal(f.syntax.rules.v[0]->name, "c");
  assert_int_equal(f.syntax.lets.n, 2); /* the broken one too, so that uses of its name are no errors */
  assert_string_equal(f.syntax.lets.v[1]->name, "e");
  fixture_close(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_patterns),
      cmocka_unit_test(test_pattern_errors),
      cmocka_unit_test(test_nesting_limit),
      cmocka_unit_test(test_expressions),
      cmocka_unit_test(test_package),
      cmocka_unit_test(test_mention_and_relation),
      cmocka_unit_test(test_words),
      cmocka_unit_test(test_rule),
      cmocka_unit_test(test_declaration_errors),
      cmocka_unit_test(test_recovery),
      cmocka_unit_test(test_broken_line_of_a_relation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
