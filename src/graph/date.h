/* Dates as XML Schema has them. */
#ifndef ML_GRAPH_DATE_H
#define ML_GRAPH_DATE_H

#include "base/str.h"

/* Whether `text` is a day of the calendar as in 2019-05-20: nothing less, nothing more. */
bool ml_is_date(ml_str text);

#endif
