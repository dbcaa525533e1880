/* Claims become facts, entities and evidence; the store appears whole or not at all. */
#include <sys/stat.h>

#include "graph/sql.h"
#include "graph_fixture.h"

/* ---- facts and evidence ---- */

static void one_fact_of_two_documents(void **state) {
  graph_fixture *f = *state;
  ml_store_counts counts;
  create_store(f);
  add_post(f, "a.txt", 70);
  add_post(f, "b.txt", 90);
  finish_store(f);
  assert_int_equal(ml_store_count(f->store, &counts), ML_OK);
  assert_int_equal(counts.documents, 2);
  assert_int_equal(counts.mentions, 6);
  assert_int_equal(counts.entities, 3);
  assert_int_equal(counts.facts, 1);
  assert_int_equal(counts.evidence, 2);
  assert_answer(f,
                "SELECT person, role, company, status, document, sentence, start_char, end_char, quote, rule,"
                " confidence, evidence_count FROM post ORDER BY document",
                "林知夏,董事长,远山科技,,a.txt,0,0,10,远山科技董事长林知夏,before_name,0.7,2\n"
                "林知夏,董事长,远山科技,,b.txt,0,0,10,远山科技董事长林知夏,before_name,0.9,2\n");
  assert_answer(f, "SELECT confidence, caption FROM fact", "0.9,董事长\n");
}

/* Two rules find one fact in one document: the view shows the surer one. */
static void best_evidence_is_shown(void **state) {
  graph_fixture *f = *state;
  graph_document d;
  create_store(f);
  open_document(&d, f, "a.txt", "林知夏任董事长。董事长林知夏介绍。");
  uint32_t person = mention(&d, PERSON, "林知夏", "林知夏", NULL), role = mention(&d, ROLE, "董事长", "董事长", NULL);
  const struct {
    const char *quote, *rule;
    int confidence;
  } claims[] = {{"林知夏任董事长", "takes", 60}, {"董事长林知夏", "before", 80}, {"董事长林知夏", "before", 80}};
  for (size_t i = 0; i < 3; i++) {
    ml_claim *c = claim(&d, POST, claims[i].quote, claims[i].rule, claims[i].confidence);
    fill_entity(&d, c, POST_PERSON, person);
    fill_entity(&d, c, POST_ROLE, role);
  }
  assert_int_equal(add_document(&d, f), ML_OK);
  finish_store(f);
  assert_answer(f, "SELECT person, company, start_char, rule, evidence_count FROM post", "林知夏,,8,before,2\n");
  assert_answer(f, "SELECT rule, best FROM evidence ORDER BY start_char", "takes,0\nbefore,1\n");
}

static void values_become_columns(void **state) {
  graph_fixture *f = *state;
  create_store(f);
  add_figure(f, "a.txt", 938000000, "9.38亿人", "2017-06-30");
  add_figure(f, "b.txt", 938000000, "九亿三千八百万人", "2017-06-30"); /* the same figure in other words */
  add_figure(f, "c.txt", 0.1, "0.1人", NULL);
  finish_store(f);
  assert_answer(f,
                "SELECT product, metric, value, unit, value_text, date, evidence_count FROM figure ORDER BY document",
                "云帆助手,月活跃用户,938000000,人,9.38亿人,2017-06-30,2\n"
                "云帆助手,月活跃用户,938000000,人,9.38亿人,2017-06-30,2\n"
                "云帆助手,月活跃用户,0.1,人,0.1人,,1\n");
  assert_answer(f, "SELECT label, caption, target FROM fact ORDER BY label",
                "云帆助手 月活跃用户 0.1人,月活跃用户 0.1人,\n"
                "云帆助手 月活跃用户 9.38亿人 (2017-06-30),月活跃用户 9.38亿人 (2017-06-30),\n");
}

/* ---- entities ---- */

