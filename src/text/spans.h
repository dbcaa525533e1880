/* Spans: what the runs of a document are. */
#ifndef ML_TEXT_SPANS_H
#define ML_TEXT_SPANS_H

#include "text/sentences.h"

/* Fills document->spans; its sentences are there, and `marks` are those of all its positions. */
void ml_find_spans(struct ml_document *document, const ml_marks *marks);

#endif
