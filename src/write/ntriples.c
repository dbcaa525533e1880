/* N-Triples and N-Quads (https://www.w3.org/TR/n-triples/, https://www.w3.org/TR/n-quads/): a statement a line. */
#include "write/rdf.h"

/* With the end of the subject and the space behind, so that one copy serves for all. */
static void write_predicate(const ml_rdf *rdf, const ml_rdf_statement *s) {
  ml_sink_text(rdf->out, "> ");
  ml_rdf_put_iri(rdf->out, s->predicate->iri);
  ml_sink_char(rdf->out, ' ');
}

static void put_object(const ml_rdf *rdf, const ml_rdf_statement *s) {
  ml_sink *out = rdf->out;
  if (s->object_is_iri)
    ml_rdf_put_iri(out, s->object);
  else
    ml_rdf_put_string(out, s->object);
  if (s->datatype.n > 0) {
    ml_sink_text(out, "^^");
    ml_rdf_put_iri(out, s->datatype);
  } else if (s->lang.n > 0) {
    ml_sink_char(out, '@');
    ml_sink_put(out, s->lang);
  }
}

static void put(ml_rdf *rdf, const ml_rdf_statement *s) {
  ml_sink_char(rdf->out, '<');
  ml_sink_put(rdf->out, s->subject);
  ml_rdf_put_predicate(rdf, s, write_predicate);
  put_object(rdf, s);
  if (rdf->graph.n > 0) {
    ml_sink_char(rdf->out, ' ');
    ml_rdf_put_iri(rdf->out, rdf->graph);
  }
  ml_sink_text(rdf->out, " .\n");
}

ml_status ml_write_ntriples(ml_export_job *job) {
  static const ml_rdf_syntax syntax = {.put = put};
  return ml_rdf_write(job, &syntax, NULL);
}

ml_status ml_write_nquads(ml_export_job *job) {
  static const ml_rdf_syntax syntax = {.quads = true, .put = put};
  return ml_rdf_write(job, &syntax, NULL);
}
