/* The compiled rule set as the floors above see it. */
#ifndef ML_RULES_RULES_H
#define ML_RULES_RULES_H

#include "mailuo.h"
#include "rules/schema.h"

/* The types and relations that the package declares; belongs to the rules. */
const ml_schema *ml_rules_schema(const ml_rules *rules);

#endif
