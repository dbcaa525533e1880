/* Whatever a file can hold by its content: packed files in each other, web archives, texts. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read_bytes(data, size, "");
  return 0;
}
