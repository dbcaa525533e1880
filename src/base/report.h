/* Telling a reporter what went wrong. */
#ifndef ML_BASE_REPORT_H
#define ML_BASE_REPORT_H

#include "base/arena.h"
#include "mailuo.h"

/* Hands `diagnostic` on; a NULL reporter, or one without a function, drops it. */
void ml_report(const ml_reporter *reporter, const ml_diagnostic *diagnostic);

/* Reports a message about a file as a whole (or about nothing, file NULL) and returns `status`, so that
 * `return ml_fail(...)` reads well. Messages over 1,023 bytes are cut. */
ml_status ml_fail(const ml_reporter *reporter, ml_status status, const char *file, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same as a warning, without a status. `line` is 0 where there is none. */
void ml_warn(const ml_reporter *reporter, const char *file, size_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Straight-line propagation: leaves the function with the status of `call` unless that is ML_OK. */
#define ML_TRY(call)               \
  do {                             \
    ml_status try_status = (call); \
    if (try_status != ML_OK)       \
      return try_status;           \
  } while (0)

#endif
