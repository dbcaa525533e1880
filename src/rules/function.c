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

const char *ml_function_name(uint32_t function) {
  return function < sizeof functions / sizeof *functions ? functions[function].name : NULL;
}

uint32_t ml_function_named(const char *name) {
  for (uint32_t i = 0; ml_function_name(i) != NULL; i++)
    if (strcmp(ml_function_name(i), name) == 0)
      return i;
  return UINT32_MAX;
}

bool ml_function_tests_text(uint32_t function) {
  return function == ML_FN_begins || function == ML_FN_ends || function == ML_FN_has;
}

void ml_function_arity(uint32_t function, size_t *least, size_t *most) {
  *least = functions[function].least;
  *most = functions[function].most;
}
