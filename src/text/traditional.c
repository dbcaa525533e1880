#include "text/traditional.h"

#include <stdbool.h>

uint32_t ml_simplified(uint32_t code) {
  if (code >= ML_HAN_FIRST && code <= ML_HAN_LAST && ml_fold_han[code - ML_HAN_FIRST] != 0)
    return ml_fold_han[code - ML_HAN_FIRST];
  size_t low = 0, high = ml_fold_rare_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (ml_fold_rare[middle].from < code)
      low = middle + 1;
    else
      high = middle;
  }
  return low < ml_fold_rare_count && ml_fold_rare[low].from == code ? ml_fold_rare[low].to : code;
}

/* Characters that both scripts have. `only` says what the neighbours (in Simplified form) mean: convert there only, or
 * everywhere but there. */
static const struct {
  uint32_t from, to;
  bool only;
  const uint32_t *before, *after;
} shared[] = {
    {U'乾', U'干', false, U"康", U"隆坤"},  {U'著', U'着', false, U"显原名专论巨编遗土昭卓", U"名作者述称"},
    {U'瞭', U'了', true, U"明", U"解然如"}, {U'藉', U'借', true, U"凭", U"由此助以口机著着故"},
    {U'覆', U'复', true, U"回答反", U""},   {U'於', U'于', false, U"", U""},
    {U'徵', U'征', false, U"", U""},        {U'夥', U'伙', false, U"", U""},
    {U'剋', U'克', false, U"", U""},        {U'麽', U'么', false, U"", U""},
    {U'彷', U'仿', true, U"", U"佛"},
};

static bool holds(const uint32_t *set, uint32_t code) {
  while (*set != 0 && *set != code)
    set++;
  return *set != 0;
}

static uint32_t convert(uint32_t before, uint32_t code, uint32_t after) {
  for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
    if (shared[i].from == code)
      return (holds(shared[i].before, before) || holds(shared[i].after, after)) == shared[i].only ? shared[i].to : code;
  return code;
}

void ml_simplify_shared(uint32_t *codes, size_t n) {
  uint64_t low_bits = 0; /* those that occur in the table: most characters need no look into it */
  for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
    low_bits |= UINT64_C(1) << (shared[i].from & 63);
  for (size_t i = 0; i < n; i++)
    if ((low_bits >> (codes[i] & 63) & 1) != 0)
      codes[i] = convert(i > 0 ? codes[i - 1] : 0, codes[i], i + 1 < n ? codes[i + 1] : 0);
}