static void lexicon_names_and_references(void **state) {
  graph_fixture *f = *state;
  graph_document d;
  create_store(f);
  open_document(&d, f, "a.txt", "遠山科技（YUANSHAN）說，ＹＵＡＮＳＨＡＮ成立。該公司董事長林知夏。");
  uint32_t listed = mention(&d, ORGANIZATION, "遠山科技", "远山科技", "o-yuanshan");
  mention(&d, ORGANIZATION, "YUANSHAN", "远山科技", "o-yuanshan");
  uint32_t guessed = mention(&d, ORGANIZATION, "遠山科技", "远山科技", NULL); /* a rule made it */
  uint32_t reference = mention(&d, ORGANIZATION, "該公司", "该公司", NULL);
  d.mentions[reference].refers = true;
  d.mentions[reference].same = listed;
  uint32_t role = mention(&d, ROLE, "董事長", "董事长", NULL), person = mention(&d, PERSON, "林知夏", "林知夏", NULL);
  const uint32_t companies[] = {listed, guessed, reference};
  for (size_t i = 0; i < 3; i++) {
    ml_claim *c = claim(&d, POST, "董事長林知夏", "before", 80);
    fill_entity(&d, c, POST_PERSON, person);
    fill_entity(&d, c, POST_ROLE, role);
    fill_entity(&d, c, POST_COMPANY, companies[i]);
  }
  assert_int_equal(add_document(&d, f), ML_OK);
  finish_store(f);
  assert_answer(f, "SELECT company, evidence_count FROM post", "远山科技,1\n");
  assert_answer(f, "SELECT label, lexicon_id FROM entity WHERE type = 'Organization'", "远山科技,o-yuanshan\n");
  assert_answer(f,
                "SELECT name, a.lang FROM alias AS a JOIN entity AS e ON e.id = a.entity WHERE type = 'Organization'"
                " ORDER BY name",
                "YUANSHAN,en\n遠山科技,zh-Hant\n");
  assert_answer(f, "SELECT e.label, reason FROM merge AS m JOIN entity AS e ON e.id = m.entity",
                "远山科技,same type and name as the lexicon's entry\n");
}

/* One name in several spellings is one entity, called as it is called most often. */
static void spellings_and_text(void **state) {
  graph_fixture *f = *state;
  static const char *const spellings[] = {"Yunfan Cloud", "YUNFAN CLOUD", "Yunfan Cloud"};
  create_store(f);
  for (size_t i = 0; i < 3; i++) {
    graph_document d;
    char id[8];
    snprintf(id, sizeof id, "%zu.txt", i);
    open_document(&d, f, id, "董事长林知夏介绍。");
    ml_claim *c = claim(&d, POST, "董事长林知夏", "before", 80);
    fill_entity(&d, c, POST_PERSON, mention(&d, PERSON, "林知夏", "林知夏", NULL));
    fill_entity(&d, c, POST_ROLE, mention(&d, ROLE, "董事长", "董事长", NULL));
    fill_text(c, POST_COMPANY, ML_ROLE_ENTITY, ORGANIZATION, spellings[i]);
    fill_text(c, POST_STATUS, ML_ROLE_LABEL, 0, "former");
    assert_int_equal(add_document(&d, f), ML_OK);
  }
  finish_store(f);
  assert_answer(f, "SELECT DISTINCT company, status, evidence_count FROM post", "Yunfan Cloud,former,3\n");
  assert_answer(f, "SELECT name FROM alias", "YUNFAN CLOUD\n");
}

static void mentions_alone_make_no_entity(void **state) {
  graph_fixture *f = *state;
  graph_document d;
  create_store(f);
  f->schema.types[ROLE].silent = true;
  open_document(&d, f, "a.txt", "林 知夏，董事长。");
  mention(&d, PERSON, "林 知夏", "林知夏", NULL);
  mention(&d, ROLE, "董事长", "董事长", NULL);
  assert_int_equal(add_document(&d, f), ML_OK);
  finish_store(f);
  assert_answer(f, "SELECT * FROM mention", "a.txt,Person,林 知夏,0,4\n");
  assert_answer(f, "SELECT count(*) FROM entity", "0\n");
}

/* ---- what cannot be ---- */

