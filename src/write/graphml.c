/* GraphML (http://graphml.graphdrawing.org), written so that it looks good in Gephi at once: keys before the graph,
 * nodes before edges, one edge between two nodes, names of data that readers understand by themselves. */
#include "base/number.h"
#include "base/report.h"
#include "write/picture.h"
#include "write/xml.h"

/* ---- data ---- */

static void put_data(ml_xml *xml, const char *key, ml_str value) {
  ml_xml_start(xml, "data");
  ml_xml_attribute(xml, "key", ml_str_of(key));
  ml_xml_text(xml, value);
  ml_xml_end(xml);
}

static void put_number(ml_xml *xml, const char *key, double number) {
  char text[ML_NUMBER_SIZE];
  ml_number_text(number, text);
  put_data(xml, key, ml_str_of(text));
}

static void put_pieces(ml_xml *xml, const char *key, const ml_pieces *pieces) {
  ml_xml_start(xml, "data");
  ml_xml_attribute(xml, "key", ml_str_of(key));
  for (size_t i = 0; i < pieces->n; i++) {
    if (i > 0)
      ml_xml_text(xml, ML_STR("；"));
    ml_xml_text(xml, pieces->v[i]);
  }
  ml_xml_end(xml);
}

static void put_keys(ml_xml *xml) {
  static const struct {
    const char *id, *owner, *name, *type;
  } keys[] = {
      {"label", "node", "label", "string"},
      {"name", "node", "name", "string"},
      {"kind", "node", "kind", "string"},
      {"size", "node", "size", "double"},
      {"color", "node", "color", "string"},
      {"x", "node", "x", "double"},
      {"y", "node", "y", "double"},
      {"edge_label", "edge", "label", "string"},
      {"weight", "edge", "weight", "double"},
      {"interaction", "edge", "interaction", "string"},
      {"facts", "edge", "facts", "string"},
      {"confidence", "edge", "confidence", "double"},
      {"document", "edge", "document", "string"},
      {"quote", "edge", "quote", "string"},
      {"rule", "edge", "rule", "string"},
  };
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    ml_xml_start(xml, "key");
    ml_xml_attribute(xml, "id", ml_str_of(keys[i].id));
    ml_xml_attribute(xml, "for", ml_str_of(keys[i].owner));
    ml_xml_attribute(xml, "attr.name", ml_str_of(keys[i].name));
    ml_xml_attribute(xml, "attr.type", ml_str_of(keys[i].type));
    ml_xml_end(xml);
  }
}

/* ---- nodes and edges ---- */

static void put_node(void *user, const ml_picture_node *node) {
  ml_xml *xml = user;
  ml_xml_start(xml, "node");
  ml_xml_attribute(xml, "id", node->id);
  put_data(xml, "label", node->label);
  put_data(xml, "name", node->label);
  put_data(xml, "kind", node->kind);
  put_number(xml, "size", ml_xml_rounded(node->size));
  put_data(xml, "color", node->colour);
  put_number(xml, "x", ml_xml_rounded(node->x));
  put_number(xml, "y", ml_xml_rounded(node->y));
  ml_xml_end(xml);
}

static void put_edge(void *user, const ml_picture_edge *edge) {
  ml_xml *xml = user;
  ml_xml_start(xml, "edge");
  ml_xml_attribute(xml, "id", edge->id);
  ml_xml_attribute(xml, "source", edge->source);
  ml_xml_attribute(xml, "target", edge->target);
  put_pieces(xml, "edge_label", &edge->labels);
  put_number(xml, "weight", (double)edge->facts.n);
  put_pieces(xml, "interaction", &edge->relations);
  put_pieces(xml, "facts", &edge->facts);
  put_number(xml, "confidence", edge->confidence);
  put_pieces(xml, "document", &edge->documents);
  put_pieces(xml, "quote", &edge->quotes);
  put_pieces(xml, "rule", &edge->rules);
  ml_xml_end(xml);
}

static ml_status put_graph(ml_xml *xml, void *user) {
  const ml_picture *picture = user;
  const ml_picture_writer writer = {put_node, put_edge, xml};
  ml_xml_start(xml, "graphml");
  ml_xml_attribute(xml, "xmlns", ML_STR("http://graphml.graphdrawing.org/xmlns"));
  put_keys(xml);
  ml_xml_start(xml, "graph");
  ml_xml_attribute(xml, "id", ML_STR("graph"));
  ml_xml_attribute(xml, "edgedefault", ML_STR("directed"));
  ML_TRY(ml_picture_nodes(picture, &writer));
  return ml_picture_edges(picture, &writer);
}

ml_status ml_write_graphml(ml_export_job *job) {
  ml_picture picture;
  ML_TRY(ml_picture_make(&picture, job));
  return ml_xml_write(job->arena, job->to, put_graph, &picture);
}
