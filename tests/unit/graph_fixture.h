/* For tests of the graph and its formats: a small schema, and documents with mentions and claims, all built by hand.
 * What is reported gathers as text, one line each: "message = hint". */
#ifndef GRAPH_FIXTURE_H
#define GRAPH_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "extract/claim.h"
#include "graph/store.h"

/* ---- the schema ---- */

enum { PERSON, ORGANIZATION, ROLE, PRODUCT, QUANTITY, METRIC, DATE, N_TYPES };
enum { POST, FIGURE, N_RELATIONS };
enum { POST_PERSON, POST_ROLE, POST_COMPANY, POST_STATUS, N_POST_ROLES };
enum { FIGURE_PRODUCT, FIGURE_METRIC, FIGURE_VALUE, FIGURE_DATE, N_FIGURE_ROLES };

#define TEXT_AND_ID                        \
  {.name = "text", .type = ML_NO_INDEX}, { \
    .name = "id", .type = ML_NO_INDEX      \
  }

static ml_attribute no_attributes[] = {TEXT_AND_ID};
static ml_attribute quantity_attributes[] = {
    {.name = "value", .data = ML_DATA_NUMBER, .type = ML_NO_INDEX, .declared = true},
    {.name = "unit", .type = ML_NO_INDEX, .rdf = "schema:unitText", .declared = true},
    TEXT_AND_ID,
};
static ml_attribute date_attributes[] = {
    {.name = "day", .data = ML_DATA_DATE, .type = ML_NO_INDEX, .declared = true},
    TEXT_AND_ID,
};

#define ENTITY(NAME) \
  { .name = NAME, .parent = ML_NO_INDEX, .attributes = no_attributes, .n_attributes = 2 }
#define VALUE(NAME, ATTRIBUTES)                                                      \
  {                                                                                  \
    .name = NAME, .kind = ML_VALUE, .parent = ML_NO_INDEX, .attributes = ATTRIBUTES, \
    .n_attributes = sizeof ATTRIBUTES / sizeof *ATTRIBUTES                           \
  }

static uint32_t type_numbers[N_TYPES] = {PERSON, ORGANIZATION, ROLE, PRODUCT, QUANTITY, METRIC, DATE};

#define TAKES(TYPE) .types = &type_numbers[TYPE], .n_types = 1

/* A schema that a test may change. Everything in it lives as long as the program. */
typedef struct graph_schema {
  ml_schema schema;
  ml_type types[N_TYPES];
  ml_relation relations[N_RELATIONS];
  ml_role post[N_POST_ROLES], figure[N_FIGURE_ROLES];
  ml_prefix prefixes[2];
} graph_schema;

static inline void graph_schema_init(graph_schema *s) {
  *s = (graph_schema){
      .types = {ENTITY("Person"), ENTITY("Organization"), ENTITY("Role"), ENTITY("Product"),
                VALUE("Quantity", quantity_attributes), VALUE("Metric", no_attributes), VALUE("Date", date_attributes)},
      .post =
          {{.name = "person", .rdf = "org:member", TAKES(PERSON)},
           {.name = "role", .rdf = "org:role", TAKES(ROLE)},
           {.name = "company", .rdf = "org:organization", .optional = true, TAKES(ORGANIZATION), .takes_text = true},
           {.name = "status", .kind = ML_ROLE_LABEL, .optional = true}},
      .figure = {{.name = "product", TAKES(PRODUCT)},
                 {.name = "metric", .kind = ML_ROLE_VALUE, TAKES(METRIC)},
                 {.name = "value", .kind = ML_ROLE_VALUE, TAKES(QUANTITY)},
                 {.name = "date", .kind = ML_ROLE_VALUE, .optional = true, TAKES(DATE)}},
      .prefixes = {{"org", "http://www.w3.org/ns/org#"}, {"schema", "https://schema.org/"}},
  };
  s->types[ORGANIZATION].colour = "#4E79A7";
  s->relations[POST] = (ml_relation){.name = "post",
                                     .roles = s->post,
                                     .n_roles = N_POST_ROLES,
                                     .rdf = "org:Membership",
                                     .edge_source = POST_PERSON,
                                     .edge_target = POST_COMPANY,
                                     .edge_label = POST_ROLE};
  s->relations[FIGURE] = (ml_relation){.name = "figure",
                                       .roles = s->figure,
                                       .n_roles = N_FIGURE_ROLES,
                                       .edge_source = ML_NO_INDEX,
                                       .edge_target = ML_NO_INDEX,
                                       .edge_label = ML_NO_INDEX};
  s->schema = (ml_schema){.package = "test",
                          .version = "1.0",
                          .language = "zh",
                          .licence = "MIT",
                          .hash = "0123456789abcdef",
                          .prefixes = s->prefixes,
                          .n_prefixes = 2,
                          .types = s->types,
                          .n_types = N_TYPES,
                          .relations = s->relations,
                          .n_relations = N_RELATIONS};
}

