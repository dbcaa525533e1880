/* Whatever stands in the texts comes back from the drawings and from the tables as the store has it. (The formats of
 * RDF are in test_turtle.c; what XML cannot hold is left out, says test_graphml.c.) */
#include <libxml/parser.h>
#include <libxml/xpath.h>

#include "graph_fixture.h"

static void make_strange(graph_fixture *f, const char *more) {
  create_store(f);
  fill_with_strange(f, more);
  finish_store(f);
}

/* How many rows the query finds for the two texts; `id` may be NULL. */
static int count_of(const graph_fixture *f, const char *sql, const char *id, const char *text) {
  sqlite3_stmt *find;
  assert_int_equal(sqlite3_prepare_v2(f->store->db, sql, -1, &find, NULL), SQLITE_OK);
  sqlite3_bind_text(find, 1, text, -1, SQLITE_STATIC);
  if (id != NULL)
    sqlite3_bind_text(find, 2, id, -1, SQLITE_STATIC);
  assert_int_equal(sqlite3_step(find), SQLITE_ROW);
  int n = sqlite3_column_int(find, 0);
  sqlite3_finalize(find);
  return n;
}

static void assert_in_store(const graph_fixture *f, const char *sql, const char *id, const char *text) {
  if (count_of(f, sql, id, text) == 0)
    fail_msg("not in the store: %s %s", id == NULL ? "" : id, text);
}

#define NODE                                                                                                        \
  "SELECT count(*) FROM (SELECT id, label FROM entity UNION ALL SELECT id, caption FROM fact) WHERE (label, id) = " \
  "(?, ?)"
#define QUOTE "SELECT count(*) FROM evidence WHERE quote = ?"

/* ---- drawings ---- */

typedef struct drawing {
  const char *format, *nodes, *quotes; /* XPath of the nodes, of their labels below them, and of the quotes of edges */
  const char *label;
} drawing;

static xmlChar *text_at(xmlXPathContext *context, xmlNode *node, const char *xpath) {
  xmlXPathObject *found = xmlXPathNodeEval(node, BAD_CAST xpath, context);
  assert_non_null(found);
  xmlChar *text = xmlXPathCastToString(found);
  xmlXPathFreeObject(found);
  return text;
}

static void check_nodes(const graph_fixture *f, xmlXPathContext *context, const drawing *d) {
  xmlXPathObject *nodes = xmlXPathEvalExpression(BAD_CAST d->nodes, context);
  assert_non_null(nodes);
  assert_true(nodes->nodesetval->nodeNr >= 5);
  for (int i = 0; i < nodes->nodesetval->nodeNr; i++) {
    xmlNode *node = nodes->nodesetval->nodeTab[i];
    xmlChar *id = text_at(context, node, "string(@id)"), *label = text_at(context, node, d->label);
    assert_in_store(f, NODE, (const char *)id, (const char *)label);
    xmlFree(id);
    xmlFree(label);
  }
  xmlXPathFreeObject(nodes);
}

/* Those of an edge are joined. */
static void check_quotes(const graph_fixture *f, xmlXPathContext *context, const drawing *d) {
  const char joint[] = "；";
  xmlXPathObject *quotes = xmlXPathEvalExpression(BAD_CAST d->quotes, context);
  assert_non_null(quotes);
  assert_true(quotes->nodesetval->nodeNr >= 5);
  for (int i = 0; i < quotes->nodesetval->nodeNr; i++) {
    char *joined = (char *)xmlNodeGetContent(quotes->nodesetval->nodeTab[i]), *piece = joined;
    for (char *end = strstr(piece, joint); end != NULL; end = strstr(piece, joint)) {
      *end = '\0';
      assert_in_store(f, QUOTE, NULL, piece);
      piece = end + sizeof joint - 1;
    }
    assert_in_store(f, QUOTE, NULL, piece);
    xmlFree(joined);
  }
  xmlXPathFreeObject(quotes);
}

static void drawings_keep_texts(void **state) {
  graph_fixture *f = *state;
  static const drawing drawings[] = {
      {"graphml", "//*[local-name()='node']", "//*[local-name()='edge']/*[@key='quote']", "string(*[@key='label'])"},
      {"gexf", "//*[local-name()='node']", "//*[local-name()='edge']//*[@for='quote']/@value", "string(@label)"},
  };
  make_strange(f, "");
  for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++) {
    char path[80];
    snprintf(path, sizeof path, "%s/graph.%s", f->folder, drawings[i].format);
    assert_int_equal(ml_export(f->store, drawings[i].format, path, NULL, &f->reporter), ML_OK);
    xmlDoc *document = xmlReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
    assert_non_null(document);
    xmlXPathContext *context = xmlXPathNewContext(document);
    check_nodes(f, context, &drawings[i]);
    check_quotes(f, context, &drawings[i]);
    xmlXPathFreeContext(context);
    xmlFreeDoc(document);
  }
}

/* ---- tables ---- */

/* The next cell of a CSV file, unquoted, in place; *at is moved behind it and its separator. */
static char *next_cell(char **at, bool *ends_row) {
  char *from = *at, *cell = *at, *to = *at;
  bool quoted = *from == '"';
  from += quoted;
  while (*from != '\0' && (quoted || (*from != ',' && *from != '\n'))) {
    if (quoted && *from == '"' && from[1] != '"') {
      quoted = false;
      from++;
      continue;
    }
    from += quoted && *from == '"';
    *to++ = *from++;
  }
  *ends_row = *from != ',';
  *at = *from == '\0' ? from : from + 1;
  *to = '\0';
  return cell;
}

/* Every row has a cell in column `id` and one in column `text` that the query finds together. */
static void check_table(const graph_fixture *f, const char *name, const char *id, const char *text, const char *sql) {
  char path[120], *cells[32];
  size_t n, id_at = 0, text_at_column = 0, n_columns = 0, n_rows = 0;
  bool ends_row = false;
  snprintf(path, sizeof path, "%s/graph-csv/%s.csv", f->folder, name);
  char *content = read_file(path, &n);
  for (char *at = content; *at != '\0'; n_rows++) {
    size_t column = 0;
    do
      cells[column++] = next_cell(&at, &ends_row);
    while (!ends_row && column < 32);
    for (size_t i = 0; n_rows == 0 && i < column; i++) {
      id_at = strcmp(cells[i], id) == 0 ? i : id_at;
      text_at_column = strcmp(cells[i], text) == 0 ? i : text_at_column;
    }
    n_columns = n_rows == 0 ? column : n_columns;
    assert_int_equal(column, n_columns);
    if (n_rows > 0)
      assert_in_store(f, sql, cells[id_at], cells[text_at_column]);
  }
  assert_true(n_rows >= 5 && id_at != text_at_column);
  free(content);
}

static void tables_keep_texts(void **state) {
  graph_fixture *f = *state;
  char path[80];
  make_strange(f, CONTROLS);
  snprintf(path, sizeof path, "%s/graph-csv", f->folder);
  assert_int_equal(ml_export(f->store, "csv", path, NULL, &f->reporter), ML_OK);
  check_table(f, "entities", "id:ID", "label", "SELECT count(*) FROM entity WHERE (label, id) = (?, ?)");
  check_table(f, "evidence", "id:ID", "quote", "SELECT count(*) FROM evidence WHERE (quote, id) = (?, ?)");
}

int main(void) {
#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, graph_setup, graph_teardown)
  const struct CMUnitTest tests[] = {TEST(drawings_keep_texts), TEST(tables_keep_texts)};
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  xmlCleanupParser();
  return failed;
}
