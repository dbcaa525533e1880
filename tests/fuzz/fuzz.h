/* What the fuzz targets share: an input becomes documents, and what every document promises is checked. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "text/document.h"

/* The entry that libFuzzer and tests/fuzz/replay.c call. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_require(bool holds, const char *what) {
  if (holds)
    return;
  fprintf(stderr, "not so: %s\n", what);
  abort();
}

/* The source is UTF-8, and every folded position leads to one of its characters, in order. */
static inline void fuzz_check_document(const struct ml_document *document) {
  size_t at = 0, chars = 0, position = 0;
  for (; at < document->source.n; chars++) {
    if (position < document->n && document->char_at[position] == chars) {
      fuzz_require(document->byte_at[position] == at, "bytes and characters point to the same place");
      position++;
    }
    fuzz_require(ml_utf8_next(document->source, &at) != ML_UTF8_BAD, "the source is UTF-8");
  }
  fuzz_require(chars == document->source_chars, "the characters are counted");
  fuzz_require(position == document->n, "positions are ordered and inside the source");
}

/* Reads all documents out of a file. */
static inline void fuzz_read_file(const char *path) {
  ml_source *source = NULL;
  ml_document *document = NULL;
  fuzz_require(ml_source_open(&source, &path, 1, NULL, NULL) == ML_OK, "a file can be opened");
  while (ml_source_next(source, &document) == ML_OK && document != NULL) {
    fuzz_check_document(document);
    ml_document_free(document);
  }
  ml_source_free(source);
}

static char fuzz_folder[96];

static inline void fuzz_leave_folder(void) {
  char command[128];
  snprintf(command, sizeof command, "rm -r '%s'", fuzz_folder);
  fuzz_require(system(command) == 0, "the folder for temporary files can be removed");
}

/* Makes the folder for temporary files, unless it is there. */
static inline void fuzz_enter_folder(void) {
  if (*fuzz_folder != '\0')
    return;
  const char *folder = getenv("TMPDIR");
  snprintf(fuzz_folder, sizeof fuzz_folder, "%s/mailuo-fuzz-XXXXXX", folder == NULL ? "/tmp" : folder);
  fuzz_require(mkdtemp(fuzz_folder) != NULL, "there is a folder for temporary files");
  atexit(fuzz_leave_folder);
}

/* Reads the input as a file with a name that ends in `ending`. */
static inline void fuzz_read_bytes(const uint8_t *data, size_t size, const char *ending) {
  fuzz_enter_folder();
  char path[128];
  snprintf(path, sizeof path, "%s/input%s", fuzz_folder, ending);
  FILE *file = fopen(path, "wb");
  fuzz_require(file != NULL, "a temporary file can be written");
  fwrite(data, 1, size, file);
  fuzz_require(fclose(file) == 0, "a temporary file can be written");
  fuzz_read_file(path);
}

#endif