/* ---- a folder, a store in it, and what was reported ---- */

typedef struct graph_fixture {
  graph_schema schema;
  ml_reporter reporter;
  FILE *stream;
  char *reported;
  size_t size;
  char folder[32], path[64]; /* of the store */
  ml_store *store;
} graph_fixture;

static inline void graph_report(void *user, const ml_diagnostic *d) {
  graph_fixture *f = user;
  fprintf(f->stream, "%s", d->message);
  if (d->hint != NULL)
    fprintf(f->stream, " = %s", d->hint);
  fputc('\n', f->stream);
  fflush(f->stream);
}

static inline int graph_setup(void **state) {
  graph_fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  graph_schema_init(&f->schema);
  f->stream = open_memstream(&f->reported, &f->size);
  f->reporter = (ml_reporter){graph_report, f};
  strcpy(f->folder, "/tmp/mailuo-test-XXXXXX");
  assert_non_null(mkdtemp(f->folder));
  snprintf(f->path, sizeof f->path, "%s/graph.db", f->folder);
  *state = f;
  return 0;
}

static inline int graph_teardown(void **state) {
  graph_fixture *f = *state;
  char command[64];
  ml_store_free(f->store);
  fclose(f->stream);
  free(f->reported);
  snprintf(command, sizeof command, "rm -rf %s", f->folder);
  int removed = system(command);
  free(f);
  return removed;
}

static inline void assert_reported(const graph_fixture *f, const char *part) {
  fflush(f->stream);
  if (strstr(f->reported, part) == NULL)
    fail_msg("not reported: %s\nbut: %s", part, f->reported);
}

static inline void create_store(graph_fixture *f) {
  assert_int_equal(ml_store_create_for(&f->store, f->path, &f->schema.schema, &f->reporter), ML_OK);
}

static inline void finish_store(graph_fixture *f) {
  assert_int_equal(ml_store_finish(f->store, false, NULL), ML_OK);
}

/* Compares the answer to a query, as CSV without its first line. */
static inline void assert_answer(const graph_fixture *f, const char *sql, const char *expected) {
  char *answer = NULL;
  size_t size = 0;
  FILE *to = open_memstream(&answer, &size);
  if (ml_store_query(f->store, sql, ML_QUERY_CSV, to) != ML_OK)
    fail_msg("%s: %s", sql, f->reported);
  fclose(to);
  char *rows = strchr(answer, '\n') + 1, *end = rows;
  for (const char *c = rows; *c != '\0'; c++)
    if (*c != '\r')
      *end++ = *c;
  *end = '\0';
  assert_string_equal(rows, expected);
  free(answer);
}

/* The bytes of a file, with a NUL behind them; the caller frees them. */
static inline char *read_file(const char *path, size_t *n) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  char *bytes = NULL;
  FILE *to = open_memstream(&bytes, n);
  for (int c = getc(file); c != EOF; c = getc(file))
    putc(c, to);
  fclose(file);
  fclose(to);
  return bytes;
}

/* ---- documents ---- */

