/* Remains: what a broken decoder left of the marks at the end of a quotation or a paragraph. */
#ifndef ML_TEXT_REMAINS_H
#define ML_TEXT_REMAINS_H

#include "text/sentences.h"

/* Sets them right in the line at the folded positions [begin, document->n), whose marks are marks[0..n):
 *   ?/p>       at the end is a lost character and the rest of a tag, which goes
 *   ?!?/p>     at the end is 。” and the rest of a tag
 *   ?!         is 。” or 。“ where a quotation misses that mark and only one place can be meant
 * Marks behind the line's new end go. */
void ml_mend_line(struct ml_document *document, uint32_t begin, ml_marks *marks, size_t first);

#endif
