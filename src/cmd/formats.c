#include "cmd/formats.h"

#include <string.h>

static bool is_name(const char *item, size_t n, const char *name) {
  return strlen(name) == n && memcmp(item, name, n) == 0;
}

bool cmd_formats_check(const char *list, cmd_terminal *terminal) {
  for (const char *item = list;;) {
    size_t n = strcspn(item, ","), format = 0;
    while (ml_format_name(format) != NULL && !is_name(item, n, ml_format_name(format)))
      format++;
    if (ml_format_name(format) == NULL) {
      cmd_error(terminal, NULL, "'mailuo export --help' lists the formats", "unknown format '%.*s'",
                n > 100 ? 100 : (int)n, item);
      return false;
    }
    if (item[n] == '\0')
      return true;
    item += n + 1;
  }
}

bool cmd_formats_have(const char *list, size_t format) {
  for (const char *item = list; item != NULL;) {
    size_t n = strcspn(item, ",");
    if (is_name(item, n, ml_format_name(format)))
      return true;
    item = item[n] == ',' ? item + n + 1 : NULL;
  }
  return false;
}
