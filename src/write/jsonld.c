/* JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/): a context of prefixes, and an object a line for each subject. */
#include "base/utf8.h"
#include "write/rdf.h"

/* A string with its quotes; bytes that are no UTF-8 become U+FFFD. */
static void put_json(ml_sink *out, ml_str text) {
  ml_sink_char(out, '"');
  for (size_t at = 0; at < text.n;) {
    size_t begin = at;
    uint32_t code = ml_utf8_next(text, &at);
    char escape[8];
    if (code == ML_UTF8_BAD)
      ml_sink_text(out, "\uFFFD");
    else if (code >= 0x20 && code != '"' && code != '\\' && code != 0x7F)
      ml_sink_put(out, (ml_str){text.at + begin, at - begin});
    else if (snprintf(escape, sizeof escape, "\\u%04x", (unsigned)code) > 0)
      ml_sink_text(out, escape);
  }
  ml_sink_char(out, '"');
}

/* JSON-LD takes a name for a prefix when its IRI ends in one of these. */
static bool may_be_prefix(ml_str iri) {
  return iri.n > 0 && strchr(":/?#[]@", iri.at[iri.n - 1]) != NULL;
}

static void put_iri(const ml_rdf *rdf, ml_str iri) {
  const ml_rdf_prefix *p = ml_rdf_prefix_of(rdf, iri);
  if (p == NULL || !may_be_prefix(p->iri)) {
    put_json(rdf->out, iri);
    return;
  }
  ml_sink_char(rdf->out, '"');
  ml_sink_put(rdf->out, p->name);
  ml_sink_char(rdf->out, ':');
  ml_sink_put(rdf->out, (ml_str){iri.at + p->iri.n, iri.n - p->iri.n});
  ml_sink_char(rdf->out, '"');
}

static void put_object(const ml_rdf *rdf, const ml_rdf_statement *s, bool is_type) {
  ml_sink *out = rdf->out;
  if (is_type) {
    put_iri(rdf, s->object);
    return;
  }
  if (s->object_is_iri) {
    ml_sink_text(out, "{\"@id\":");
    put_iri(rdf, s->object);
  } else {
    ml_sink_text(out, "{\"@value\":");
    put_json(out, s->object);
    if (s->datatype.n > 0) {
      ml_sink_text(out, ",\"@type\":");
      put_iri(rdf, s->datatype);
    } else if (s->lang.n > 0) {
      ml_sink_text(out, ",\"@language\":");
      put_json(out, s->lang);
    }
  }
  ml_sink_char(out, '}');
}

/* The state is whether an object is open. */
static void put(ml_rdf *rdf, const ml_rdf_statement *s) {
  bool *open = rdf->state, is_type = ml_str_is(s->predicate->iri, ML_RDF_IRI "type");
  if (s->new_subject) {
    ml_sink_text(rdf->out, *open ? "]},\n{\"@id\":" : "\n{\"@id\":");
    put_iri(rdf, s->subject);
  }
  if (s->new_predicate) {
    ml_sink_text(rdf->out, s->new_subject ? "," : "],");
    if (is_type)
      ml_sink_text(rdf->out, "\"@type\"");
    else
      put_iri(rdf, s->predicate->iri);
    ml_sink_text(rdf->out, ":[");
  } else {
    ml_sink_char(rdf->out, ',');
  }
  put_object(rdf, s, is_type);
  *open = true;
}

static ml_status begin(ml_rdf *rdf) {
  const char *separator = "{\"@context\":{\"@version\":1.1";
  for (size_t i = 0; i < rdf->prefixes.n; i++) {
    if (!may_be_prefix(rdf->prefixes.v[i].iri))
      continue;
    ml_sink_text(rdf->out, separator);
    separator = "";
    ml_sink_char(rdf->out, ',');
    put_json(rdf->out, rdf->prefixes.v[i].name);
    ml_sink_char(rdf->out, ':');
    put_json(rdf->out, rdf->prefixes.v[i].iri);
  }
  ml_sink_text(rdf->out, separator);
  ml_sink_text(rdf->out, "},\n\"@graph\":[");
  return ML_OK;
}

static void end(ml_rdf *rdf) {
  ml_sink_text(rdf->out, *(bool *)rdf->state ? "]}\n]}\n" : "]}\n");
}

ml_status ml_write_jsonld(ml_export_job *job) {
  static const ml_rdf_syntax syntax = {.begin = begin, .put = put, .end = end};
  bool open = false;
  return ml_rdf_write(job, &syntax, &open);
}
