/* What packages change in each other. */
#ifndef ML_RULES_CHANGE_H
#define ML_RULES_CHANGE_H

#include "rules/syntax.h"

/* Carries out what the declarations of later packages say of those of earlier ones; afterwards each stands for itself.
 * A declaration that finds nothing to change is reported at its place and counted. Memory is the syntax tree's. */
void ml_change_all(ml_syntax *syntax);

#endif
