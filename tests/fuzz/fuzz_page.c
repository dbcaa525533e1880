/* HTML pages, from bytes in any charset to a document. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read_bytes(data, size, ".html");
  return 0;
}
