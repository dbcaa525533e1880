/* RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/): a description for each subject. */
#include "base/report.h"
#include "write/rdf.h"
#include "write/xml.h"

typedef struct rdfxml {
  ml_xml *xml;
  ml_export_job *job;
  bool open;           /* a description is */
  const char *no_name; /* an IRI that no element can bear the name of; NULL: there was none */
} rdfxml;

/* Where the part of an IRI begins that can be the name of an element; iri.n when there is none. */
static size_t name_of(ml_str iri) {
  size_t at = iri.n;
  for (size_t i = iri.n; i-- > 0;) {
    char c = iri.at[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
    bool more = (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (!letter && !more)
      break;
    if (letter && (unsigned char)c < 0x80)
      at = i;
  }
  return at;
}

/* `prefix:name` where a prefix fits, else a name with its own namespace, which stays the same within a file. */
static void start_property(rdfxml *x, const ml_rdf *rdf, ml_rdf_predicate *p) {
  ml_arena *arena = x->job->arena;
  if (ml_str_is(p->iri, ML_RDF_IRI "type")) {
    ml_xml_start(x->xml, "rdf:type");
    return;
  }
  const ml_rdf_prefix *prefix = ml_rdf_prefix_of(rdf, p->iri);
  size_t name = prefix != NULL ? prefix->iri.n : name_of(p->iri);
  bool named = prefix != NULL && name_of(p->iri) <= name;
  if (!named)
    name = name_of(p->iri);
  if (name == p->iri.n || name == 0) {
    x->no_name = ml_arena_copy(arena, p->iri.at, p->iri.n);
    ml_xml_start(x->xml, "rdf:value");
    return;
  }
  if (p->written.at == NULL)
    p->written = ml_str_of(
        ml_arena_format(arena, "%s:%.*s", named ? prefix->name.at : "own", (int)(p->iri.n - name), p->iri.at + name));
  ml_xml_start(x->xml, p->written.at);
  if (!named)
    ml_xml_attribute(x->xml, "xmlns:own", (ml_str){p->iri.at, name});
}

static void put(ml_rdf *rdf, const ml_rdf_statement *s) {
  rdfxml *x = rdf->state;
  if (s->new_subject) {
    if (x->open)
      ml_xml_end(x->xml);
    ml_xml_start(x->xml, "rdf:Description");
    ml_xml_attribute(x->xml, "rdf:about", s->subject);
    x->open = true;
  }
  start_property(x, rdf, s->predicate);
  if (s->object_is_iri)
    ml_xml_attribute(x->xml, "rdf:resource", s->object);
  else if (s->datatype.n > 0)
    ml_xml_attribute(x->xml, "rdf:datatype", s->datatype);
  else if (s->lang.n > 0)
    ml_xml_attribute(x->xml, "xml:lang", s->lang);
  if (!s->object_is_iri)
    ml_xml_text(x->xml, s->object);
  ml_xml_end(x->xml);
}

/* Every prefix is declared at the root; rdf, which the syntax itself needs, even when no statement uses it. */
static ml_status begin(ml_rdf *rdf) {
  rdfxml *x = rdf->state;
  ml_xml_start(x->xml, "rdf:RDF");
  ml_xml_attribute(x->xml, "xmlns:rdf", ML_STR(ML_RDF_IRI));
  for (size_t i = 0; i < rdf->prefixes.n; i++) {
    const ml_rdf_prefix *p = &rdf->prefixes.v[i];
    if (!ml_str_is(p->name, "rdf"))
      ml_xml_attribute(x->xml, ml_arena_format(x->job->arena, "xmlns:%s", p->name.at), p->iri);
  }
  return ML_OK;
}

static ml_status put_all(ml_xml *xml, void *user) {
  static const ml_rdf_syntax syntax = {.begin = begin, .put = put};
  rdfxml *x = user;
  x->xml = xml;
  return ml_rdf_write(x->job, &syntax, x);
}

ml_status ml_write_rdfxml(ml_export_job *job) {
  rdfxml x = {.job = job};
  ML_TRY(ml_xml_write(job->arena, job->to, put_all, &x));
  if (x.no_name == NULL)
    return ML_OK;
  return ml_fail(&job->store->reporter, ML_ERR_STORE, job->store->path,
                 "the property <%s> ends in no name, so RDF/XML cannot say it", x.no_name);
}
