/* A rule package: a folder with package.rules, more *.rules files, and the lexicons and weights they name. */
#ifndef ML_RULES_PACKAGE_H
#define ML_RULES_PACKAGE_H

#include "rules/syntax.h"

/* Parses package.rules and then the folder's other *.rules files, in byte order of their names, into `syntax`, and
 * reads the files that they name (text of each ml_lexicon_decl and ml_weights_decl). `hash` becomes 16 hex digits and a
 * NUL: the hash over the names and contents of all these files, wherever the folder lies. What is wrong within the
 * files is reported and counted in syntax->errors and leaves the status ML_OK; ML_ERR_RULES, reported, when the folder
 * or its package.rules cannot be read. Runs under the arena's guard. */
ml_status ml_package_read(ml_syntax *syntax, const char *folder, char hash[17]);

#endif
