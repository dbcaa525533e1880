#include "base/pieces.h"

void ml_pieces_number(ml_pieces *pieces, uint64_t number) {
  char digits[20], *end = digits + sizeof digits, *at = end;
  do
    *--at = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  ml_pieces_put(pieces, (ml_str){at, (size_t)(end - at)});
}
