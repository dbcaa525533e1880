/* Mailuo (脉络): a rule-driven builder of knowledge graphs from Chinese text. The one public header of libmailuo.
 *
 * A build in five steps: load rules, open sources, extract each document, add it to a store, export the store.
 *
 *   ml_rules_load      rule files and lexicons   -> ml_rules    (immutable, may be shared by threads)
 *   ml_source_open     paths                     -> ml_source   (yields one ml_document after another)
 *   ml_extract         ml_rules x ml_document    -> ml_extraction (mentions and claims)
 *   ml_store_*         extractions               -> graph.db
 *   ml_export          graph.db                  -> a file in another format
 *
 * The library never prints, never exits and keeps no global state. Every function that can fail returns ml_status and
 * tells the details to an ml_reporter. Strings are UTF-8 and NUL-terminated. What a function hands out through
 * `**out` belongs to the caller and is given back with the matching _free, for which NULL is fine. */
#ifndef MAILUO_H
#define MAILUO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ML_API __attribute__((visibility("default")))

typedef enum ml_status {
  ML_OK = 0,
  ML_ERR_ARGUMENT, /* a call or a command line that makes no sense */
  ML_ERR_INPUT,    /* an input that could not be read or understood; the rest of the work goes on */
  ML_ERR_RULES,    /* rule files that do not compile, or whose examples fail */
  ML_ERR_STORE,    /* a store that could not be read or written */
  ML_ERR_IO,       /* an output that could not be written */
  ML_ERR_LIMIT,    /* a named limit was reached */
  ML_ERR_NOMEM     /* the machine has no memory left */
} ml_status;

/* What a status means, in words; never NULL, never ends in a newline. */
ML_API const char *ml_status_text(ml_status status);

/* The version of the library, as in "0.1.0". */
ML_API const char *ml_version(void);

typedef enum ml_severity { ML_NOTE, ML_WARNING, ML_ERROR } ml_severity;

/* One thing worth telling. Valid only during the call of the reporter. */
typedef struct ml_diagnostic {
  ml_severity severity;
  const char *file;        /* NULL: no file is to blame */
  size_t line;             /* from 1; 0: unknown */
  size_t column;           /* in characters, from 1; 0: unknown */
  size_t length;           /* characters to underline from column on; 0: none */
  const char *message;     /* one line */
  const char *source_line; /* the text of the line, or NULL */
  const char *hint;        /* what to do about it, lines separated by \n, or NULL */
} ml_diagnostic;

/* Receives diagnostics. A NULL function drops them. */
typedef struct ml_reporter {
  void (*report)(void *user, const ml_diagnostic *diagnostic);
  void *user;
} ml_reporter;

/* Writes a diagnostic the way compilers do: file:line:column, message, the line, a caret under the place (aligned for
 * double-width characters), the hint. `colour` adds ANSI colours. */
ML_API void ml_diagnostic_print(const ml_diagnostic *diagnostic, FILE *to, bool colour);

/* ---- rules ---------------------------------------------------------------------------------------------------- */

typedef struct ml_rules ml_rules;

/* Reads and compiles the package in folder `path` (its *.rules files and the lexicons they name), with those that it
 * uses. ML_ERR_RULES after reporting every error found, or that the folder cannot be read. */
ML_API ml_status ml_rules_load(ml_rules **out, const char *path, const ml_reporter *reporter);

typedef struct ml_rules_options {
  const char *const
      *paths;     /* folders of packages, or one file of ml_rules_save; each may change what those before it declare */
  size_t n_paths; /* at least one */
  const char *const *search; /* folders of packages that `use NAME` may mean, besides those in and beside the package */
  size_t n_search;
  const char *pattern; /* a pattern that is no rule yet, for ml_try; NULL: none */
  const char *cache;   /* a folder that keeps what long lexicons compile to, and finds it again as long as no text that
                          it is made from has changed; made when it is missing. NULL: none */
} ml_rules_options;

/* The same with more to say. Names in the pattern are those of the packages; what is wrong with it is reported as of a
 * file `pattern`. */
