/* Lists of formats on the command line. */
#ifndef ML_CMD_FORMATS_H
#define ML_CMD_FORMATS_H

#include "cmd/terminal.h"

/* Whether each name between the commas is that of a format; reports the first that is none. */
bool cmd_formats_check(const char *list, cmd_terminal *terminal);

/* Whether a list names the format of this index. */
bool cmd_formats_have(const char *list, size_t format);

#endif