enum { MOST_MENTIONS = 16, MOST_CLAIMS = 8, MOST_ROLES = 4 };

typedef struct graph_document {
  ml_document *document;
  struct ml_extraction extraction;
  ml_mention mentions[MOST_MENTIONS];
  ml_claim claims[MOST_CLAIMS];
  ml_filler fillers[MOST_CLAIMS][MOST_ROLES];
} graph_document;

static inline void open_document(graph_document *d, const graph_fixture *f, const char *id, const char *text) {
  memset(d, 0, sizeof *d);
  assert_int_equal(ml_document_new(&d->document, id, text, strlen(text), &f->reporter), ML_OK);
  d->extraction.schema = &f->schema.schema;
  d->extraction.document = d->document;
  d->extraction.mentions = d->mentions;
  d->extraction.claims = d->claims;
}

static inline ml_status add_document(graph_document *d, const graph_fixture *f) {
  ml_status status = ml_store_add(f->store, d->document, &d->extraction, &f->reporter);
  ml_document_free(d->document);
  return status;
}

/* Where `word` first stands: folded positions. */
static inline uint32_t position_of(const graph_document *d, const char *word, uint32_t *end) {
  ml_str text = d->document->source;
  const char *at = strstr(text.at, word);
  assert_non_null(at);
  uint32_t byte = (uint32_t)(at - text.at), begin = 0;
  while (d->document->byte_at[begin] < byte)
    begin++;
  *end = begin;
  while (*end < d->document->n && d->document->byte_at[*end] < byte + strlen(word))
    (*end)++;
  return begin;
}

/* A mention where `word` first stands; returns its index. */
static inline uint32_t mention(graph_document *d, uint32_t type, const char *word, const char *name, const char *id) {
  uint32_t index = (uint32_t)d->extraction.n_mentions++;
  ml_mention *m = &d->mentions[index];
  *m = (ml_mention){.type = type, .name = name, .id = id, .maker = "test", .same = ML_NO_INDEX};
  m->begin = position_of(d, word, &m->end);
  return index;
}

/* A claim whose evidence is `quote`. */
static inline ml_claim *claim(graph_document *d, uint32_t relation, const char *quote, const char *rule,
                              int confidence) {
  size_t index = d->extraction.n_claims++;
  ml_claim *c = &d->claims[index];
  *c = (ml_claim){.relation = relation, .fillers = d->fillers[index], .rule = rule, .confidence = confidence};
  c->begin = position_of(d, quote, &c->end);
  for (size_t r = 0; r < MOST_ROLES; r++)
    c->fillers[r] = (ml_filler){.mention = ML_NO_INDEX};
  return c;
}

static inline void fill_entity(const graph_document *d, ml_claim *c, uint32_t role, uint32_t index) {
  const ml_mention *m = &d->mentions[index];
  c->fillers[role] =
      (ml_filler){.kind = ML_ROLE_ENTITY, .set = true, .mention = index, .type = m->type, .text = m->name};
}

static inline void fill_text(ml_claim *c, uint32_t role, ml_role_kind kind, uint32_t type, const char *text) {
  c->fillers[role] = (ml_filler){.kind = kind, .set = true, .mention = ML_NO_INDEX, .type = type, .text = text};
}

/* `values` has one value for each attribute of the type and must outlive the claim. */
static inline void fill_value(ml_claim *c, uint32_t role, uint32_t type, const char *words, ml_value *values) {
  fill_text(c, role, ML_ROLE_VALUE, type, words);
  c->fillers[role].values = values;
}

/* A document that says "远山科技董事长林知夏": one post. */
static inline void add_post(const graph_fixture *f, const char *id, int confidence) {
  graph_document d;
  open_document(&d, f, id, "远山科技董事长林知夏介绍。");
  uint32_t company = mention(&d, ORGANIZATION, "远山科技", "远山科技", NULL);
  uint32_t role = mention(&d, ROLE, "董事长", "董事长", NULL);
  uint32_t person = mention(&d, PERSON, "林知夏", "林知夏", NULL);
  ml_claim *c = claim(&d, POST, "远山科技董事长林知夏", "before_name", confidence);
  fill_entity(&d, c, POST_PERSON, person);
  fill_entity(&d, c, POST_ROLE, role);
  fill_entity(&d, c, POST_COMPANY, company);
  assert_int_equal(add_document(&d, f), ML_OK);
}