ML_API ml_status ml_rules_load_with(ml_rules **out, const ml_rules_options *options, const ml_reporter *reporter);
ML_API void ml_rules_free(ml_rules *rules);

/* Writes rules to one file, which ml_rules_load takes in the place of the folders and opens in milliseconds, however
 * many names there are. It holds all that was read, for messages still name files and lines, and is of no use to
 * another version of this program. ML_ERR_IO, reported, when it cannot be written. */
ML_API ml_status ml_rules_save(const ml_rules *rules, const char *path, const ml_reporter *reporter);

typedef struct ml_rules_report {
  size_t relations, rules, names; /* what was compiled; names are lexicon entries with their aliases */
  size_t examples, failed;        /* must and never lines that were run, and those that failed */
  size_t wishes, fulfilled;       /* wish lines that were run, and those that hold already */
} ml_rules_report;

/* Runs the examples that stand in the rules; each failure is reported at its place, and so is, as a warning, a rule
 * that finds nothing in any of its own examples because others do. ML_ERR_RULES when one fails. Examples of packages
 * that were only used are run too, but what fails there is a warning. A wish never fails; one that is fulfilled is
 * reported as a note. *counts is always filled. */
ML_API ml_status ml_rules_check(const ml_rules *rules, ml_rules_report *counts, const ml_reporter *reporter);

/* Warns of what compiles and is hardly what was meant: names that nothing uses, types that nothing makes, gaps without
 * bounds. */
ML_API ml_status ml_rules_lint(const ml_rules *rules, const ml_reporter *reporter);

/* ---- documents ------------------------------------------------------------------------------------------------ */

typedef struct ml_document ml_document;
typedef struct ml_source ml_source;

/* What is taken of a text at most; 0: the default, which for the first two is also the most. What is beyond is left out
 * and counted. */
typedef struct ml_limits {
  size_t document_bytes; /* a longer document is refused; 256 MiB */
  size_t sentence_chars; /* a longer sentence is cut in pieces; 2,000 */
  size_t mentions;       /* in a sentence; 1,000 */
  size_t claims;         /* in a document; 1,000,000 */
} ml_limits;

/* What is read, and how. A zeroed one reads everything. The strings are copied. */
typedef struct ml_source_options {
  /* Patterns as in fnmatch(3), NULL behind the last; a NULL list has none. One without a slash is held against the
   * names of files, one with a slash against the whole path below the folder or in the archive. Of what folders and
   * archives hold, only files that match an `include` are read, if there is one, and none that matches an `exclude`,
   * which goes for folders with all in them, too. Paths that were given themselves are always read. */
  const char *const *include, *const *exclude;
  bool complete;    /* a folder that adds no file is an input that failed, not one to warn of */
  const char *skip; /* a folder that is left out where it lies in another, as the one that the graph is written to */
  const char *published;          /* the date of documents that do not tell theirs: "2018", "2018-09", "2018-09-30" */
  const char *const *repairs_off; /* the names of repairs that are not made, NULL behind the last */
  ml_limits limits;
} ml_source_options;

/* Opens files, folders (recursively), and standard input for "-". What a file holds is seen by its content: text in any
 * common charset, HTML, JSON Lines (also by the names *.jsonl and *.ndjson), arrays of JSON, WARC and WET; and tar,
 * zip, gzip, xz, zstd and bzip2 around any of them. Documents come sorted by their id's place of origin, whatever the
 * order of `paths`; those of an archive in its order. A path that does not exist is reported here and skipped.
 * `options` may be NULL; ML_ERR_ARGUMENT, reported, when they name a date or a repair that is none. */
ML_API ml_status ml_source_open(ml_source **out, const char *const *paths, size_t n_paths,
                                const ml_source_options *options, const ml_reporter *reporter);

/* The next document, or NULL at the end. Inputs that cannot be read are reported, counted and skipped. */
ML_API ml_status ml_source_next(ml_source *source, ml_document **out);

/* How many inputs failed so far, and how far the reading is (bytes done, bytes in all as far as known). */
ML_API size_t ml_source_failures(const ml_source *source);
ML_API void ml_source_progress(const ml_source *source, uint64_t *done, uint64_t *all);
ML_API void ml_source_free(ml_source *source);

