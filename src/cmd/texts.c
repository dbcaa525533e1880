#include "cmd/texts.h"

cmd_exit cmd_texts_read(const char *const *paths, size_t n_paths, cmd_terminal *terminal,
                        ml_status (*take)(void *user, const ml_document *document), void *user) {
  ml_source *source = NULL;
  ml_document *document = NULL;
  cmd_exit code = CMD_EXIT_OK;
  ml_status status = ml_source_open(&source, paths, n_paths, NULL, &terminal->reporter);
  while (status == ML_OK && (status = ml_source_next(source, &document)) == ML_OK && document != NULL) {
    status = take(user, document);
    ml_document_free(document);
    document = NULL;
    code = cmd_exit_worse(code, cmd_exit_of(status));
    if (status == ML_ERR_INPUT || status == ML_ERR_LIMIT)
      status = ML_OK;
  }
  if (source != NULL && ml_source_failures(source) > 0)
    code = cmd_exit_worse(code, CMD_EXIT_INPUT);
  ml_source_free(source);
  return cmd_exit_worse(code, cmd_exit_of(status));
}
