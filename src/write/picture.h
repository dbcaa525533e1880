/* The graph as a picture of nodes and edges, for formats that draw it: entities, and facts without a second end as
 * leaves; one edge from one node to another, whatever the number of facts between them. */
#ifndef ML_WRITE_PICTURE_H
#define ML_WRITE_PICTURE_H

#include "base/map.h"
#include "base/vec.h"
#include "write/draw.h"
#include "write/formats.h"

typedef struct ml_picture_node {
  ml_str id, label, kind;
  ml_str colour;       /* #RRGGBB */
  ml_str begins, ends; /* full dates; empty where there is none, as always for entities */
  double size, x, y;
} ml_picture_node;

/* Texts, each once. */
typedef ML_VEC(ml_str) ml_pieces;

typedef struct ml_spell {
  ml_str begins, ends;
} ml_spell;

typedef struct ml_picture_edge {
  ml_str id, source, target;
  ml_pieces labels, relations, facts, documents, quotes, rules;
  ML_VEC(ml_spell) spells; /* the times of its facts; none when a fact has no time, so that it always holds */
  bool timeless;
  double confidence; /* of the surest fact */
} ml_picture_edge;

/* What a format does with them. All texts are valid during the call. */
typedef struct ml_picture_writer {
  void (*node)(void *user, const ml_picture_node *node);
  void (*edge)(void *user, const ml_picture_edge *edge);
  void *user;
} ml_picture_writer;

typedef struct ml_picture {
  const ml_store *store;
  ml_arena *arena;
  ML_VEC(bool) entity_is_drawn; /* for each entity, by id: whether a fact joins it to something */
  ML_VEC(ml_drawn_node) nodes;
  ML_VEC(ml_drawn_edge) edges;
} ml_picture;

/* Lays the picture of the job's store out. */
ml_status ml_picture_make(ml_picture *picture, const ml_export_job *job);

/* Hands on all nodes by id, entities first. */
ml_status ml_picture_nodes(const ml_picture *picture, const ml_picture_writer *writer);

/* Hands on all edges, by the ids of their ends. */
ml_status ml_picture_edges(const ml_picture *picture, const ml_picture_writer *writer);

#endif
