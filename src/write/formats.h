/* The formats that a store can be exported to. A new one is a file with a function here, and a line in export.c. */
#ifndef ML_WRITE_FORMATS_H
#define ML_WRITE_FORMATS_H

#include <stdio.h>

#include "graph/store.h"

typedef struct ml_export_job {
  const ml_store *store; /* its tables show only what was selected */
  const ml_export_options *options;
  ml_arena *arena;          /* has a guard */
  FILE *to;                 /* NULL for a format that is a folder */
  const char *path;         /* of the file or folder while it is written; NULL for a stream */
  uint64_t n_statements;    /* set by the formats of RDF */
  bool selected, shortcuts; /* less than everything is shown; temp.shortcut has direct statements */
} ml_export_job;

/* Each writes what the store shows. Write errors stay in the stream; an error of the store is reported and returned. */
ml_status ml_write_turtle(ml_export_job *job);
ml_status ml_write_trig(ml_export_job *job);
ml_status ml_write_ntriples(ml_export_job *job);
ml_status ml_write_nquads(ml_export_job *job);
ml_status ml_write_jsonld(ml_export_job *job);
ml_status ml_write_rdfxml(ml_export_job *job);
ml_status ml_write_graphml(ml_export_job *job);
ml_status ml_write_gexf(ml_export_job *job);
ml_status ml_write_csv(ml_export_job *job);
ml_status ml_write_sqlite(ml_export_job *job);

#endif
