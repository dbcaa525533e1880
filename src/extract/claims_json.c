/* Claims as JSON Lines; docs/formats.md describes them. */
#include <math.h>

#include "base/json.h"
#include "base/utf8.h"
#include "extract/claim.h"
#include "mailuo.h"

size_t ml_extraction_claims(const ml_extraction *extraction) {
  return extraction->n_claims;
}

static void put_member(FILE *to, const char *name, const char *text) {
  putc(',', to);
  ml_json_string(to, ml_str_of(name));
  putc(':', to);
  ml_json_string(to, ml_str_of(text));
}

/* The attributes that rules have set, by their names. A filler without values has text alone. */
static void put_attributes(FILE *to, const ml_type *type, const ml_value *values) {
  for (size_t i = 0; values != NULL && i < type->n_attributes; i++) {
    if (!type->attributes[i].declared || values[i].kind == ML_UNSET)
      continue;
    putc(',', to);
    ml_json_string(to, ml_str_of(type->attributes[i].name));
    putc(':', to);
    if (values[i].kind == ML_NUMBER)
      ml_json_number(to, values[i].number);
    else
      ml_json_string(to, ml_str_of(values[i].text));
  }
}

static void put_filler(FILE *to, const ml_schema *schema, const ml_filler *filler) {
  ml_str text = ml_str_of(filler->text == NULL ? "" : filler->text);
  if (filler->kind == ML_ROLE_LABEL || filler->kind == ML_ROLE_TEXT) {
    ml_json_string(to, text);
    return;
  }
  const ml_type *type = &schema->types[filler->type];
  fputs("{\"type\":", to);
  ml_json_string(to, ml_str_of(type->name));
  fputs(",\"text\":", to);
  ml_json_string(to, text);
  if (filler->kind == ML_ROLE_VALUE)
    put_attributes(to, type, filler->values);
  putc('}', to);
}

static void put_roles(FILE *to, const ml_schema *schema, const ml_claim *claim) {
  const ml_relation *relation = &schema->relations[claim->relation];
  const char *separator = "";
  fputs(",\"roles\":{", to);
  for (size_t r = 0; r < relation->n_roles; r++) {
    if (!claim->fillers[r].set)
      continue;
    fputs(separator, to);
    ml_json_string(to, ml_str_of(relation->roles[r].name));
    putc(':', to);
    put_filler(to, schema, &claim->fillers[r]);
    separator = ",";
  }
  putc('}', to);
}

static void put_claim(FILE *to, const ml_extraction *extraction, const ml_claim *claim) {
  const ml_document *document = extraction->document;
  fputs("{\"relation\":", to);
  ml_json_string(to, ml_str_of(extraction->schema->relations[claim->relation].name));
  put_roles(to, extraction->schema, claim);
  put_member(to, "document", document->id);
  fprintf(to, ",\"sentence\":%u,\"start_char\":%u,\"end_char\":%u,\"start_byte\":%u,\"end_byte\":%u,\"quote\":",
          claim->sentence, document->char_at[claim->begin], ml_document_char_end(document, claim->end),
          document->byte_at[claim->begin], ml_document_byte_end(document, claim->end));
  ml_json_string(to, ml_document_quote(document, claim->begin, claim->end));
  put_member(to, "rule", claim->rule);
  put_member(to, "rule_set", extraction->schema->hash);
  fputs(",\"confidence\":", to);
  ml_json_number(to, claim->confidence / 100.0);
  fputs("}\n", to);
}

ml_status ml_extraction_write(const ml_extraction *extraction, FILE *to) {
  for (size_t i = 0; i < extraction->n_claims && !ferror(to); i++)
    put_claim(to, extraction, &extraction->claims[i]);
  return ferror(to) ? ML_ERR_IO : ML_OK;
}