/* A document that says a figure of 云帆助手; `day` may be NULL. */
static inline void add_figure(const graph_fixture *f, const char *id, double number, const char *words,
                              const char *day) {
  char text[256];
  graph_document d;
  ml_value quantity[4] = {{.kind = ML_NUMBER, .number = number}, {.kind = ML_TEXT, .text = "人"}};
  ml_value date[3] = {{.kind = ML_TEXT, .text = day}};
  snprintf(text, sizeof text, "云帆助手的月活跃用户达到%s。", words);
  open_document(&d, f, id, text);
  ml_claim *c = claim(&d, FIGURE, "云帆助手的月活跃用户达到", "metric_is", 75);
  fill_entity(&d, c, FIGURE_PRODUCT, mention(&d, PRODUCT, "云帆助手", "云帆助手", NULL));
  fill_value(c, FIGURE_METRIC, METRIC, "月活跃用户", NULL);
  fill_value(c, FIGURE_VALUE, QUANTITY, words, quantity);
  if (day != NULL)
    fill_value(c, FIGURE_DATE, DATE, day, date);
  assert_int_equal(add_document(&d, f), ML_OK);
}

/* ---- text that some format has to escape ---- */

/* Everything that some format has to escape, and what it need not: quotes, a tab, the ends of lines, a lone carriage
 * return, an astral character, an emoji, marks that change the direction of text, the next-line character, markup. */
#define STRANGE                                                                                                    \
  "“腾”\"\\\t\r\n\r腾\xF0\xA0\xAE\xB7\xF0\x9F\x98\x80\xE2\x80\x8F\xE2\x80\xAE\xC2\x85'''\"\"\"<b>&amp;]]>{}" \
  "\xEF\xBB\xBF \xC2\xA0"
/* What XML cannot hold. */
#define CONTROLS "\x01\x08\x1F\x7F"

/* Posts and figures with text of every kind and `more`, very long and strange names, and numbers of every size. */
static inline void fill_with_strange(const graph_fixture *f, const char *more) {
  static char words[1 << 17], strange[256];
  graph_document d;
  snprintf(strange, sizeof strange, "%s%s", STRANGE, more);
  add_post(f, "a.txt", 70);
  add_post(f, "b \"\\\n.txt", 93);
  add_post(f, "https://news.example.org/知识 图谱/1?a=b&c=<d>", 93);
  add_post(f, "https://news.example.org/知识图谱/2?a=b&c='d'", 93);
  add_figure(f, "c.txt", 938000000, "9.38亿人", "2017-06-30");
  add_figure(f, "d.txt", 1e300, "很多人", "2017-06");
  add_figure(f, "e.txt", -0.1, "人", "第二季度");
  add_figure(f, "f.txt", 1.7976931348623157e308, "最多人", "9999-12-31");
  add_figure(f, "g.txt", 5e-324, "最少人", "0001-01-01");
  open_document(&d, f, "h.txt", STRANGE "林知夏");
  ml_claim *c = claim(&d, POST, "林知夏", "strange \\ \"rule\"", 5);
  fill_entity(&d, c, POST_PERSON, mention(&d, PERSON, "林知夏", strange, strange));
  fill_text(c, POST_COMPANY, ML_ROLE_ENTITY, ORGANIZATION, "\xF0\xA0\xAE\xB7");
  memset(words, 'x', sizeof words - 1);
  fill_text(c, POST_ROLE, ML_ROLE_ENTITY, ROLE, words);
  fill_text(c, POST_STATUS, ML_ROLE_LABEL, 0, "current");
  assert_int_equal(add_document(&d, f), ML_OK);
}

#endif
