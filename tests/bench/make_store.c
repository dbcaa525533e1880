/* Makes a store of invented facts, without reading any text: make_store PATH FACTS [ENTITIES], or make_store PATH
 * strange for a small one with all that formats have to escape. Prints the number of triples and how long it took. */
#include <time.h>

#include "../unit/graph_fixture.h"

enum { CLAIMS = MOST_CLAIMS };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* When the first term was written, and when all triples were with their index: SQLite tells of each statement. */
typedef struct watch {
  double terms_begin, triples_end;
} watch;

static int note_time(unsigned event, void *user, void *statement, void *sql) {
  watch *w = user;
  (void)event;
  (void)statement;
  if (w->terms_begin == 0 && strncmp(sql, "INSERT INTO term ", 17) == 0)
    w->terms_begin = seconds();
  if (strcmp(sql, "COMMIT") == 0)
    w->triples_end = seconds();
  return 0;
}

static void print_diagnostic(void *user, const ml_diagnostic *d) {
  (void)user;
  ml_diagnostic_print(d, stderr, false);
}

/* Three posts of four are posts, one is a figure; who holds them is spread so that few pairs repeat. */
static void add_claim(graph_document *d, size_t number, size_t n_entities, const char *text) {
  static ml_value quantity[CLAIMS][4], date[CLAIMS][3];
  static char names[CLAIMS][4][64], days[CLAIMS][16];
  size_t i = d->extraction.n_claims;
  size_t person = (number * 2654435761u) % n_entities,
         company = (size_t)((number * 0x9E3779B97F4A7C15u) >> 40) % n_entities;
  snprintf(names[i][0], sizeof names[i][0], "人物%zu", person);
  snprintf(names[i][1], sizeof names[i][1], "职务%zu", number % 97);
  snprintf(names[i][2], sizeof names[i][2], "公司%zu", company);
  snprintf(names[i][3], sizeof names[i][3], "%zu.%zu亿", number % 1000, number % 7);
  snprintf(days[i], sizeof days[i], "20%02zu-%02zu-%02zu", number % 20, 1 + number % 12, 1 + number % 28);
  if (number % 4 == 3) {
    ml_claim *c = claim(d, FIGURE, text, "metric_is", 75);
    quantity[i][0] = (ml_value){.kind = ML_NUMBER, .number = (double)number * 1000 + 0.5};
    quantity[i][1] = (ml_value){.kind = ML_TEXT, .text = "人"};
    date[i][0] = (ml_value){.kind = ML_TEXT, .text = days[i]};
    fill_text(c, FIGURE_PRODUCT, ML_ROLE_ENTITY, PRODUCT, names[i][2]);
    fill_value(c, FIGURE_METRIC, METRIC, "月活跃用户", NULL);
    fill_value(c, FIGURE_VALUE, QUANTITY, names[i][3], quantity[i]);
    fill_value(c, FIGURE_DATE, DATE, days[i], date[i]);
    return;
  }
  ml_claim *c = claim(d, POST, text, "before_name", 60 + (int)(number % 40));
  fill_text(c, POST_PERSON, ML_ROLE_ENTITY, PERSON, names[i][0]);
  fill_text(c, POST_ROLE, ML_ROLE_ENTITY, ROLE, names[i][1]);
  fill_text(c, POST_COMPANY, ML_ROLE_ENTITY, ORGANIZATION, names[i][2]);
  fill_text(c, POST_STATUS, ML_ROLE_LABEL, 0, number % 3 ? "current" : "former");
}

static bool add_many(graph_fixture *f, size_t n_facts, size_t n_entities) {
  for (size_t number = 0; number < n_facts;) {
    char id[32], text[256];
    graph_document d;
    snprintf(id, sizeof id, "news/%zu.txt", number);
    snprintf(text, sizeof text, "据报道,这家公司的董事长在%zu年的会议上介绍了产品与用户的情况。", number);
    open_document(&d, f, id, text);
    for (size_t i = 0; i < CLAIMS && number < n_facts; i++)
      add_claim(&d, number++, n_entities, text);
    if (add_document(&d, f) != ML_OK)
      return false;
  }
  return true;
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  graph_fixture f = {.reporter = {print_diagnostic, NULL}};
  size_t n_facts = strtoul(argv[2], NULL, 10), n_entities = argc > 3 ? strtoul(argv[3], NULL, 10) : n_facts / 4 + 1;
  ml_store_counts counts = {0};
  graph_schema_init(&f.schema);
  if (ml_store_create_for(&f.store, argv[1], &f.schema.schema, &f.reporter) != ML_OK)
    return 1;
  double start = seconds();
  if (strcmp(argv[2], "strange") == 0)
    fill_with_strange(&f, "");
  else if (!add_many(&f, n_facts, n_entities))
    return 1;
  watch w = {0};
  sqlite3_trace_v2(f.store->db, SQLITE_TRACE_STMT, note_time, &w);
  double collected = seconds();
  if (ml_store_finish(f.store, true, NULL) != ML_OK || ml_store_count(f.store, &counts) != ML_OK)
    return 1;
  double finished = seconds();
  double n = (double)counts.triples;
  printf("facts %ju, triples %ju, collecting %.2f s, writing %.2f s, %.0f triples/s; of that, terms and triples with"
         " their indexes %.0f triples/s\n",
         (uintmax_t)counts.facts, (uintmax_t)counts.triples, collected - start, finished - collected,
         n / (finished - start), n / (w.triples_end - w.terms_begin));
  ml_store_free(f.store);
  return 0;
}