/* A document from memory; `id` and `text` are copied. Invalid UTF-8 is replaced by U+FFFD and reported. */
ML_API ml_status ml_document_new(ml_document **out, const char *id, const char *text, size_t n_bytes,
                                 const ml_reporter *reporter);
ML_API const char *ml_document_id(const ml_document *document);

/* The line of the file that the whole text stands in, as an object of JSON Lines does, from 1; 0: the file is the text.
 */
ML_API size_t ml_document_line(const ml_document *document);
ML_API void ml_document_free(ml_document *document);

/* The repairs that are made in texts: a name and what is set right; NULL behind the last. */
ML_API const char *ml_repair_name(size_t index);
ML_API const char *ml_repair_text(size_t index);

/* How many sentences were cut in pieces. */
ML_API size_t ml_document_cut(const ml_document *document);

/* How often the repair was made in the document. */
ML_API uint64_t ml_document_repairs(const ml_document *document, size_t index);

/* ---- extraction ----------------------------------------------------------------------------------------------- */

typedef struct ml_extraction ml_extraction;

/* Finds the mentions and claims of one document. The extraction refers to `rules` and `document`: free it first. */
ML_API ml_status ml_extract(ml_extraction **out, const ml_rules *rules, const ml_document *document,
                            const ml_reporter *reporter);
ML_API size_t ml_extraction_claims(const ml_extraction *extraction);

/* How many mentions and claims were left out because there were more than the limits allow. */
ML_API void ml_extraction_cut(const ml_extraction *extraction, size_t *mentions, size_t *claims);

/* Appends the claims to `to`, one JSON object a line (docs/formats.md). ML_ERR_IO when a write fails. */
ML_API ml_status ml_extraction_write(const ml_extraction *extraction, FILE *to);

/* Appends all that was found, mentions and claims, as one line: a sheet, from which a store can be made without the
 * document (docs/formats.md). ML_ERR_IO when a write fails. */
ML_API ml_status ml_extraction_write_sheet(const ml_extraction *extraction, FILE *to);
ML_API void ml_extraction_free(ml_extraction *extraction);

/* ---- for those who write rules --------------------------------------------------------------------------------- */

typedef struct ml_explain_options {
  size_t line;      /* only sentences that begin in this line of the text, from 1; 0: all */
  const char *rule; /* explain what became of this rule; NULL: of all that matched */
  bool json;        /* one JSON object a line for each sentence (docs/formats.md), else text for people */
} ml_explain_options;

/* Writes to `to` how the sentences of a document came to their mentions and claims: what was chosen and what lost to
 * it, which rules claimed what and where each role comes from, why claims were dropped, and with `rule` how near its
 * patterns came to a match. ML_ERR_ARGUMENT, reported, when no rule has this name; ML_ERR_IO when a write fails. */
ML_API ml_status ml_explain(const ml_rules *rules, const ml_document *document, const ml_explain_options *options,
                            FILE *to, const ml_reporter *reporter);

/* Writes each match of the pattern that the rules were loaded with in a document with the text around it, one on a
 * line, and adds their number to *matches. The pattern sees what rules see that claim: chosen mentions and characters.
 * ML_ERR_ARGUMENT when the rules were loaded without a pattern; ML_ERR_IO when a write fails. */
ML_API ml_status ml_try(const ml_rules *rules, const ml_document *document, FILE *to, uint64_t *matches,
                        const ml_reporter *reporter);

typedef struct ml_difference {
  uint64_t gained, lost, kept; /* facts; one that a document states several times counts once */
} ml_difference;

/* Writes what a document states under one rule set and not under the other, a line for each fact that begins with -
 * (only `before` finds it) or + (only `after` does), and adds to *counts. ML_ERR_IO when a write fails. */
ML_API ml_status ml_diff(const ml_rules *before, const ml_rules *after, const ml_document *document, FILE *to,
                         ml_difference *counts, const ml_reporter *reporter);

/* What each rule of a rule set costs and brings, counted over documents. */
typedef struct ml_profile ml_profile;

/* The profile refers to `rules`: free it first. */
ML_API ml_status ml_profile_new(ml_profile **out, const ml_rules *rules);

