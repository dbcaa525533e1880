/* Runs a command and says what it took: bench_run REPORT COMMAND [ARGUMENT]... writes seconds of the clock, seconds of
 * the processors and megabytes of memory to the file REPORT. A program that is started from Python is charged with
 * Python's own memory until it needs more, hence this one between them. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds_of(struct timeval time) {
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* What this process has used until it forked counts for the child as well, and it is little. */
static int report(const char *path, double seconds) {
  struct rusage used;
  FILE *to = fopen(path, "w");
  if (to == NULL || getrusage(RUSAGE_CHILDREN, &used) != 0)
    return 1;
  fprintf(to, "%.6f %.6f %.3f\n", seconds, seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
          (double)used.ru_maxrss / 1024);
  return fclose(to) != 0;
}

int main(int argc, char **argv) {
  int status;
  if (argc < 3)
    return 2;
  double start = seconds_now();
  pid_t child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  if (child < 0 || waitpid(child, &status, 0) != child)
    return 1;
  double seconds = seconds_now() - start;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  return report(argv[1], seconds);
}
