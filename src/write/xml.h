/* XML, written element by element, indented, for all formats that are XML. */
#ifndef ML_WRITE_XML_H
#define ML_WRITE_XML_H

#include "base/arena.h"
#include "base/str.h"
#include "write/sink.h"

enum { ML_XML_DEPTH = 16 }; /* elements in each other */

typedef struct ml_xml {
  ml_sink out;
  const char *names[ML_XML_DEPTH]; /* of the elements that are open, the outermost first */
  size_t depth;
  bool in_tag;       /* the innermost one's start tag still takes attributes */
  bool in_attribute; /* and one of them is open */
  bool has_text;     /* the innermost one has text, so that its end is not indented */
} ml_xml;

/* Writes a document (with declaration) whose elements come from `work`, which runs under a guard of `arena`. Returns
 * what work returned. Write errors stay in the stream. */
ml_status ml_xml_write(ml_arena *arena, FILE *to, ml_status (*work)(ml_xml *xml, void *user), void *user);

/* An element holds text or elements, not both. Its name is needed until its end. */
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
