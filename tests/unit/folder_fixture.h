/* A scratch folder that tests run in: setup and teardown of cmocka. */
#ifndef TESTS_FOLDER_FIXTURE_H
#define TESTS_FOLDER_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64];

static int enter_folder(void **state) {
  (void)state;
  snprintf(folder, sizeof folder, "/tmp/mailuo-test-XXXXXX");
  return mkdtemp(folder) == NULL || chdir(folder) != 0 ? -1 : 0;
}

static int leave_folder(void **state) {
  (void)state;
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return chdir("/") != 0 || system(command) != 0;
}

#endif
