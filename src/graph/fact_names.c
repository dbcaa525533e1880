#include "graph/fact_names.h"

static ml_str text_of(const ml_graph *graph, const ml_cell *cell, char number[ML_NUMBER_SIZE]) {
  switch (cell->kind) {
  case ML_CELL_ENTITY:
    return graph->strings.v[ml_graph_joined(graph, cell->entity)->label];
  case ML_CELL_NUMBER:
    ml_number_text(cell->number, number);
    return ml_str_of(number);
  case ML_CELL_TEXT:
    return cell->text;
  case ML_CELL_UNSET:
    break;
  }
  return (ml_str){NULL, 0};
}

void ml_fact_id(ml_graph *graph, uint32_t relation, const ml_cell *cells, char id[ML_NODE_ID_SIZE]) {
  const ml_layout *layout = &graph->layouts[relation];
  char number[ML_NUMBER_SIZE];
  graph->buffer.n = 0;
  ml_graph_append(graph, ml_str_of(layout->relation->name));
  for (size_t i = 0; i < layout->n_columns; i++) {
    const ml_cell *cell = &cells[i];
    if (layout->columns[i].kind == ML_COLUMN_WORDS)
      continue;
    const char separator[] = {'\x1F', (char)('0' + cell->kind)};
    ml_graph_append(graph, (ml_str){separator, sizeof separator});
    ml_graph_append(graph, cell->kind == ML_CELL_ENTITY ? ml_str_of(ml_graph_joined(graph, cell->entity)->id)
                                                        : text_of(graph, cell, number));
  }
  id[0] = 'f';
  ml_hash_id((ml_str){graph->buffer.v, graph->buffer.n}, id + 1);
}

/* The column that stands for a role in labels, or ML_NO_INDEX. */
static size_t column_of_role(const ml_layout *layout, uint32_t role) {
  size_t found = ML_NO_INDEX;
  for (size_t i = 0; i < layout->n_columns; i++)
    if (layout->columns[i].role == role && (found == ML_NO_INDEX || layout->columns[i].shown))
      found = i;
  return found;
}

static void append_label(ml_graph *graph, const ml_layout *layout, const ml_record *record, uint32_t without_role) {
  char number[ML_NUMBER_SIZE];
  for (size_t i = 0; i < layout->n_columns; i++) {
    const ml_column *column = &layout->columns[i];
    ml_str text = text_of(graph, &record->cells[i], number);
    if (!column->shown || column->role == without_role || text.n == 0)
      continue;
    if (graph->buffer.n > 0)
      ml_graph_append(graph, ML_STR(" "));
    if (column->kind == ML_COLUMN_DATE)
      ml_graph_append(graph, ML_STR("("));
    ml_graph_append(graph, text);
    if (column->kind == ML_COLUMN_DATE)
      ml_graph_append(graph, ML_STR(")"));
  }
  if (graph->buffer.n == 0)
    ml_graph_append(graph, ml_str_of(layout->relation->name));
}

ml_str ml_fact_label(ml_graph *graph, const ml_record *record, uint32_t without_role) {
  graph->buffer.n = 0;
  append_label(graph, &graph->layouts[record->relation], record, without_role);
  return (ml_str){graph->buffer.v, graph->buffer.n};
}

const ml_entity *ml_fact_entity(const ml_graph *graph, const ml_record *record, uint32_t role) {
  const ml_layout *layout = &graph->layouts[record->relation];
  size_t column = role == ML_NO_INDEX ? ML_NO_INDEX : column_of_role(layout, role);
  const ml_cell *cell = column == ML_NO_INDEX ? NULL : &record->cells[column];
  return cell == NULL || cell->kind != ML_CELL_ENTITY ? NULL : ml_graph_joined(graph, cell->entity);
}

ml_str ml_fact_caption(const ml_graph *graph, const ml_record *record, char number[ML_NUMBER_SIZE]) {
  const ml_layout *layout = &graph->layouts[record->relation];
  uint32_t role = layout->relation->edge_label;
  size_t column = role == ML_NO_INDEX ? ML_NO_INDEX : column_of_role(layout, role);
  ml_str text = {NULL, 0};
  if (column != ML_NO_INDEX)
    text = text_of(graph, &record->cells[column], number);
  return text.n > 0 ? text : ml_str_of(layout->relation->name);
}
