/* What was learned, and how good it is. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "extract/fit.h"

void ml_fit_write_weights(const ml_fit_options *options, size_t n_texts, ml_field_feature *const *kept, size_t n,
                          FILE *to) {
  fprintf(to, "# learned from texts whose mentions are known, by: mailuo fit%s%s --keep %zu",
          options->types == NULL ? "" : " --types ", options->types == NULL ? "" : options->types, options->keep);
  for (size_t i = 0; i < options->n_paths; i++) {
    const char *slash = strrchr(options->paths[i], '/');
    fprintf(to, " %s", slash == NULL ? options->paths[i] : slash + 1);
  }
  fprintf(to, "\n# method: semi-Markov random field, mean of %d passes\n", ML_FIELD_PASSES);
  fprintf(to, "# texts: %zu\n", n_texts);
  fputs("feature\tpoints\tcount\n", to);
  for (size_t i = 0; i < n; i++)
    fprintf(to, "%s\t%s%d.%02d\t%" PRIu32 "\n", kept[i]->name, kept[i]->kept < 0 ? "-" : "", abs(kept[i]->kept) / 100,
            abs(kept[i]->kept) % 100, kept[i]->count);
}

static void write_row(FILE *to, const char *part, const char *type, const ml_tally *t) {
  double precision = t->chosen == 0 ? 0 : (double)t->right / (double)t->chosen;
  double recall = t->known == 0 ? 0 : (double)t->right / (double)t->known;
  double both = t->right == 0 ? 0 : 2 * precision * recall / (precision + recall);
  double ceiling = t->known == 0 ? 0 : (double)t->proposed / (double)t->known;
  fprintf(to, "%-10s %-14s %9.3f %9.3f %9.3f %9.3f %9zu\n", part, type, precision, recall, both, ceiling, t->known);
}

void ml_fit_write_summary(const ml_schema *schema, uint64_t labelled, ml_tally tallies[2][ML_MAX_TYPES], FILE *to) {
  static const char *const parts[] = {"learned", "held back"};
  fprintf(to, "%-10s %-14s %9s %9s %9s %9s %9s\n", "texts", "type", "precision", "recall", "F1", "ceiling", "mentions");
  for (size_t part = 0; part < 2; part++) {
    ml_tally all = {0};
    for (size_t t = 0; t < schema->n_types; t++) {
      const ml_tally *one = &tallies[part][t];
      if ((labelled >> t & 1) == 0)
        continue;
      write_row(to, parts[part], schema->types[t].name, one);
      all = (ml_tally){all.known + one->known, all.proposed + one->proposed, all.chosen + one->chosen,
                       all.right + one->right};
    }
    write_row(to, parts[part], "all", &all);
  }
}
