#include "cmd/documents.h"

ml_source_options cmd_source_options(const cmd_arguments *arguments, size_t first) {
  return (ml_source_options){.include = arguments->lists[first],
                             .exclude = arguments->lists[first + 1],
                             .published = arguments->values[first + 2],
                             .repairs_off = arguments->lists[first + 3]};
}

static void show_progress(const cmd_documents *documents, const ml_source *source) {
  if (documents->quiet)
    return;
  uint64_t done = 0, all = 0;
  ml_source_progress(source, &done, &all);
  cmd_progress(documents->terminal, "%ju documents, %.1f of %.1f MB, %ju claims", (uintmax_t)documents->n_taken,
               (double)done / 1e6, (double)all / 1e6, (uintmax_t)documents->n_claims);
}

static void count(cmd_documents *documents, const ml_document *document, const ml_extraction *extraction) {
  documents->n_taken++;
  documents->n_claims += extraction == NULL ? 0 : ml_extraction_claims(extraction);
  for (size_t i = 0; i < CMD_MAX_REPAIRS; i++)
    documents->repairs[i] += ml_document_repairs(document, i);
}

static ml_status read_one(cmd_documents *documents, const ml_document *document) {
  ml_extraction *extraction = NULL;
  ml_status status = ML_OK;
  if (documents->rules != NULL)
    status = ml_extract(&extraction, documents->rules, document, &documents->terminal->reporter);
  if (status == ML_OK)
    status = documents->take(documents->user, document, extraction);
  if (status == ML_OK)
    count(documents, document, extraction);
  ml_extraction_free(extraction);
  if (status != ML_ERR_INPUT && status != ML_ERR_LIMIT)
    return status;
  documents->code = cmd_exit_worse(documents->code, cmd_exit_of(status));
  return ML_OK;
}

ml_status cmd_documents_read(cmd_documents *documents, const char *const *paths, size_t n_paths) {
  ml_source *source = NULL;
  ml_document *document = NULL;
  ml_status status = ml_source_open(&source, paths, n_paths, &documents->options, &documents->terminal->reporter);
  while (status == ML_OK && (status = ml_source_next(source, &document)) == ML_OK && document != NULL) {
    status = read_one(documents, document);
    ml_document_free(document);
    document = NULL;
    show_progress(documents, source);
  }
  if (source != NULL && ml_source_failures(source) > 0)
    documents->code = cmd_exit_worse(documents->code, CMD_EXIT_INPUT);
  documents->code = cmd_exit_worse(documents->code, cmd_exit_of(status));
  ml_source_free(source);
  cmd_progress_clear(documents->terminal);
  return status;
}

void cmd_documents_print_repairs(const cmd_documents *documents) {
  const char *before = "repaired: ";
  for (size_t i = 0; i < CMD_MAX_REPAIRS && ml_repair_name(i) != NULL; i++)
    if (documents->repairs[i] > 0) {
      printf("%s%s %ju", before, ml_repair_name(i), (uintmax_t)documents->repairs[i]);
      before = ", ";
    }
  if (*before == ',')
    putchar('\n');
}
