/* Periods as the graph keeps them: 2019-05-20, 2019-05, 2019, or two of these with a slash between. */
#ifndef ML_GRAPH_PERIOD_H
#define ML_GRAPH_PERIOD_H

#include <stdbool.h>

#include "base/str.h"

enum { ML_DAY_SIZE = 11 }; /* YYYY-MM-DD and a NUL */

/* The first and last day of a period. False when `text` is not written like one or its days do not exist. */
bool ml_period_days(ml_str text, char from[ML_DAY_SIZE], char until[ML_DAY_SIZE]);

#endif
