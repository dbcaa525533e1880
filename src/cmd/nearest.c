#include "cmd/nearest.h"

#include <string.h>

enum { LONGEST = 31, FAR = 3 };

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

/* Optimal string alignment: the rows for the last two bytes of `a` are kept, so that swapped neighbours count once. */
static size_t distance(const char *a, const char *b) {
  size_t rows[3][LONGEST + 1] = {0}, n_a = strlen(a), n_b = strlen(b);
  for (size_t j = 0; j <= n_b; j++)
    rows[0][j] = j;
  for (size_t i = 1; i <= n_a; i++) {
    size_t *row = rows[i % 3];
    const size_t *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= n_b; j++) {
      row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = least(row[j], two_above[j - 2] + 1);
    }
  }
  return rows[n_a % 3][n_b];
}

void cmd_nearest_try(cmd_nearest *nearest, const char *name) {
  if (strlen(nearest->word) > LONGEST || strlen(name) > LONGEST)
    return;
  size_t found = distance(nearest->word, name);
  size_t limit = nearest->name == NULL ? least(FAR, strlen(name) / 2 + 1) : nearest->distance;
  if (found < limit) {
    nearest->name = name;
    nearest->distance = found;
  }
}
