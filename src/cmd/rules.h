/* Which rules a command works with. */
#ifndef ML_CMD_RULES_H
#define ML_CMD_RULES_H

#include "cmd/options.h"

/* The entry for a table of options. */
#define CMD_RULES                                                       \
  {                                                                     \
    .name = "rules", .value = "DIR", .many = true,                      \
    .text = "a folder with rules (default: ./rules if it has a "        \
            "package.rules, else those installed with mailuo); may be " \
            "repeated: each may change what those before it declare; "  \
            "or one file that 'mailuo compile' has written"             \
  }

/* Loads the rules in the folders `paths`, or in one file of `mailuo compile`; NULL behind the last; none: those that
 * stand in ./rules, else those installed beside the program. `pattern` is one to try (ml_rules_load_with), or NULL.
 * What goes wrong is reported; *out then is NULL and the code says why. */
cmd_exit cmd_rules_load(ml_rules **out, const char *const *paths, const char *pattern, cmd_terminal *terminal);

/* The same without the help of the cache. */
cmd_exit cmd_rules_compile(ml_rules **out, const char *const *paths, cmd_terminal *terminal);

#endif
