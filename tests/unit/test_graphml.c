/* GraphML is what Gephi wants; the drawing keeps nodes apart. */
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <math.h>

#include "graph_fixture.h"
#include "write/draw.h"

/* ---- reading it ---- */

typedef struct graphml {
  xmlDoc *document;
  xmlXPathContext *context;
} graphml;

static graphml write_and_read(graph_fixture *f) {
  char path[80];
  graphml g;
  snprintf(path, sizeof path, "%s/graph.graphml", f->folder);
  assert_int_equal(ml_export(f->store, "graphml", path, NULL, &f->reporter), ML_OK);
  g.document = xmlReadFile(path, NULL, XML_PARSE_NONET);
  assert_non_null(g.document);
  g.context = xmlXPathNewContext(g.document);
  xmlXPathRegisterNs(g.context, BAD_CAST "g", BAD_CAST "http://graphml.graphdrawing.org/xmlns");
  return g;
}

static void close_graphml(graphml *g) {
  xmlXPathFreeContext(g->context);
  xmlFreeDoc(g->document);
}

static void assert_number(const graphml *g, const char *xpath, double expected) {
  xmlXPathObject *found = xmlXPathEvalExpression(BAD_CAST xpath, g->context);
  assert_non_null(found);
  double number = xmlXPathCastToNumber(found);
  xmlXPathFreeObject(found);
  if (fabs(number - expected) > 1e-9)
    fail_msg("%s is %g, not %g", xpath, number, expected);
}

static void assert_text(const graphml *g, const char *xpath, const char *expected) {
  xmlXPathObject *found = xmlXPathEvalExpression(BAD_CAST xpath, g->context);
  assert_non_null(found);
  xmlChar *text = xmlXPathCastToString(found);
  assert_string_equal((const char *)text, expected);
  xmlFree(text);
  xmlXPathFreeObject(found);
}

/* ---- graphs ---- */

/* A post of 林知夏 in 远山科技. */
static void add_role(const graph_fixture *f, const char *id, const char *role, bool company) {
  graph_document d;
  open_document(&d, f, id, "远山科技的林知夏。");
  ml_claim *c = claim(&d, POST, "远山科技的林知夏", "rule", 80);
  fill_entity(&d, c, POST_PERSON, mention(&d, PERSON, "林知夏", "林知夏", NULL));
  fill_text(c, POST_ROLE, ML_ROLE_ENTITY, ROLE, role);
  if (company)
    fill_entity(&d, c, POST_COMPANY, mention(&d, ORGANIZATION, "远山科技", "远山科技", NULL));
  assert_int_equal(add_document(&d, f), ML_OK);
}

static void one_edge_between_two_nodes(void **state) {
  graph_fixture *f = *state;
  create_store(f);
  add_role(f, "a.txt", "董事长", true);
  add_role(f, "b.txt", "总经理", true);
  finish_store(f);
  graphml g = write_and_read(f);
  assert_number(&g, "count(//g:node)", 2);
  assert_number(&g, "count(//g:edge)", 1);
  assert_number(&g, "//g:edge/g:data[@key='weight']", 2);
  assert_number(&g, "string-length(substring-before(//g:edge/g:data[@key='edge_label'], '；'))", 3);
  assert_text(&g, "//g:edge/g:data[@key='interaction']", "post");
  assert_text(&g, "//g:edge/g:data[@key='quote']", "远山科技的林知夏");
  assert_text(&g, "//g:node[g:data[@key='label']='远山科技']/g:data[@key='color']", "#4E79A7");
  close_graphml(&g);
}

/* Figures, and posts without an organisation, are leaves of what they speak of. */
static void facts_with_one_end_are_leaves(void **state) {
  graph_fixture *f = *state;
  create_store(f);
  add_role(f, "a.txt", "董事长", true);
  add_role(f, "b.txt", "创始人", false);
  add_figure(f, "c.txt", 300, "300人", NULL);
  add_figure(f, "d.txt", 400, "400人", "2019-05-20");
  finish_store(f);
  graphml g = write_and_read(f);
  assert_number(&g, "count(//g:node)", 6);
  assert_number(&g, "count(//g:edge)", 4);
  assert_text(&g, "//g:node[g:data[@key='kind']='post']/g:data[@key='label']", "创始人");
  assert_number(&g, "count(//g:node[g:data[@key='label']='月活跃用户 400人 (2019-05-20)'])", 1);
  assert_number(&g, "count(//g:data[@key='size'][.=100])", 2); /* two of two neighbours */
  assert_number(&g, "count(//g:data[@key='size'][.=4])", 4);
  assert_number(&g, "count(//g:edge[not(@source=//g:node/@id) or not(@target=//g:node/@id)])", 0);
  close_graphml(&g);
}

static void control_characters_are_left_out(void **state) {
  graph_fixture *f = *state;
  create_store(f);
  add_role(f, "a.txt", "董\x01事\x7F长 <&>\"\xEF\xBF\xBF", true);
  finish_store(f);
  graphml g = write_and_read(f);
  assert_text(&g, "//g:edge/g:data[@key='edge_label']", "董事长 <&>\"");
  close_graphml(&g);
}

static void empty_graph(void **state) {
  graph_fixture *f = *state;
  create_store(f);
  finish_store(f);
  graphml g = write_and_read(f);
  assert_number(&g, "count(//g:key)", 15);
  assert_number(&g, "count(//g:node)", 0);
  close_graphml(&g);
}

/* ---- drawing ---- */

enum { MANY = 400 };

static ml_status draw_many(void *argument) {
  ml_arena *arena = argument;
  ml_drawn_node *nodes = ML_NEW_ARRAY(arena, ml_drawn_node, MANY);
  ml_drawn_edge edges[MANY];
  size_t n_edges = 0;
  for (uint32_t i = 0; i < MANY; i++) {
    nodes[i].size = i % 50 == 0 ? 100 : 4 + i % 20;
    if (i % 50 != 0) /* stars of fifty, some of whose leaves have leaves; the last ones form a circle */
      edges[n_edges++] = (ml_drawn_edge){i, i % 7 == 0 ? i - 1 : i / 50 * 50};
  }
  edges[n_edges++] = (ml_drawn_edge){MANY - 2, MANY - 1};
  ml_draw(arena, nodes, MANY, edges, n_edges);
  for (size_t i = 0; i < MANY; i++)
    for (size_t j = 0; j < i; j++)
      if (hypot(nodes[i].x - nodes[j].x, nodes[i].y - nodes[j].y) < (nodes[i].size + nodes[j].size) / 2)
        fail_msg("nodes %zu and %zu overlap", i, j);
  return ML_OK;
}

static void nodes_do_not_overlap(void **state) {
  (void)state;
  ml_arena arena = ML_ARENA_INIT;
  assert_int_equal(ml_arena_guard(&arena, draw_many, &arena), ML_OK);
  ml_arena_dispose(&arena);
}

int main(void) {
#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, graph_setup, graph_teardown)
  const struct CMUnitTest tests[] = {
      TEST(one_edge_between_two_nodes),       TEST(facts_with_one_end_are_leaves),
      TEST(control_characters_are_left_out),  TEST(empty_graph),
      cmocka_unit_test(nodes_do_not_overlap),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  xmlCleanupParser();
  return failed;
}