static void same_id_twice(void **state) {
  graph_fixture *f = *state;
  graph_document d;
  create_store(f);
  add_post(f, "a.txt", 70);
  open_document(&d, f, "a.txt", "别的");
  assert_int_equal(add_document(&d, f), ML_ERR_INPUT);
  finish_store(f);
  assert_answer(f, "SELECT count(*) FROM document", "1\n");
}

static void names_that_clash(void **state) {
  graph_fixture *f = *state;
  const struct {
    const char *relation, *role, *curie, *prefix, *iri, *language;
    const char *reported;
  } cases[] = {
      {.relation = "Entity", .reported = "table or view of its own called `Entity` = give the relation another name"},
      {.relation = "fact_figure", .reported = "called `fact_figure`"},
      {.relation = "sqlite_post", .reported = "called `sqlite_post`"},
      {.role = "quote", .reported = "role quote: its view has another column `quote` already = give the role"},
      {.role = "ROLE", .reported = "another column `role` already"},
      {.curie = "foaf:Person", .reported = "the prefix of `foaf:Person` is not declared = declare it"},
      {.curie = "org:a b", .reported = "becomes <http://www.w3.org/ns/org#a b>, which is no IRI"},
      {.prefix = "ml", .iri = "https://example.org/other#", .reported = "the prefix ml stands for"},
      {.prefix = "x", .iri = "no IRI", .reported = "`no IRI`, which is no IRI"},
      {.prefix = "1x", .iri = "https://example.org/", .reported = "`1x` cannot be the name of a prefix"},
      {.language = "zh_CN", .reported = "`zh_CN` is no language tag"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    graph_schema *s = &f->schema;
    graph_schema_init(s);
    if (cases[i].relation != NULL)
      s->relations[POST].name = cases[i].relation;
    if (cases[i].role != NULL)
      s->post[POST_PERSON].name = cases[i].role;
    if (cases[i].curie != NULL)
      s->types[PERSON].rdf = cases[i].curie;
    if (cases[i].prefix != NULL)
      s->prefixes[1] = (ml_prefix){cases[i].prefix, cases[i].iri};
    if (cases[i].language != NULL)
      s->schema.language = cases[i].language;
    assert_int_equal(ml_store_create_for(&f->store, f->path, &s->schema, &f->reporter), ML_ERR_RULES);
    assert_null(f->store);
    assert_reported(f, cases[i].reported);
  }
}

/* Names are quoted wherever SQL is made of them. */
static void strange_names(void **state) {
  graph_fixture *f = *state;
  f->schema.relations[POST].name = "select \"x\"; --";
  f->schema.relations[POST].rdf = "org:Membership";
  f->schema.post[POST_PERSON].name = "group\"by";
  create_store(f);
  add_post(f, "a.txt", 70);
  finish_store(f);
  assert_answer(f, "SELECT \"group\"\"by\" FROM \"select \"\"x\"\"; --\"", "林知夏\n");
}

/* ---- files ---- */

static bool exists(const graph_fixture *f, const char *name) {
  char path[96];
  struct stat found;
  snprintf(path, sizeof path, "%s/%s", f->folder, name);
  return stat(path, &found) == 0;
}

static void appears_when_finished(void **state) {
  graph_fixture *f = *state;
  create_store(f);
  add_post(f, "a.txt", 70);
  assert_false(exists(f, "graph.db"));
  assert_true(exists(f, "graph.db.part"));
  finish_store(f);
  assert_true(exists(f, "graph.db"));
  assert_false(exists(f, "graph.db.part"));
  assert_false(exists(f, "graph.db.work"));
  assert_false(exists(f, "graph.db-journal"));
  ml_store_free(f->store);
  create_store(f); /* given up, it leaves the old one */
  ml_store_free(f->store);
  f->store = NULL;
  assert_false(exists(f, "graph.db.part"));
  assert_false(exists(f, "graph.db.work")); /* nothing was in it */
  assert_int_equal(ml_store_open(&f->store, f->path, &f->reporter), ML_OK);
  assert_answer(f, "SELECT count(*) FROM post", "1\n");
}

static void two_builds_at_once(void **state) {
  graph_fixture *f = *state;
  ml_store *second = NULL;
  create_store(f);
  assert_int_equal(ml_store_create_for(&second, f->path, &f->schema.schema, &f->reporter), ML_ERR_STORE);
  assert_null(second);
  assert_reported(f, "another build is writing this store");
  finish_store(f);
}

static void left_overs_are_cleared(void **state) {
  graph_fixture *f = *state;
  char part[80];
  snprintf(part, sizeof part, "%s.part", f->path);
  FILE *file = fopen(part, "w");
  fputs("what a killed build left", file);
  fclose(file);
  create_store(f);
  finish_store(f);
}

static void only_stores_are_opened(void **state) {
  graph_fixture *f = *state;
  assert_int_equal(ml_store_open(&f->store, f->path, &f->reporter), ML_ERR_STORE);
  assert_false(exists(f, "graph.db"));
  FILE *file = fopen(f->path, "w");
  fputs("远山科技", file);
  fclose(file);
  assert_int_equal(ml_store_open(&f->store, f->path, &f->reporter), ML_ERR_STORE);
  assert_reported(f, "not a database");
  unlink(f->path);
  sqlite3 *other;
  sqlite3_open(f->path, &other);
  sqlite3_exec(other, "CREATE TABLE t (x)", NULL, NULL, NULL);
  sqlite3_close(other);
  assert_int_equal(ml_store_open(&f->store, f->path, &f->reporter), ML_ERR_STORE);
  assert_reported(f, "no store of Mailuo");
  assert_int_equal(ml_store_open(&f->store, f->folder, &f->reporter), ML_ERR_STORE);
  assert_null(f->store);
}

static void assert_sound(const graph_fixture *f) {
  int64_t problems = 0;
  assert_int_equal(ml_sql_number(f->store,
                                 "SELECT (SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok')"
                                 " + (SELECT count(*) FROM pragma_foreign_key_check)",
                                 &problems),
                   ML_OK);
  assert_int_equal(problems, 0);
}

/* Facts, entities and triples do not depend on the order in which documents come. */
static char *build_in_order(graph_fixture *f, const char *const *ids, size_t *n) {
  ml_store_free(f->store);
  unlink(f->path);
  create_store(f);
  for (size_t i = 0; i < 3; i++)
    if (ids[i][0] == 'f')
      add_figure(f, ids[i], 300, "300人", "2019-05");
    else
      add_post(f, ids[i], 80);
  finish_store(f);
  assert_sound(f);
  char path[80];
  snprintf(path, sizeof path, "%s.ttl", f->path);
  assert_int_equal(ml_export(f->store, "ttl", path, NULL, &f->reporter), ML_OK);
  return read_file(path, n);
}

static void same_input_same_bytes(void **state) {
  graph_fixture *f = *state;
  static const char *const forwards[] = {"a", "b", "f"}, *const backwards[] = {"f", "b", "a"};
  size_t sizes[4];
  char *turtle = build_in_order(f, forwards, &sizes[0]), *store = read_file(f->path, &sizes[1]);
  char *again = build_in_order(f, backwards, &sizes[2]), *store_again = read_file(f->path, &sizes[3]);
  assert_int_equal(sizes[1], sizes[3]);
  assert_memory_equal(store, store_again, sizes[1]);
  assert_string_equal(turtle, again);
  free(again);
  free(turtle);
  free(store);
  free(store_again);
}

/* ---- one build after another ---- */

/* Expects a document of one post; adds it when it is not known, which is returned. */
static bool give_post(graph_fixture *f, const char *id, const char *text) {
  bool known;
  graph_document d;
  open_document(&d, f, id, text);
  assert_int_equal(ml_store_expect(f->store, d.document, &known, &f->reporter), ML_OK);
  ml_document_free(d.document);
  if (!known) {
    open_document(&d, f, id, text);
    ml_claim *c = claim(&d, POST, "董事长林知夏", "before_name", 80);
    fill_entity(&d, c, POST_PERSON, mention(&d, PERSON, "林知夏", "林知夏", NULL));
    fill_entity(&d, c, POST_ROLE, mention(&d, ROLE, "董事长", "董事长", NULL));
    assert_int_equal(add_document(&d, f), ML_OK);
  }
  return known;
}

static void begin_again(graph_fixture *f) {
  ml_store_free(f->store);
  create_store(f);
}

static void unchanged_documents_are_taken_over(void **state) {
  graph_fixture *f = *state;
  ml_store_changes changes;
  create_store(f);
  assert_false(give_post(f, "a", "董事长林知夏介绍。"));
  assert_false(give_post(f, "b", "董事长林知夏介绍。"));
  assert_false(give_post(f, "c", "董事长林知夏介绍。"));
  finish_store(f);
  begin_again(f);
  assert_true(give_post(f, "a", "董事长林知夏介绍。"));
  assert_false(give_post(f, "b", "昨日董事长林知夏说。"));
  assert_int_equal(ml_store_finish(f->store, false, &changes), ML_OK);
  assert_int_equal(changes.unchanged, 1);
  assert_int_equal(changes.kept, 1);
  assert_answer(f, "SELECT document, start_char FROM post ORDER BY document", "a,0\nb,2\nc,0\n");
  assert_sound(f);
  begin_again(f);
  assert_true(give_post(f, "b", "昨日董事长林知夏说。"));
  assert_int_equal(ml_store_finish(f->store, true, &changes), ML_OK);
  assert_int_equal(changes.withdrawn, 2);
  assert_false(changes.same);
  assert_answer(f, "SELECT document, start_char FROM post", "b,2\n");
  begin_again(f);
  assert_true(give_post(f, "b", "昨日董事长林知夏说。"));
  assert_int_equal(ml_store_finish(f->store, true, &changes), ML_OK);
  assert_true(changes.same);
}

/* Another rule set knows nothing of what this one found. */
static void other_rules_extract_again(void **state) {
  graph_fixture *f = *state;
  create_store(f);
  give_post(f, "a", "董事长林知夏介绍。");
  give_post(f, "b", "董事长林知夏介绍。");
  finish_store(f);
  strcpy(f->schema.schema.hash, "fedcba9876543210");
  begin_again(f);
  assert_false(give_post(f, "a", "董事长林知夏介绍。"));
  finish_store(f);
  assert_reported(f, "1 document was extracted with other rules");
  assert_answer(f, "SELECT document, rule_set FROM evidence ORDER BY document",
                "a,fedcba9876543210\nb,0123456789abcdef\n");
}

/* What a build that was killed had extracted is not extracted again. */
static void a_killed_build_goes_on(void **state) {
  graph_fixture *f = *state;
  create_store(f);
  give_post(f, "a", "董事长林知夏介绍。");
  give_post(f, "lost", "董事长林知夏介绍。");
  ml_store_free(f->store);
  assert_true(exists(f, "graph.db.work"));
  create_store(f);
  assert_true(give_post(f, "a", "董事长林知夏介绍。"));
  finish_store(f);
  assert_answer(f, "SELECT id FROM document", "a\n");
  assert_false(exists(f, "graph.db.work"));
}

static void an_unsound_stage_is_replaced(void **state) {
  graph_fixture *f = *state;
  char path[80];
  snprintf(path, sizeof path, "%s.work", f->path);
  FILE *file = fopen(path, "w");
  fputs("what a dying machine left, which is no database at all", file);
  fclose(file);
  create_store(f);
  assert_false(give_post(f, "a", "董事长林知夏介绍。"));
  finish_store(f);
}

/* ---- sheets ---- */

static void write_sheets(graph_fixture *f, const char *name, const char *const *lines) {
  char path[96];
  snprintf(path, sizeof path, "%s/%s", f->folder, name);
  FILE *to = fopen(path, "w");
  for (; *lines != NULL; lines++)
    fprintf(to, "%s\n", *lines);
  fclose(to);
}

static ml_status add_sheets(graph_fixture *f, const char *name, uint64_t *n) {
  char path[96];
  snprintf(path, sizeof path, "%s/%s", f->folder, name);
  return ml_store_add_sheets(f->store, path, n, &f->reporter);
}

#define SHEET(ID, STATE, REST)                                                                                       \
  "{\"mailuo\":1,\"document\":\"" ID "\",\"uri\":\"\",\"title\":\"\",\"author\":\"\",\"outlet\":\"\",\"site\":\"\"," \
  "\"hash\":\"0123456789abcdef\",\"chars\":9,"                                                                       \
  "\"rule_set\":\"0123456789abcdef\",\"state\":\"" STATE "\"," REST "}"
#define EMPTY_SHEET(ID, STATE) SHEET(ID, STATE, "\"claims\":[],\"mentions\":{}")

/* Of two sheets that differ the same one stays, whatever their order. */
static void sheets_in_any_order(void **state) {
  graph_fixture *f = *state;
  const char *lines[] = {EMPTY_SHEET("a", "2222222222222222"), EMPTY_SHEET("b", "2222222222222222"),
                         EMPTY_SHEET("a", "1111111111111111"), EMPTY_SHEET("b", "2222222222222222"), NULL};
  for (size_t turn = 0; turn < 2; turn++) {
    uint64_t n = 0;
    write_sheets(f, "sheets.jsonl", lines);
    begin_again(f);
    assert_int_equal(add_sheets(f, "sheets.jsonl", &n), ML_ERR_INPUT);
    assert_int_equal(n, 3);
    assert_reported(f, "the id 'a' is taken by ");
    assert_reported(f, "and the two differ");
    assert_int_equal(ml_store_finish(f->store, true, NULL), ML_OK);
    assert_answer(f, "SELECT document, state FROM extraction ORDER BY document",
                  "a,1111111111111111\nb,2222222222222222\n");
    const char *first = lines[0];
    lines[0] = lines[2];
    lines[2] = first;
  }
}

#define POST(START, CONFIDENCE)                                                                                  \
  "{\"relation\":\"post\",\"roles\":{},\"sentence\":0,\"start_char\":" START ",\"end_char\":3,\"start_byte\":0," \
  "\"end_byte\":9,\"quote\":\"\",\"rule\":\"r\",\"confidence\":" CONFIDENCE "}"

/* Each bad line is reported, and the others are taken. */
static void bad_sheets(void **state) {
  graph_fixture *f = *state;
  static const struct {
    const char *line, *reported;
  } cases[] = {
      {"{", "this line is no JSON"},
      {"[]", "this line is no JSON object"},
      {"{\"relation\":\"post\"}", "\"mailuo\" is missing"},
      {"{\"mailuo\":7}", "this program reads version 1"},
      {"{\"mailuo\":1}", "\"document\" must be a string"},
      {EMPTY_SHEET("x", "12"), "\"state\" must be 16 hexadecimal digits"},
      {SHEET("x", "1111111111111111", "\"claims\":[]"), "\"mentions\" must be an object"},
      {SHEET("x", "1111111111111111", "\"claims\":[],\"mentions\":{\"Person\":[[-1,3,\"x\"]]}"),
       "\"start\" must be a whole number from 0 to 2147483647"},
      {SHEET("x", "1111111111111111", "\"claims\":[],\"mentions\":{\"Person\":[[0,1.5,\"x\"]]}"),
       "\"end\" must be a whole number from 0 to 2147483647"},
      {SHEET("x", "1111111111111111", "\"claims\":[" POST("4294967296", "1") "],\"mentions\":{}"),
       "\"start_char\" must be a whole number from 0 to 2147483647"},
      {SHEET("x", "1111111111111111", "\"claims\":[" POST("0", "2") "],\"mentions\":{}"),
       "\"confidence\" must be a number from 0 to 1"},
      {EMPTY_SHEET("d\\u0000a", "1111111111111111"), "a NUL stands in a string"},
      {SHEET("x", "1111111111111111", "\"claims\":[],\"mentions\":{\"Person\\u0000zzz\":[[0,1,\"x\"]]}"),
       "a NUL stands in a string"},
      {SHEET("x", "1111111111111111", "\"claims\":[{\"relation\":\"post\"}],\"mentions\":{}"), "must be"},
  };
  uint64_t n = 0;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *const lines[] = {cases[i].line, EMPTY_SHEET("good", "1111111111111111"), NULL};
    write_sheets(f, "sheets.jsonl", lines);
    begin_again(f);
    assert_int_equal(add_sheets(f, "sheets.jsonl", &n), ML_ERR_INPUT);
    assert_reported(f, cases[i].reported);
    assert_int_equal(ml_store_finish(f->store, true, NULL), ML_OK);
    assert_answer(f, "SELECT id FROM document", "good\n");
  }
  assert_int_equal(n, sizeof cases / sizeof *cases);
  begin_again(f);
  assert_int_equal(add_sheets(f, "missing.jsonl", &n), ML_ERR_INPUT);
  assert_reported(f, "cannot be read: No such file");
}

