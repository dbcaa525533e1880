/* Loaded before a program (LD_PRELOAD), makes one of its calls fail, or ends it there as kill -9 would.
 *   FAULT_IN    what is counted: malloc, read, write, sync, open or rename
 *   FAULT_AT    the number of the call at which it happens, from 1; 0 or none: never
 *   FAULT_KIND  "once": this call fails; "on": this one and all that follow; "kill": the program ends
 *   FAULT_FILE  where the number of calls is written when the program ends by itself */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *counted = "";
static long at;
static bool and_on, kills;
static atomic_long calls;

__attribute__((constructor)) static void begin(void) {
  const char *in = getenv("FAULT_IN"), *number = getenv("FAULT_AT"), *kind = getenv("FAULT_KIND");
  at = number == NULL ? 0 : strtol(number, NULL, 10);
  and_on = kind != NULL && strcmp(kind, "on") == 0;
  kills = kind != NULL && strcmp(kind, "kill") == 0;
  if (in != NULL)
    counted = in;
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("FAULT_FILE");
  FILE *to = path == NULL ? NULL : fopen(path, "w");
  if (to == NULL)
    return;
  fprintf(to, "%ld\n", atomic_load(&calls));
  fclose(to);
}

static bool fails(const char *call) {
  if (strcmp(counted, call) != 0)
    return false;
  long number = atomic_fetch_add(&calls, 1) + 1;
  bool now = at > 0 && (number == at || (and_on && number > at));
  if (now && kills)
    kill(getpid(), SIGKILL);
  return now;
}

#define REAL(name, result, ...)       \
  static result (*real)(__VA_ARGS__); \
  if (real == NULL)                   \
  real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

#define FAIL_WITH(call, code) \
  do {                        \
    if (fails(call)) {        \
      errno = code;           \
      return -1;              \
    }                         \
  } while (0)

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

static void *no_memory(void) {
  errno = ENOMEM;
  return NULL;
}

void *malloc(size_t n) {
  return fails("malloc") ? no_memory() : __libc_malloc(n);
}

void *calloc(size_t count, size_t n) {
  return fails("malloc") ? no_memory() : __libc_calloc(count, n);
}

void *realloc(void *old, size_t n) {
  return fails("malloc") ? no_memory() : __libc_realloc(old, n);
}

ssize_t read(int fd, void *to, size_t n) {
  REAL(read, ssize_t, int, void *, size_t);
  FAIL_WITH("read", EIO);
  return real(fd, to, n);
}

ssize_t pread64(int fd, void *to, size_t n, off64_t offset) {
  REAL(pread64, ssize_t, int, void *, size_t, off64_t);
  FAIL_WITH("read", EIO);
  return real(fd, to, n, offset);
}

ssize_t write(int fd, const void *from, size_t n) {
  REAL(write, ssize_t, int, const void *, size_t);
  FAIL_WITH("write", ENOSPC);
  return real(fd, from, n);
}

ssize_t pwrite64(int fd, const void *from, size_t n, off64_t offset) {
  REAL(pwrite64, ssize_t, int, const void *, size_t, off64_t);
  FAIL_WITH("write", ENOSPC);
  return real(fd, from, n, offset);
}

int fsync(int fd) {
  REAL(fsync, int, int);
  FAIL_WITH("sync", EIO);
  return real(fd);
}

int fdatasync(int fd) {
  REAL(fdatasync, int, int);
  FAIL_WITH("sync", EIO);
  return real(fd);
}

int open64(const char *path, int flags, ...) {
  REAL(open64, int, const char *, int, ...);
  va_list arguments;
  va_start(arguments, flags);
  int mode = va_arg(arguments, int);
  va_end(arguments);
  FAIL_WITH("open", EMFILE);
  return real(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  REAL(open, int, const char *, int, ...);
  va_list arguments;
  va_start(arguments, flags);
  int mode = va_arg(arguments, int);
  va_end(arguments);
  FAIL_WITH("open", EMFILE);
  return real(path, flags, mode);
}

int rename(const char *from, const char *to) {
  REAL(rename, int, const char *, const char *);
  FAIL_WITH("rename", EACCES);
  return real(from, to);
}
