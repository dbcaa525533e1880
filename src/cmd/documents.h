/* The way from the paths of a command line to documents, as all commands that read texts share it. */
#ifndef ML_CMD_DOCUMENTS_H
#define ML_CMD_DOCUMENTS_H

#include "cmd/options.h"

/* The lines about INPUT in a --help. */
#define CMD_INPUT_TEXT                                                                  \
  "INPUT is a text, an HTML page, JSON (objects with \"id\" and \"text\" or \"html\", " \
  "one a line or in an array), a web archive (WARC, WET), a folder, a tar or zip "      \
  "archive of them, any of them compressed (gzip, xz, zstd, bzip2), or - for "          \
  "standard input. What a file holds is seen by its content.\n"

/* The entries for a table of options, in this order. */
#define CMD_SOURCE_OPTIONS                                                                                         \
  {.name = "include",                                                                                              \
   .value = "PATTERN",                                                                                             \
   .many = true,                                                                                                   \
   .text = "of folders and archives, reads only files that match PATTERN "                                         \
           "(* and ? as in the shell; may be given several times)"},                                               \
      {.name = "exclude",                                                                                          \
       .value = "PATTERN",                                                                                         \
       .many = true,                                                                                               \
       .text = "leaves out files and folders in them that match PATTERN (may be given several times)"},            \
      {.name = "date", .value = "DATE", .text = "when texts that do not tell were published, as in 2018-09-30"}, { \
    .name = "no-repair", .value = "NAME", .many = true,                                                            \
    .text = "leaves one kind of damage in texts as it is: glosses, remains, "                                      \
            "invisible, private, blanks, spaces or breaks"                                                         \
  }

/* The entry for a table of options, for cmd_threads. */
#define CMD_JOBS                                                                                    \
  {                                                                                                 \
    .letter = 'j', .name = "jobs", .value = "N",                                                    \
    .text = "works on so many documents at a time (default: as many as the machine has processors)" \
  }

/* What a document costs time for. */
typedef enum cmd_work { CMD_READING, CMD_EXTRACTING, CMD_TAKING, CMD_WORKS } cmd_work;

/* The entries for cmd_limits, in this order. */
#define CMD_LIMITS                                                                                                   \
  {.name = "max-document", .value = "MIB", .text = "leaves out longer documents (default and most: 256)"},           \
      {.name = "max-sentence", .value = "N", .text = "cuts sentences of more characters (default and most: 2000)"},  \
      {.name = "max-mentions", .value = "N", .text = "leaves out further mentions of a sentence (default: 1000)"}, { \
    .name = "max-claims", .value = "N", .text = "leaves out further claims of a document (default: 1000000)"         \
  }

enum { CMD_MAX_REPAIRS = 16, CMD_MAX_THREADS = 256 };

typedef struct cmd_documents {
  const ml_rules *rules; /* NULL: `take` wants no extraction, and gets NULL for it */
  size_t n_threads;      /* 0: one */
  cmd_terminal *terminal;
  ml_source_options options;
  bool quiet; /* no line of progress */
  /* Whether a document is known, so that it need not be extracted and taken; asked in order, one at a time. NULL: none
   * is. */
  ml_status (*known)(void *user, const ml_document *document, bool *known, const ml_reporter *reporter);
  /* Takes a document, in any of the threads. What it writes to `out` reaches standard output, and what it reports the
   * terminal, in the order of the documents. */
  ml_status (*take)(void *user, const ml_document *document, const ml_extraction *extraction, FILE *out,
                    const ml_reporter *reporter);
  void *user;
  uint64_t n_cut[3];                      /* sentences, mentions, claims that the limits cut */
  uint64_t n_taken, n_claims, n_left_out; /* counted here; left out: inputs and documents, each with a report */
  double seconds[CMD_WORKS];              /* of the processors */
  double begun;                           /* by cmd_seconds */
  uint64_t repairs[CMD_MAX_REPAIRS];
  cmd_exit code; /* the worst that happened */
} cmd_documents;

/* What CMD_SOURCE_OPTIONS say, the first of which has the index `first` in the table. */
ml_source_options cmd_source_options(const cmd_arguments *arguments, size_t first);

/* The number of threads that an option asks for (NULL: as many as there are processors); false after reporting that it
 * is no number. */
bool cmd_threads(const char *text, size_t *n, cmd_terminal *terminal);

/* What CMD_LIMITS say, the first of which has the index `first`; false after reporting that one is no number. */
bool cmd_limits(const cmd_arguments *arguments, size_t first, ml_limits *out, cmd_terminal *terminal);

/* Hands each document below `paths` to `take`. A document that is refused (ML_ERR_INPUT, ML_ERR_LIMIT) is left out and
 * makes documents->code worse; any other error does, too, ends the reading and is returned. Reports them all, except
 * what `take` returns, and that standard output cannot be written (ML_ERR_IO). */
ml_status cmd_documents_read(cmd_documents *documents, const char *const *paths, size_t n_paths);

/* Prints a line about inputs and documents that were left out, and one about what the limits cut, if anything was. */
void cmd_documents_print_left_out(const cmd_documents *documents);

/* Prints one line about the repairs that were made, if any. */
void cmd_documents_print_repairs(const cmd_documents *documents);

#endif
