/* GEXF 1.3 (https://gexf.net): the drawing of graphml.c, with the times of facts as a timeline. Times are full dates,
 * because anything less aborts Gephi's import. */
#include <stdlib.h>

#include "base/number.h"
#include "base/report.h"
#include "graph/sql.h"
#include "write/picture.h"
#include "write/xml.h"

/* ---- data ---- */

static void put_value(ml_xml *xml, const char *name, ml_str value) {
  ml_xml_start(xml, "attvalue");
  ml_xml_attribute(xml, "for", ml_str_of(name));
  ml_xml_attribute(xml, "value", value);
  ml_xml_end(xml);
}

static void put_pieces(ml_xml *xml, const char *name, const ml_pieces *pieces) {
  ml_xml_start(xml, "attvalue");
  ml_xml_attribute(xml, "for", ml_str_of(name));
  ml_xml_start_attribute(xml, "value");
  for (size_t i = 0; i < pieces->n; i++) {
    if (i > 0)
      ml_xml_text(xml, ML_STR("；"));
    ml_xml_text(xml, pieces->v[i]);
  }
  ml_xml_end_attribute(xml);
  ml_xml_end(xml);
}

static void put_time(ml_xml *xml, ml_str begins, ml_str ends) {
  if (begins.n > 0)
    ml_xml_attribute(xml, "start", begins);
  if (ends.n > 0)
    ml_xml_attribute(xml, "end", ends);
}

/* Colours are decimal here. */
static void put_colour(ml_xml *xml, ml_str colour) {
  static const char *const names[] = {"r", "g", "b"};
  ml_xml_start(xml, "viz:color");
  for (size_t i = 0; i < 3; i++) {
    const char digits[] = {colour.at[1 + 2 * i], colour.at[2 + 2 * i], '\0'};
    ml_xml_number(xml, names[i], (double)strtol(digits, NULL, 16));
  }
  ml_xml_end(xml);
}

static void put_node(void *user, const ml_picture_node *node) {
  ml_xml *xml = user;
  ml_xml_start(xml, "node");
  ml_xml_attribute(xml, "id", node->id);
  ml_xml_attribute(xml, "label", node->label);
  put_time(xml, node->begins, node->ends);
  ml_xml_start(xml, "attvalues");
  put_value(xml, "kind", node->kind);
  ml_xml_end(xml);
  if (node->colour.n == 7)
    put_colour(xml, node->colour);
  ml_xml_start(xml, "viz:position");
  ml_xml_number(xml, "x", ml_xml_rounded(node->x));
  ml_xml_number(xml, "y", ml_xml_rounded(node->y));
  ml_xml_number(xml, "z", 0);
  ml_xml_end(xml);
  ml_xml_start(xml, "viz:size");
  ml_xml_number(xml, "value", ml_xml_rounded(node->size));
  ml_xml_end(xml);
  ml_xml_end(xml);
}

static ml_str first_piece(const ml_pieces *pieces) {
  return pieces->v[0];
}

static void put_edge(void *user, const ml_picture_edge *edge) {
  ml_xml *xml = user;
  char number[ML_NUMBER_SIZE];
  ml_number_text(edge->confidence, number);
  ml_xml_start(xml, "edge");
  ml_xml_attribute(xml, "id", edge->id);
  ml_xml_attribute(xml, "source", edge->source);
  ml_xml_attribute(xml, "target", edge->target);
  ml_xml_attribute(xml, "label", first_piece(&edge->labels));
  ml_xml_number(xml, "weight", (double)edge->facts.n);
  if (edge->spells.n == 1)
    put_time(xml, edge->spells.v[0].begins, edge->spells.v[0].ends);
  ml_xml_start(xml, "attvalues");
  put_pieces(xml, "labels", &edge->labels);
  put_pieces(xml, "interaction", &edge->relations);
  put_pieces(xml, "facts", &edge->facts);
  put_value(xml, "confidence", ml_str_of(number));
  put_pieces(xml, "document", &edge->documents);
  put_pieces(xml, "quote", &edge->quotes);
  put_pieces(xml, "rule", &edge->rules);
  ml_xml_end(xml);
  if (edge->spells.n > 1) {
    ml_xml_start(xml, "spells");
    for (size_t i = 0; i < edge->spells.n; i++) {
      ml_xml_start(xml, "spell");
      put_time(xml, edge->spells.v[i].begins, edge->spells.v[i].ends);
      ml_xml_end(xml);
    }
    ml_xml_end(xml);
  }
  ml_xml_end(xml);
}

static void put_attributes(ml_xml *xml, const char *of, const char *const *names, size_t n) {
  ml_xml_start(xml, "attributes");
  ml_xml_attribute(xml, "class", ml_str_of(of));
  for (size_t i = 0; i < n; i++) {
    ml_xml_start(xml, "attribute");
    ml_xml_attribute(xml, "id", ml_str_of(names[i]));
    ml_xml_attribute(xml, "title", ml_str_of(names[i]));
    ml_xml_attribute(xml, "type", strcmp(names[i], "confidence") == 0 ? ML_STR("double") : ML_STR("string"));
    ml_xml_end(xml);
  }
  ml_xml_end(xml);
}

static ml_status put_graph(ml_xml *xml, void *user) {
  static const char *const of_nodes[] = {"kind"};
  static const char *const of_edges[] = {"labels", "interaction", "facts", "confidence", "document", "quote", "rule"};
  const ml_picture *picture = user;
  const ml_picture_writer writer = {put_node, put_edge, xml};
  ml_xml_start(xml, "gexf");
  ml_xml_attribute(xml, "xmlns", ML_STR("http://gexf.net/1.3"));
  ml_xml_attribute(xml, "xmlns:viz", ML_STR("http://gexf.net/1.3/viz"));
  ml_xml_attribute(xml, "version", ML_STR("1.3"));
  ml_xml_start(xml, "graph");
  ml_xml_attribute(xml, "mode", ML_STR("dynamic"));
  ml_xml_attribute(xml, "defaultedgetype", ML_STR("directed"));
  ml_xml_attribute(xml, "timeformat", ML_STR("date"));
  ml_xml_attribute(xml, "timerepresentation", ML_STR("interval"));
  put_attributes(xml, "node", of_nodes, sizeof of_nodes / sizeof *of_nodes);
  put_attributes(xml, "edge", of_edges, sizeof of_edges / sizeof *of_edges);
  ml_xml_start(xml, "nodes");
  ML_TRY(ml_picture_nodes(picture, &writer));
  ml_xml_end(xml);
  ml_xml_start(xml, "edges");
  ML_TRY(ml_picture_edges(picture, &writer));
  ml_xml_end(xml);
  return ML_OK;
}

ml_status ml_write_gexf(ml_export_job *job) {
  ml_picture picture;
  ML_TRY(ml_picture_make(&picture, job));
  return ml_xml_write(job->arena, job->to, put_graph, &picture);
}
