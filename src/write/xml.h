/* XML through libxml2's streaming writer, for all formats that are XML. */
#ifndef ML_WRITE_XML_H
#define ML_WRITE_XML_H

#include <libxml/xmlwriter.h>
#include <stdio.h>

#include "base/str.h"
#include "base/vec.h"

typedef struct ml_xml {
  ml_arena *arena;
  xmlTextWriter *writer;
  bool failed;         /* the writer has no memory */
  ML_VEC(char) buffer; /* the text at hand, as XML can hold it */
} ml_xml;

/* Writes a document (with declaration, indented) whose elements come from `work`, which runs under a guard of `arena`.
 * Returns what work returned, or ML_ERR_NOMEM. Write errors stay in the stream. */
ml_status ml_xml_write(ml_arena *arena, FILE *to, ml_status (*work)(ml_xml *xml, void *user), void *user);

void ml_xml_start(ml_xml *xml, const char *name);
void ml_xml_end(ml_xml *xml);

/* Characters that XML cannot hold (control characters and the like) are left out. */
void ml_xml_attribute(ml_xml *xml, const char *name, ml_str value);
void ml_xml_text(ml_xml *xml, ml_str text);

/* An attribute whose value is the ml_xml_text between these. */
void ml_xml_start_attribute(ml_xml *xml, const char *name);
void ml_xml_end_attribute(ml_xml *xml);

/* A number in plain decimal notation. */
void ml_xml_number(ml_xml *xml, const char *name, double number);

/* Rounded to a hundredth, which is finer than any screen and hides how machines differ in the last bits of a sine. */
double ml_xml_rounded(double number);

#endif
