/* How fast texts become documents, without any rule. Reads its paths as the program does and prints the bytes read, the
 * documents, the seconds of the processor (which others on the machine disturb least) and the peak of memory in kB. */
#include <malloc.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "mailuo.h"

int main(int argc, char **argv) {
  ml_source *source = NULL;
  ml_document *document = NULL;
  uint64_t documents = 0, done = 0, all = 0;
  struct timespec begin, end;
  struct rusage usage;
  mallopt(M_MMAP_THRESHOLD, 16 << 20); /* as the program does */
  mallopt(M_TRIM_THRESHOLD, 32 << 20);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
  ml_status status = ml_source_open(&source, (const char *const *)argv + 1, (size_t)argc - 1, NULL, NULL);
  while (status == ML_OK && (status = ml_source_next(source, &document)) == ML_OK && document != NULL) {
    documents++;
    ml_document_free(document);
  }
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
  if (source != NULL)
    ml_source_progress(source, &done, &all);
  ml_source_free(source);
  getrusage(RUSAGE_SELF, &usage);
  double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
  printf("%ju %ju %.6f %ld\n", (uintmax_t)done, (uintmax_t)documents, seconds, usage.ru_maxrss);
  return status == ML_OK ? 0 : 1;
}