/* A byte order mark at the head of a file is none of its first line. */
static void sheets_behind_a_mark(void **state) {
  graph_fixture *f = *state;
  const char *const lines[] = {"\xEF\xBB\xBF" EMPTY_SHEET("a", "1111111111111111"), NULL};
  uint64_t n = 0;
  write_sheets(f, "sheets.jsonl", lines);
  create_store(f);
  assert_int_equal(add_sheets(f, "sheets.jsonl", &n), ML_OK);
  finish_store(f);
  assert_int_equal(n, 1);
}

/* Types and relations that the rules do not have are left out, and so are fillers that a role does not take. */
static void foreign_claims(void **state) {
  graph_fixture *f = *state;
#define PLACE                                                                                               \
  "\"sentence\":0,\"start_char\":0,\"end_char\":3,\"start_byte\":0,\"end_byte\":9,\"quote\":\"林知夏\"," \
  "\"rule\":\"r\",\"confidence\":0.8"
  const char *const lines[] = {
      SHEET("a", "1111111111111111",
            "\"claims\":[{\"relation\":\"unknown\",\"roles\":{}," PLACE "},"
            "{\"relation\":\"post\",\"roles\":{\"person\":{\"type\":\"Product\",\"text\":\"云帆\"}}," PLACE "},"
            "{\"relation\":\"post\",\"roles\":{\"person\":{\"type\":\"Person\",\"text\":\"林知夏\"}},\"new\":1," PLACE
            "}],\"mentions\":{\"Animal\":[[0,1,\"猫\"]]}"),
      NULL};
  uint64_t n = 0;
  write_sheets(f, "sheets.jsonl", lines);
  create_store(f);
  assert_int_equal(add_sheets(f, "sheets.jsonl", &n), ML_OK);
  finish_store(f);
  assert_answer(f, "SELECT person, quote FROM post", "林知夏,林知夏\n");
  assert_answer(f, "SELECT count(*) FROM mention", "0\n");
}

int main(void) {
#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, graph_setup, graph_teardown)
  const struct CMUnitTest tests[] = {
      TEST(one_fact_of_two_documents),
      TEST(best_evidence_is_shown),
      TEST(values_become_columns),
      TEST(lexicon_names_and_references),
      TEST(spellings_and_text),
      TEST(mentions_alone_make_no_entity),
      TEST(same_id_twice),
      TEST(names_that_clash),
      TEST(strange_names),
      TEST(appears_when_finished),
      TEST(two_builds_at_once),
      TEST(left_overs_are_cleared),
      TEST(only_stores_are_opened),
      TEST(same_input_same_bytes),
      TEST(unchanged_documents_are_taken_over),
      TEST(other_rules_extract_again),
      TEST(a_killed_build_goes_on),
      TEST(an_unsound_stage_is_replaced),
      TEST(sheets_in_any_order),
      TEST(bad_sheets),
      TEST(sheets_behind_a_mark),
      TEST(foreign_claims),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
