#include "cmd/rules.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#define MAIN_FILE "/package.rules"
#define INSTALLED "/../share/mailuo/rules"

/* Replaces /usr/bin/mailuo, where this program stands, by /usr/bin/../share/mailuo/rules; false if there are none. */
static bool installed_rules(char path[static PATH_MAX]) {
  char file[PATH_MAX + sizeof MAIN_FILE];
  ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
  if (n <= 0)
    return false;
  path[n] = '\0';
  char *slash = strrchr(path, '/');
  if (slash == NULL || (size_t)(slash - path) + sizeof INSTALLED > PATH_MAX)
    return false;
  memcpy(slash, INSTALLED, sizeof INSTALLED);
  snprintf(file, sizeof file, "%s" MAIN_FILE, path);
  return access(file, F_OK) == 0;
}

cmd_exit cmd_rules_load(ml_rules **out, const char *folder, cmd_terminal *terminal) {
  return cmd_rules_load_with(out, folder, NULL, terminal);
}

cmd_exit cmd_rules_load_with(ml_rules **out, const char *folder, const char *pattern, cmd_terminal *terminal) {
  char installed[PATH_MAX];
  *out = NULL;
  if (folder == NULL && access("rules" MAIN_FILE, F_OK) == 0)
    folder = "rules";
  if (folder == NULL && installed_rules(installed))
    folder = installed;
  if (folder == NULL) {
    cmd_error(terminal, NULL, "name the folder of a package.rules with --rules DIR",
              "no rules in ./rules, and none installed beside this program");
    return CMD_EXIT_RULES;
  }
  return cmd_exit_of(ml_rules_load_with(out, folder, pattern, &terminal->reporter));
}