/* Extracts a document and counts what the rules do. */
ML_API ml_status ml_profile_add(ml_profile *profile, const ml_document *document, const ml_reporter *reporter);

/* Writes a table with a line for each pattern of each rule, those with the most steps first. ML_ERR_IO when a write
 * fails. */
ML_API ml_status ml_profile_write(const ml_profile *profile, FILE *to);
ML_API void ml_profile_free(ml_profile *profile);

/* ---- weights --------------------------------------------------------------------------------------------------- */

typedef struct ml_fit_options {
  const char *const *paths; /* texts whose mentions are labelled: .txt, .bmes, or CLUENER's .jsonl */
  size_t n_paths;
  const char *types; /* those to learn weights for, as in "Person,Role"; NULL: all that are labelled */
  size_t keep;       /* how many weights at most */
} ml_fit_options;

/* Learns weights of features from texts whose mentions are known, and writes those that matter most to `weights`
 * (docs/rules.md). First a fifth of the texts is held back, and how well the mentions of both parts are then found goes
 * to `summary` as a table; what is written is learned from all. Weights that `rules` have already are left aside. The
 * same files give the same bytes.
 * ML_ERR_INPUT when a file cannot be read, ML_ERR_ARGUMENT when no text labels a type, ML_ERR_IO when `weights` cannot
 * be written. */
ML_API ml_status ml_fit(const ml_rules *rules, const ml_fit_options *options, FILE *weights, FILE *summary,
                        const ml_reporter *reporter);

/* ---- the store ------------------------------------------------------------------------------------------------ */

typedef struct ml_store ml_store;

typedef struct ml_store_counts {
  uint64_t documents, mentions, entities, facts, evidence, triples;
} ml_store_counts;

/* Makes a store that appears as `path` when ml_store_finish succeeds; until then it grows beside it, and a store that
 * is there already stays as it is and can be read. What that one, or a build of it that was killed, has of documents
 * that have not changed since need not be extracted again. ML_ERR_STORE, reported, when another build of it runs. */
ML_API ml_status ml_store_create(ml_store **out, const char *path, const ml_rules *rules, const ml_reporter *reporter);

/* Opens an existing store for reading. */
ML_API ml_status ml_store_open(ml_store **out, const char *path, const ml_reporter *reporter);

/* Expects a document, before it is extracted. *known: it is there already, extracted by the same rules and the same
 * program from the same text, and need not be added. ML_ERR_INPUT, reported, when one of this id was expected before.
 * Documents may be expected and added in any order and from any thread; the first one of an id is taken. */
ML_API ml_status ml_store_expect(ml_store *store, const ml_document *document, bool *known,
                                 const ml_reporter *reporter);

/* Adds a document with what was extracted from it, whether or not it was expected. ML_ERR_INPUT, reported, when one of
 * this id was added before. */
ML_API ml_status ml_store_add(ml_store *store, const ml_document *document, const ml_extraction *extraction,
                              const ml_reporter *reporter);

/* Adds all sheets of a file, "-" for standard input, and their number to *n. Lines that are none are reported and left
 * out (ML_ERR_INPUT), and so is one of two that differ and have one document, the same one in whatever order they come.
 */
ML_API ml_status ml_store_add_sheets(ml_store *store, const char *path, uint64_t *n, const ml_reporter *reporter);

/* Adds all documents of another store in the same way. */
ML_API ml_status ml_store_add_store(ml_store *store, const char *path, uint64_t *n, const ml_reporter *reporter);

/* Reads a file that says which names stand for one thing and which never do (docs/formats.md); to be called before
 * ml_store_finish, for each file. ML_ERR_INPUT, reported, when it cannot be read or makes no sense. */
ML_API ml_status ml_store_merges(ml_store *store, const char *path);

typedef struct ml_store_changes {
  uint64_t unchanged; /* documents that were there already */
  uint64_t kept;      /* of the store that was there before, not given now */
  uint64_t withdrawn; /* likewise, left out with `prune` */
  bool same;          /* the store that was there is what would be made now; its file was not written again */
} ml_store_changes;

