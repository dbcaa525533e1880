/* Runs a fuzz target once on each file of the folders given: libFuzzer's main for every build. */
#include <dirent.h>
#include <sys/stat.h>

#include "fuzz.h"

enum { LARGEST = 1 << 20 };

static void replay_file(const char *path) {
  static uint8_t data[LARGEST];
  FILE *file = fopen(path, "rb");
  fuzz_require(file != NULL, path);
  size_t size = fread(data, 1, sizeof data, file);
  fclose(file);
  uint8_t *exact = malloc(size == 0 ? 1 : size); /* a sanitizer sees what is read behind the end */
  fuzz_require(exact != NULL, "there is memory");
  memcpy(exact, data, size);
  LLVMFuzzerTestOneInput(exact, size);
  free(exact);
}

int main(int argc, char **argv) {
  size_t files = 0;
  for (int i = 1; i < argc; i++) {
    DIR *folder = opendir(argv[i]);
    fuzz_require(folder != NULL, argv[i]);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
      char path[1024];
      snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
      if (entry->d_name[0] == '.')
        continue;
      replay_file(path);
      files++;
    }
    closedir(folder);
  }
  fuzz_require(files > 0, "the corpus has files");
  return 0;
}
