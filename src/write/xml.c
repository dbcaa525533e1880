#include "write/xml.h"

#include <math.h>

#include "base/number.h"
#include "base/report.h"
#include "base/utf8.h"

static void check(ml_xml *xml, int result) {
  xml->failed |= result < 0;
}

/* Leaves out what XML cannot hold. Valid until the next call. */
static const xmlChar *xml_text(ml_xml *xml, ml_str text) {
  ml_vec_reserve(xml->arena, &xml->buffer, text.n + 1);
  char *out = xml->buffer.v;
  size_t n = 0;
  for (size_t at = 0; at < text.n;) {
    size_t begin = at;
    uint32_t code = ml_utf8_next(text, &at);
    bool control = code < 0x20 && code != '\t' && code != '\n' && code != '\r';
    if (control || code == 0x7F || code == 0xFFFE || code == 0xFFFF || code == ML_UTF8_BAD)
      continue;
    memcpy(out + n, text.at + begin, at - begin);
    n += at - begin;
  }
  out[n] = '\0';
  return (const xmlChar *)out;
}

void ml_xml_start(ml_xml *xml, const char *name) {
  check(xml, xmlTextWriterStartElement(xml->writer, BAD_CAST name));
}

void ml_xml_end(ml_xml *xml) {
  check(xml, xmlTextWriterEndElement(xml->writer));
}

void ml_xml_attribute(ml_xml *xml, const char *name, ml_str value) {
  check(xml, xmlTextWriterWriteAttribute(xml->writer, BAD_CAST name, xml_text(xml, value)));
}

void ml_xml_start_attribute(ml_xml *xml, const char *name) {
  check(xml, xmlTextWriterStartAttribute(xml->writer, BAD_CAST name));
}

void ml_xml_end_attribute(ml_xml *xml) {
  check(xml, xmlTextWriterEndAttribute(xml->writer));
}

void ml_xml_text(ml_xml *xml, ml_str text) {
  check(xml, xmlTextWriterWriteString(xml->writer, xml_text(xml, text)));
}

void ml_xml_number(ml_xml *xml, const char *name, double number) {
  char text[ML_NUMBER_SIZE];
  ml_number_text(number, text);
  ml_xml_attribute(xml, name, ml_str_of(text));
}

double ml_xml_rounded(double number) {
  return round(number * 100) / 100;
}

typedef struct writing {
  ml_xml xml;
  ml_status (*work)(ml_xml *xml, void *user);
  void *user;
} writing;

static ml_status put_document(void *argument) {
  writing *w = argument;
  check(&w->xml, xmlTextWriterSetIndent(w->xml.writer, 1));
  check(&w->xml, xmlTextWriterStartDocument(w->xml.writer, "1.0", "UTF-8", NULL));
  ML_TRY(w->work(&w->xml, w->user));
  check(&w->xml, xmlTextWriterEndDocument(w->xml.writer));
  return w->xml.failed ? ML_ERR_NOMEM : ML_OK;
}

/* Never complains to libxml2, which would print it: the stream remembers. */
static int write_bytes(void *to, const char *bytes, int n) {
  fwrite(bytes, 1, (size_t)n, to);
  return n;
}

ml_status ml_xml_write(ml_arena *arena, FILE *to, ml_status (*work)(ml_xml *xml, void *user), void *user) {
  writing w = {.xml = {.arena = arena}, .work = work, .user = user};
  xmlOutputBuffer *buffer = xmlOutputBufferCreateIO(write_bytes, NULL, to, NULL);
  w.xml.writer = buffer == NULL ? NULL : xmlNewTextWriter(buffer);
  if (w.xml.writer == NULL) {
    xmlOutputBufferClose(buffer);
    return ML_ERR_NOMEM;
  }
  ml_status status = ml_arena_guard(arena, put_document, &w); /* so that the writer is freed in any case */
  xmlFreeTextWriter(w.xml.writer);
  return status;
}
