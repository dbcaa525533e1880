/* Any rules compile or are refused with a message; those that compile read a text, also when they come out of a file.
 * The input is a package.rules; behind a line %text the text, behind a line %names the lexicon names.tsv. */
#include "fuzz.h"

#include "extract/claim.h"

static const char standard_text[] =
    "远山科技董事长林知夏、总经理陈远舟介绍,云帆助手的月活跃用户在2018年达到300万人。该公司称“不会退出”。";

/* Cuts the input at a line; the part behind it, which is empty when there is no such line. */
static ml_str cut(ml_str *input, const char *line) {
  size_t n = strlen(line);
  for (size_t i = 0; i + n <= input->n; i++)
    if (memcmp(input->at + i, line, n) == 0) {
      ml_str behind = {input->at + i + n, input->n - i - n};
      input->n = i;
      return behind;
    }
  return (ml_str){input->at + input->n, 0};
}

static const char *write_part(const char *name, ml_str part) {
  static char path[128];
  fuzz_enter_folder();
  snprintf(path, sizeof path, "%s/%s", fuzz_folder, name);
  FILE *file = fopen(path, "wb");
  fuzz_require(file != NULL, "a temporary file can be written");
  fwrite(part.at, 1, part.n, file);
  fuzz_require(fclose(file) == 0, "a temporary file can be written");
  return path;
}

static void count(void *user, const ml_diagnostic *diagnostic) {
  fuzz_require(diagnostic->message != NULL && *diagnostic->message != '\0', "a diagnostic says something");
  if (diagnostic->severity == ML_ERROR)
    ++*(size_t *)user;
}

static size_t read_text(const ml_rules *rules, const ml_document *document) {
  ml_extraction *extraction = NULL;
  fuzz_require(ml_extract(&extraction, rules, document, NULL) == ML_OK, "rules that compile can be used");
  for (size_t i = 0; i < extraction->n_mentions; i++)
    fuzz_require(extraction->mentions[i].begin < extraction->mentions[i].end &&
                     extraction->mentions[i].end <= document->n,
                 "a mention stands in the text");
  size_t n = extraction->n_claims + extraction->n_mentions;
  ml_extraction_free(extraction);
  return n;
}

static void use(const ml_rules *rules, ml_str text) {
  ml_document *document = NULL;
  ml_rules *saved = NULL;
  ml_rules_report counts;
  char path[128];
  size_t errors = 0;
  fuzz_require(ml_document_new(&document, "text", text.at, text.n, NULL) == ML_OK, "a text becomes a document");
  size_t found = read_text(rules, document);
  ml_rules_lint(rules, &(ml_reporter){count, &errors});
  ml_rules_check(rules, &counts, &(ml_reporter){count, &errors});
  snprintf(path, sizeof path, "%s/saved", fuzz_folder);
  fuzz_require(ml_rules_save(rules, path, NULL) == ML_OK && ml_rules_load(&saved, path, NULL) == ML_OK,
               "rules can be saved and loaded");
  fuzz_require(read_text(saved, document) == found, "saved rules find the same");
  ml_rules_free(saved);
  ml_document_free(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ml_rules *rules = NULL;
  size_t errors = 0;
  ml_str input = {(const char *)data, size};
  ml_str text = cut(&input, "\n%text\n");
  ml_str names = cut(&text, "\n%names\n");
  write_part("names.tsv", names.n > 0 ? names : ML_STR("term\n远山\n"));
  write_part("package.rules", input);
  ml_status status = ml_rules_load(&rules, fuzz_folder, &(ml_reporter){count, &errors});
  fuzz_require((status == ML_OK) == (errors == 0), "rules that are refused have an error, and no others");
  if (status == ML_OK)
    use(rules, text.n > 0 ? text : ML_STR(standard_text));
  ml_rules_free(rules);
  return 0;
}
