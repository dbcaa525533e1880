/* A rule package: a folder with package.rules, more *.rules files, and the lexicons and weights they name. */
#ifndef ML_RULES_PACKAGE_H
#define ML_RULES_PACKAGE_H

#include "rules/syntax.h"

/* Parses the packages in `folders`, one after the other, into `syntax`: of each package.rules and then the other
 * *.rules files, in byte order of their names; and asks for the files that they name. A package that another one uses
 * is read where `use` stands, and each only once. `hash` becomes 16 hex digits and a NUL: the hash over the names and
 * contents of all these files, wherever the folders lie. What is wrong within the files is reported and counted in
 * syntax->errors and leaves the status ML_OK; ML_ERR_RULES, reported, when one of the folders or its package.rules
 * cannot be read. Runs under the arena's guard. */
ml_status ml_package_read(ml_syntax *syntax, const char *const *folders, size_t n_folders, char hash[17]);

/* What the lexicon or weights file of a declaration holds, in the syntax tree's arena. at == NULL when that cannot be
 * read, which is reported and counted, or is kept compiled only. */
ml_str ml_package_text(ml_syntax *syntax, const char *what, const char *file, ml_place place);

/* Reads the package that `use` names, unless it is read already. `name` is a path from the folder of the package being
 * read, when it has a slash; else the name of a package that has been read, that lies in that folder or beside it, or
 * that is one of syntax->search. NULL after reporting at `place`, and counting, that it cannot be used. */
const ml_package *ml_package_use(ml_syntax *syntax, const char *name, ml_place place);

#endif
