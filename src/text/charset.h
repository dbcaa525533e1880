/* Charset: from the bytes of a text to UTF-8, whatever they were written in and whatever they say of themselves. */
#ifndef ML_TEXT_CHARSET_H
#define ML_TEXT_CHARSET_H

#include "base/arena.h"
#include "base/str.h"

enum { ML_CHARSET_NAME = 32 }; /* bytes for a name with its NUL */

typedef struct ml_decoded {
  ml_str text;                   /* in UTF-8; the raw bytes themselves when they are meant to be that */
  char charset[ML_CHARSET_NAME]; /* what they were read as, in the spelling of iconv; "UTF-8" when nothing is known */
  size_t bad;                    /* bytes in the text that are no UTF-8, when it was read as that */
  size_t replaced;               /* bytes that are no text in another charset than UTF-8, now U+FFFD */
  bool contradicted;             /* they were declared to be something else */
} ml_decoded;

/* Decodes `raw`: what a byte order mark says; UTF-8 if it is valid, whatever is declared; the charset declared
 * (`declared`, empty: none), unless the bytes contradict; the one they look like. Aliases and mistakes of the web are
 * understood (gb2312 means GB18030). UTF-8 is not copied, and its bad bytes stay for ml_document_make. Memory comes
 * from the arena, under whose guard this runs. */
ml_decoded ml_charset_decode(ml_arena *arena, ml_str raw, ml_str declared);

/* The charset that a Content-Type, <meta> or <?xml ...?> among the first bytes names; empty when there is none. */
ml_str ml_charset_declared(ml_str head);

/* Do these bytes begin something that is no text, in any charset? */
bool ml_is_binary(ml_str raw);

#endif
