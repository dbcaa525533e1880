#include "rules/function.h"

#include <string.h>

static const struct {
  const char *name;
  size_t least, most;
} functions[] = {
#define FUNCTION(name, least, most) {#name, least, most},
    ML_FUNCTIONS(FUNCTION)
#undef FUNCTION
};

uint32_t ml_function_named(const char *name) {
  for (uint32_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (strcmp(functions[i].name, name) == 0)
      return i;
  return UINT32_MAX;
}

void ml_function_arity(uint32_t function, size_t *least, size_t *most) {
  *least = functions[function].least;
  *most = functions[function].most;
}
