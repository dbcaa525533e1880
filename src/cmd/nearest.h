/* The name that somebody may have meant who typed another. */
#ifndef ML_CMD_NEAREST_H
#define ML_CMD_NEAREST_H

#include <stddef.h>

typedef struct cmd_nearest {
  const char *word; /* as typed */
  const char *name; /* the nearest name so far; NULL: none is close */
  size_t distance;  /* how many bytes must be put in, taken out, replaced or swapped with their neighbour */
} cmd_nearest;

/* Takes `name`, which must outlive *nearest, if it is closer to the word than those before and close at all. */
void cmd_nearest_try(cmd_nearest *nearest, const char *name);

#endif
