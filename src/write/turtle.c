/* Turtle and TriG (https://www.w3.org/TR/turtle/, https://www.w3.org/TR/trig/). */
#include "write/rdf.h"

static void put_iri(const ml_rdf *rdf, ml_str iri) {
  const ml_rdf_prefix *p = ml_rdf_prefix_of(rdf, iri);
  if (p == NULL) {
    ml_rdf_put_iri(rdf->out, iri);
    return;
  }
  ml_sink_put(rdf->out, p->name);
  ml_sink_char(rdf->out, ':');
  ml_sink_put(rdf->out, (ml_str){iri.at + p->iri.n, iri.n - p->iri.n});
}

static void write_predicate(const ml_rdf *rdf, const ml_rdf_statement *s) {
  if (ml_str_is(s->predicate->iri, ML_RDF_IRI "type"))
    ml_sink_char(rdf->out, 'a');
  else
    put_iri(rdf, s->predicate->iri);
}

static void put_object(const ml_rdf *rdf, const ml_rdf_statement *s) {
  if (s->object_is_iri) {
    put_iri(rdf, s->object);
    return;
  }
  ml_rdf_put_string(rdf->out, s->object);
  if (s->datatype.n > 0) {
    ml_sink_text(rdf->out, "^^");
    put_iri(rdf, s->datatype);
  } else if (s->lang.n > 0) {
    ml_sink_char(rdf->out, '@');
    ml_sink_put(rdf->out, s->lang);
  }
}

/* The state is whether a statement is open. */
static void put(ml_rdf *rdf, const ml_rdf_statement *s) {
  bool *open = rdf->state;
  if (s->new_subject) {
    ml_sink_text(rdf->out, *open ? " .\n" : "\n");
    put_iri(rdf, s->subject);
  }
  if (s->new_predicate) {
    ml_sink_text(rdf->out, s->new_subject ? " " : " ;\n  ");
    ml_rdf_put_predicate(rdf, s, write_predicate);
  }
  ml_sink_text(rdf->out, s->new_predicate ? " " : " , ");
  put_object(rdf, s);
  *open = true;
}

static ml_status begin(ml_rdf *rdf) {
  for (size_t i = 0; i < rdf->prefixes.n; i++) {
    ml_sink_text(rdf->out, "@prefix ");
    ml_sink_put(rdf->out, rdf->prefixes.v[i].name);
    ml_sink_text(rdf->out, ": ");
    ml_rdf_put_iri(rdf->out, rdf->prefixes.v[i].iri);
    ml_sink_text(rdf->out, " .\n");
  }
  return ML_OK;
}

static void end_statement(ml_rdf *rdf) {
  bool *open = rdf->state;
  if (*open)
    ml_sink_text(rdf->out, " .\n");
  *open = false;
}

static void begin_graph(ml_rdf *rdf) {
  ml_sink_char(rdf->out, '\n');
  if (rdf->graph.n > 0) {
    put_iri(rdf, rdf->graph);
    ml_sink_char(rdf->out, ' ');
  }
  ml_sink_char(rdf->out, '{');
}

static void end_graph(ml_rdf *rdf) {
  end_statement(rdf);
  ml_sink_text(rdf->out, "}\n");
}

ml_status ml_write_turtle(ml_export_job *job) {
  static const ml_rdf_syntax syntax = {.begin = begin, .put = put, .end = end_statement};
  bool open = false;
  return ml_rdf_write(job, &syntax, &open);
}

ml_status ml_write_trig(ml_export_job *job) {
  static const ml_rdf_syntax syntax = {
      .quads = true, .begin = begin, .begin_graph = begin_graph, .put = put, .end_graph = end_graph};
  bool open = false;
  return ml_rdf_write(job, &syntax, &open);
}
