#include "cmd/rules.h"

#include <limits.h>
#include <stdlib.h>
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

/* Where compiled names are kept: the folder that MAILUO_CACHE names (empty: none), else the one that is meant for such
 * things (XDG Base Directory Specification). NULL: nowhere. */
static const char *cache_folder(char path[static PATH_MAX]) {
  const char *own = getenv("MAILUO_CACHE"), *shared = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  if (own != NULL)
    return *own == '\0' ? NULL : own;
  int n = -1;
  if (shared != NULL && *shared == '/')
    n = snprintf(path, PATH_MAX, "%s/mailuo", shared);
  else if (home != NULL && *home == '/')
    n = snprintf(path, PATH_MAX, "%s/.cache/mailuo", home);
  return n < 0 || n >= PATH_MAX ? NULL : path;
}

static cmd_exit load(ml_rules **out, const char *const *paths, const char *pattern, const char *cache,
                     cmd_terminal *terminal) {
  char installed[PATH_MAX];
  const char *search[2];
  ml_rules_options options = {.paths = paths, .search = search, .pattern = pattern, .cache = cache};
  *out = NULL;
  if (access("rules" MAIN_FILE, F_OK) == 0)
    search[options.n_search++] = "rules";
  if (installed_rules(installed))
    search[options.n_search++] = installed;
  while (paths[options.n_paths] != NULL)
    options.n_paths++;
  if (options.n_paths == 0 && options.n_search == 0) {
    cmd_error(terminal, NULL, "name the folder of a package.rules with --rules DIR",
              "no rules in ./rules, and none installed beside this program");
    return CMD_EXIT_RULES;
  }
  if (options.n_paths == 0) {
    options.paths = search;
    options.n_paths = 1;
  }
  return cmd_exit_of(ml_rules_load_with(out, &options, &terminal->reporter));
}

cmd_exit cmd_rules_load(ml_rules **out, const char *const *paths, const char *pattern, cmd_terminal *terminal) {
  char cache[PATH_MAX];
  return load(out, paths, pattern, cache_folder(cache), terminal);
}

cmd_exit cmd_rules_compile(ml_rules **out, const char *const *paths, cmd_terminal *terminal) {
  return load(out, paths, NULL, NULL, terminal);
}
