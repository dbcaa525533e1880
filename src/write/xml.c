#include "write/xml.h"

#include <assert.h>
#include <math.h>

#include "base/number.h"
#include "base/report.h"
#include "base/utf8.h"

/* ---- text ---- */

/* "" for what XML cannot hold, NULL for what stands for itself. Line ends and tabs in attributes would be read as
 * spaces, a carriage return anywhere as a line feed. */
static const char *escape_of(uint32_t code, bool in_attribute) {
  switch (code) {
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '&':
    return "&amp;";
  case '"':
    return "&quot;";
  case '\r':
    return "&#13;";
  case '\n':
    return in_attribute ? "&#10;" : NULL;
  case '\t':
    return in_attribute ? "&#9;" : NULL;
  case 0x7F:
  case 0xFFFE:
  case 0xFFFF:
  case ML_UTF8_BAD:
    return "";
  default:
    return code < 0x20 ? "" : NULL;
  }
}

static void put_escaped(ml_xml *xml, ml_str text) {
  size_t from = 0;
  for (size_t at = 0; at < text.n;) {
    size_t begin = at;
    const char *escape = escape_of(ml_utf8_next(text, &at), xml->in_attribute);
    if (escape == NULL)
      continue;
    ml_sink_put(&xml->out, (ml_str){text.at + from, begin - from});
    ml_sink_text(&xml->out, escape);
    from = at;
  }
  if (from < text.n)
    ml_sink_put(&xml->out, (ml_str){text.at + from, text.n - from});
}

void ml_xml_text(ml_xml *xml, ml_str text) {
  if (!xml->in_attribute) {
    if (xml->in_tag)
      ml_sink_char(&xml->out, '>');
    xml->in_tag = false;
    xml->has_text = true;
  }
  put_escaped(xml, text);
}

/* ---- elements ---- */

static void indent(ml_xml *xml) {
  for (size_t i = 0; i < xml->depth; i++)
    ml_sink_char(&xml->out, ' ');
}

void ml_xml_start(ml_xml *xml, const char *name) {
  assert(xml->depth < ML_XML_DEPTH);
  if (xml->in_tag)
    ml_sink_text(&xml->out, ">\n");
  indent(xml);
  ml_sink_char(&xml->out, '<');
  ml_sink_text(&xml->out, name);
  xml->names[xml->depth++] = name;
  xml->in_tag = true;
  xml->has_text = false;
}

void ml_xml_end(ml_xml *xml) {
  const char *name = xml->names[--xml->depth];
  if (xml->in_tag) {
    ml_sink_text(&xml->out, "/>\n");
  } else {
    if (!xml->has_text)
      indent(xml);
    ml_sink_text(&xml->out, "</");
    ml_sink_text(&xml->out, name);
    ml_sink_text(&xml->out, ">\n");
  }
  xml->in_tag = xml->has_text = false;
}

/* ---- attributes ---- */

void ml_xml_start_attribute(ml_xml *xml, const char *name) {
  ml_sink_char(&xml->out, ' ');
  ml_sink_text(&xml->out, name);
  ml_sink_text(&xml->out, "=\"");
  xml->in_attribute = true;
}

void ml_xml_end_attribute(ml_xml *xml) {
  ml_sink_char(&xml->out, '"');
  xml->in_attribute = false;
}

void ml_xml_attribute(ml_xml *xml, const char *name, ml_str value) {
  ml_xml_start_attribute(xml, name);
  ml_xml_text(xml, value);
  ml_xml_end_attribute(xml);
}

void ml_xml_number(ml_xml *xml, const char *name, double number) {
  char text[ML_NUMBER_SIZE];
  ml_number_text(number, text);
  ml_xml_attribute(xml, name, ml_str_of(text));
}

double ml_xml_rounded(double number) {
  return round(number * 100) / 100;
}

/* ---- all of it ---- */

typedef struct writing {
  ml_xml *xml;
  ml_status (*work)(ml_xml *xml, void *user);
  void *user;
} writing;

static ml_status put_document(void *argument) {
  const writing *w = argument;
  ml_sink_text(&w->xml->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  ML_TRY(w->work(w->xml, w->user));
  while (w->xml->depth > 0)
    ml_xml_end(w->xml);
  ml_sink_flush(&w->xml->out);
  return ML_OK;
}

ml_status ml_xml_write(ml_arena *arena, FILE *to, ml_status (*work)(ml_xml *xml, void *user), void *user) {
  ml_xml xml = {.out = {.to = to}};
  return ml_arena_guard(arena, put_document, &(writing){&xml, work, user});
}
