/* Which rules a command works with. */
#ifndef ML_CMD_RULES_H
#define ML_CMD_RULES_H

#include "cmd/options.h"

/* The entry for a table of options. */
#define CMD_RULES                                                       \
  {                                                                     \
    .name = "rules", .value = "DIR",                                    \
    .text = "the folder with the rules (default: ./rules if it has a\n" \
            "package.rules, else those installed with mailuo)"          \
  }

/* Loads the rules in `folder`; NULL: those that stand in ./rules, else those installed beside the program. What goes
 * wrong is reported; *out then is NULL and the code says why. */
cmd_exit cmd_rules_load(ml_rules **out, const char *folder, cmd_terminal *terminal);

/* The same, with a pattern to try (ml_rules_load_with). */
cmd_exit cmd_rules_load_with(ml_rules **out, const char *folder, const char *pattern, cmd_terminal *terminal);

#endif
