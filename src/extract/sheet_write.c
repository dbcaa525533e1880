/* Sheets and claims as JSON Lines; docs/formats.md describes them. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "extract/sheet.h"

static void put_text(FILE *to, const char *name, ml_str text) {
  putc(',', to);
  ml_json_string(to, ml_str_of(name));
  putc(':', to);
  ml_json_string(to, text);
}

/* Nothing for NULL. */
static void put_member(FILE *to, const char *name, const char *text) {
  if (text != NULL)
    put_text(to, name, ml_str_of(text));
}

/* ---- claims ---- */

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

static void put_filler(FILE *to, const ml_schema *schema, const ml_role *role, const ml_sheet_filler *filler) {
  ml_str text = ml_str_of(filler->text == NULL ? "" : filler->text);
  if (role->kind == ML_ROLE_LABEL || role->kind == ML_ROLE_TEXT) {
    ml_json_string(to, text);
    return;
  }
  const ml_type *type = &schema->types[filler->type];
  fputs("{\"type\":", to);
  ml_json_string(to, ml_str_of(type->name));
  put_text(to, "text", text);
  put_member(to, "id", filler->id);
  if (role->kind == ML_ROLE_ENTITY && !filler->mentioned)
    fputs(",\"mentioned\":false", to);
  if (role->kind == ML_ROLE_VALUE)
    put_attributes(to, type, filler->values);
  putc('}', to);
}

static void put_roles(FILE *to, const ml_schema *schema, const ml_sheet_claim *claim) {
  const ml_relation *relation = &schema->relations[claim->relation];
  const char *separator = "";
  fputs(",\"roles\":{", to);
  for (size_t r = 0; r < relation->n_roles; r++) {
    if (!claim->fillers[r].set)
      continue;
    fputs(separator, to);
    ml_json_string(to, ml_str_of(relation->roles[r].name));
    putc(':', to);
    put_filler(to, schema, &relation->roles[r], &claim->fillers[r]);
    separator = ",";
  }
  putc('}', to);
}

/* `sheet` is NULL where the claim stands in its sheet, which says these for all. */
static void put_claim(FILE *to, const ml_schema *schema, const ml_sheet_claim *claim, const ml_sheet *sheet) {
  fputs("{\"relation\":", to);
  ml_json_string(to, ml_str_of(schema->relations[claim->relation].name));
  put_roles(to, schema, claim);
  if (sheet != NULL)
    put_member(to, "document", sheet->document);
  fprintf(to, ",\"sentence\":%u,\"start_char\":%u,\"end_char\":%u,\"start_byte\":%u,\"end_byte\":%u", claim->sentence,
          claim->start_char, claim->end_char, claim->start_byte, claim->end_byte);
  put_text(to, "quote", claim->quote);
  put_member(to, "rule", claim->rule);
  if (sheet != NULL)
    put_member(to, "rule_set", sheet->rule_set);
  fputs(",\"confidence\":", to);
  ml_json_number(to, claim->confidence / 100.0);
  putc('}', to);
}

void ml_sheet_write_claim(const ml_sheet *sheet, const ml_sheet_claim *claim, const ml_schema *schema, FILE *to) {
  put_claim(to, schema, claim, sheet);
  putc('\n', to);
}

/* ---- sheets ---- */

/* [start, end, text], and an object with what else there is to say. */
static void put_mention(FILE *to, const ml_type *type, const ml_sheet_mention *mention) {
  fprintf(to, "[%u,%u,", mention->start_char, mention->end_char);
  ml_json_string(to, mention->text);
  bool renamed = mention->name != NULL && !ml_str_is(mention->text, mention->name);
  bool refers = type->kind == ML_ENTITY && mention->name == NULL;
  if (renamed || refers || mention->id != NULL || mention->surface != NULL) {
    fprintf(to, ",{\"refers\":%s", refers ? "true" : "false");
    if (renamed)
      put_member(to, "name", mention->name);
    put_member(to, "id", mention->id);
    put_member(to, "surface", mention->surface);
    put_member(to, "lang", mention->lang);
    putc('}', to);
  }
  putc(']', to);
}

/* An array for each type that there is. */
static void put_mentions(FILE *to, const ml_schema *schema, const ml_sheet *sheet) {
  bool first = true;
  for (uint32_t type = 0; type < schema->n_types; type++) {
    const char *separator = "[";
    for (size_t i = 0; i < sheet->n_mentions; i++) {
      if (sheet->mentions[i].type != type)
        continue;
      if (*separator == '[') {
        fputs(first ? "" : ",", to);
        ml_json_string(to, ml_str_of(schema->types[type].name));
        putc(':', to);
      }
      fputs(separator, to);
      put_mention(to, &schema->types[type], &sheet->mentions[i]);
      separator = ",";
      first = false;
    }
    if (*separator == ',')
      putc(']', to);
  }
}

void ml_sheet_write(const ml_sheet *sheet, const ml_schema *schema, FILE *to) {
  fprintf(to, "{\"mailuo\":%d", ML_SHEET_VERSION);
  put_member(to, "document", sheet->document);
  put_member(to, "uri", sheet->uri);
  put_member(to, "title", sheet->title);
  put_member(to, "author", sheet->author);
  put_member(to, "outlet", sheet->outlet);
  put_member(to, "site", sheet->site);
  put_member(to, "published", sheet->published);
  put_member(to, "hash", sheet->hash);
  fprintf(to, ",\"chars\":%" PRIu64, sheet->chars);
  put_member(to, "rule_set", sheet->rule_set);
  put_member(to, "state", sheet->state);
  fputs(",\"claims\":[", to);
  for (size_t i = 0; i < sheet->n_claims; i++) {
    if (i > 0)
      putc(',', to);
    put_claim(to, schema, &sheet->claims[i], NULL);
  }
  fputs("],\"mentions\":{", to);
  put_mentions(to, schema, sheet);
  fputs("}}\n", to);
}

/* ---- extractions ---- */

typedef struct writing {
  ml_arena arena;
  const ml_extraction *extraction;
  FILE *to;
  bool whole; /* the sheet, not its claims alone */
} writing;

static ml_status write_all(void *argument) {
  writing *w = argument;
  const ml_schema *schema = w->extraction->schema;
  ml_sheet sheet;
  ml_sheet_make(&w->arena, w->extraction, &sheet);
  if (w->whole)
    ml_sheet_write(&sheet, schema, w->to);
  for (size_t i = 0; !w->whole && i < sheet.n_claims && !ferror(w->to); i++)
    ml_sheet_write_claim(&sheet, &sheet.claims[i], schema, w->to);
  return ferror(w->to) ? ML_ERR_IO : ML_OK;
}

static ml_status write_extraction(writing w) {
  ml_status status = ml_arena_guard(&w.arena, write_all, &w);
  ml_arena_dispose(&w.arena);
  return status;
}

ml_status ml_extraction_write(const ml_extraction *extraction, FILE *to) {
  return write_extraction((writing){.extraction = extraction, .to = to});
}

ml_status ml_extraction_write_sheet(const ml_extraction *extraction, FILE *to) {
  return write_extraction((writing){.extraction = extraction, .to = to, .whole = true});
}

size_t ml_extraction_claims(const ml_extraction *extraction) {
  return extraction->n_claims;
}
