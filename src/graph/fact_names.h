/* What a fact is called: by machines and by people. */
#ifndef ML_GRAPH_FACT_NAMES_H
#define ML_GRAPH_FACT_NAMES_H

#include "base/number.h"
#include "graph/graph.h"

/* The id of the fact that these cells of a relation state, made of the relation and of what fills its columns. The
 * text's own words for a value are no part of it: 9.38亿 and 9亿3800万 are one figure. */
void ml_fact_id(ml_graph *graph, uint32_t relation, const ml_cell *cells, char id[ML_NODE_ID_SIZE]);

/* The fact in a line, without what fills `without_role` (or ML_NO_INDEX). In the graph's buffer. */
ml_str ml_fact_label(ml_graph *graph, const ml_record *record, uint32_t without_role);

/* The entity that fills a role (or ML_NO_INDEX); NULL when none does. */
const ml_entity *ml_fact_entity(const ml_graph *graph, const ml_record *record, uint32_t role);

/* What a drawing writes on the edge: the role that the relation names, or the relation's own name. A number is written
 * into `number`. */
ml_str ml_fact_caption(const ml_graph *graph, const ml_record *record, char number[ML_NUMBER_SIZE]);

#endif
