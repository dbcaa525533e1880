/* Any text goes through the shipped rules: what is found stands in the text, and can be written and explained. */
#include "fuzz.h"

#include "extract/claim.h"

static ml_rules *rules;
static FILE *nowhere;

static void leave(void) {
  ml_rules_free(rules);
  fclose(nowhere);
}

static void enter(void) {
  nowhere = fopen("/dev/null", "w");
  fuzz_require(nowhere != NULL && ml_rules_load(&rules, "rules", NULL) == ML_OK, "the shipped rules can be loaded");
  atexit(leave);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ml_document *document = NULL;
  ml_extraction *extraction = NULL;
  if (rules == NULL)
    enter();
  fuzz_require(ml_document_new(&document, "text", (const char *)data, size, NULL) == ML_OK, "bytes are a document");
  fuzz_require(ml_extract(&extraction, rules, document, NULL) == ML_OK, "a document can be worked on");
  for (size_t i = 0; i < extraction->n_mentions; i++)
    fuzz_require(extraction->mentions[i].begin < extraction->mentions[i].end &&
                     extraction->mentions[i].end <= document->n,
                 "a mention stands in the text");
  for (size_t i = 0; i < extraction->n_claims; i++)
    fuzz_require(extraction->claims[i].begin < extraction->claims[i].end && extraction->claims[i].end <= document->n,
                 "a claim has its evidence in the text");
  fuzz_require(ml_extraction_write(extraction, nowhere) == ML_OK, "claims can be written");
  fuzz_require(ml_explain(rules, document, &(ml_explain_options){.json = size % 2 == 0}, nowhere, NULL) == ML_OK,
               "what was found can be explained");
  ml_extraction_free(extraction);
  ml_document_free(document);
  return 0;
}