/* Joins, indexes and publishes a store made with ml_store_create, which then can be read. Documents of the store that
 * was there before, and were not given now, stay; with `prune` they are withdrawn. What is written depends on the
 * documents alone, not on their order or history; a store that is the same already keeps its file. `changes` may be
 * NULL. ML_ERR_STORE, reported, when a file cannot be read or written; the store that was there then stays. */
ML_API ml_status ml_store_finish(ml_store *store, bool prune, ml_store_changes *changes);
ML_API ml_status ml_store_count(ml_store *store, ml_store_counts *counts);
ML_API void ml_store_free(ml_store *store);

typedef enum ml_query_format { ML_QUERY_TABLE, ML_QUERY_CSV, ML_QUERY_JSON, ML_QUERY_MARKDOWN } ml_query_format;

/* Runs one read-only SQL statement and writes its rows to `to`. */
ML_API ml_status ml_store_query(ml_store *store, const char *sql, ml_query_format format, FILE *to);

/* A question that has a name. */
typedef struct ml_question {
  const char *name, *argument; /* what it asks about; NULL: it takes no argument */
  const char *summary;
} ml_question;

/* The questions in order; NULL behind the last. */
ML_API const ml_question *ml_question_at(size_t index);

/* Answers a question like ml_store_query; `argument` is NULL if it takes none. A name that nothing bears is a warning.
 */
ML_API ml_status ml_store_ask(ml_store *store, const char *name, const char *argument, ml_query_format format,
                              FILE *to);

/* ---- how good a store is ------------------------------------------------------------------------------------------
 */

typedef struct ml_eval_options {
  bool errors; /* text: list each fact that is wrong or missed; JSON always has them */
  bool json;   /* one object (docs/formats.md), else tables for people */
} ml_eval_options;

/* Holds one store, or two, against the known facts in the folder `gold` (docs/formats.md), and writes precision, recall
 * and F1 of each relation and rule to `to`; of two stores, what the second gains and loses. `names` says what to call
 * them. A document is meant by a file when its id has the file's DOCUMENT in it. ML_ERR_INPUT, reported, when a file
 * makes no sense, ML_ERR_ARGUMENT for no store or more than two, ML_ERR_IO when a write fails. */
ML_API ml_status ml_eval(const char *gold, ml_store *const *stores, const char *const *names, size_t n_stores,
                         const ml_eval_options *options, FILE *to, const ml_reporter *reporter);

/* ---- export --------------------------------------------------------------------------------------------------- */

/* The formats' names ("ttl", "graphml", ...) and usual file suffixes, in order; NULL behind the last. */
ML_API const char *ml_format_name(size_t index);
ML_API const char *ml_format_suffix(size_t index);

/* What is exported, and how. A zeroed one means everything, as it is. */
typedef struct ml_export_options {
  const char *base;      /* what the IRIs of things begin with; NULL: https://example.org/mailuo/ */
  const char *relations; /* only facts of these, with commas between; NULL: of all */
  const char *since;     /* only facts of this time or later (2019, 2019-05 or 2019-05-20); NULL: of any */
  const char *entity;    /* only facts about what bears this name, id or lexicon id; NULL: about all */
  double min_confidence; /* only facts of at least this confidence, 0..1 */
  bool shortcuts;        /* RDF: also direct statements between two things, such as org:memberOf */
  bool verify;           /* RDF: read again with raptor2 before it gets its name */
} ml_export_options;

/* Writes the store as `format` to the file (for csv: the folder) `path`: beside it first, then synced and renamed, so
 * that nothing half done ever stands under the final name. A path that is no regular file, such as a pipe, is written
 * directly. NULL options mean everything. */
ML_API ml_status ml_export(ml_store *store, const char *format, const char *path, const ml_export_options *options,
                           const ml_reporter *reporter);

/* The same to a stream, for formats that are a file. Nothing is verified, and `sqlite` goes only as a whole.
 * ML_ERR_IO without a report when a write fails. */
ML_API ml_status ml_export_stream(ml_store *store, const char *format, FILE *to, const ml_export_options *options,
                                  const ml_reporter *reporter);

#ifdef __cplusplus
}
#endif

#endif
