/* Sheets and claims as JSON Lines; docs/formats.md describes them. */
#include "base/json.h"
#include "extract/sheet.h"

static void put_name(ml_pieces *to, const char *name) {
  ml_pieces_char(to, ',');
  ml_json_put_string(to, ml_str_of(name));
  ml_pieces_char(to, ':');
}

static void put_text(ml_pieces *to, const char *name, ml_str text) {
  put_name(to, name);
  ml_json_put_string(to, text);
}

static void put_count(ml_pieces *to, const char *name, uint64_t number) {
  put_name(to, name);
  ml_pieces_number(to, number);
}

/* Nothing for NULL. */
static void put_member(ml_pieces *to, const char *name, const char *text) {
  if (text != NULL)
    put_text(to, name, ml_str_of(text));
}

/* ---- claims ---- */

/* The attributes that rules have set, by their names. A filler without values has text alone. */
static void put_attributes(ml_pieces *to, const ml_type *type, const ml_value *values) {
  for (size_t i = 0; values != NULL && i < type->n_attributes; i++) {
    if (!type->attributes[i].declared || values[i].kind == ML_UNSET)
      continue;
    put_name(to, type->attributes[i].name);
    if (values[i].kind == ML_NUMBER)
      ml_json_put_number(to, values[i].number);
    else
      ml_json_put_string(to, ml_str_of(values[i].text));
  }
}

static void put_filler(ml_pieces *to, const ml_schema *schema, const ml_role *role, const ml_sheet_filler *filler) {
  ml_str text = ml_str_of(filler->text == NULL ? "" : filler->text);
  if (role->kind == ML_ROLE_LABEL || role->kind == ML_ROLE_TEXT) {
    ml_json_put_string(to, text);
    return;
  }
  const ml_type *type = &schema->types[filler->type];
  ml_pieces_put(to, ML_STR("{\"type\":"));
  ml_json_put_string(to, ml_str_of(type->name));
  put_text(to, "text", text);
  put_member(to, "id", filler->id);
  if (role->kind == ML_ROLE_ENTITY && !filler->mentioned)
    ml_pieces_put(to, ML_STR(",\"mentioned\":false"));
  if (role->kind == ML_ROLE_VALUE)
    put_attributes(to, type, filler->values);
  ml_pieces_char(to, '}');
}

static void put_roles(ml_pieces *to, const ml_schema *schema, const ml_sheet_claim *claim) {
  const ml_relation *relation = &schema->relations[claim->relation];
  const char *separator = "";
  ml_pieces_put(to, ML_STR(",\"roles\":{"));
  for (size_t r = 0; r < relation->n_roles; r++) {
    if (!claim->fillers[r].set)
      continue;
    ml_pieces_put(to, ml_str_of(separator));
    ml_json_put_string(to, ml_str_of(relation->roles[r].name));
    ml_pieces_char(to, ':');
    put_filler(to, schema, &relation->roles[r], &claim->fillers[r]);
    separator = ",";
  }
  ml_pieces_char(to, '}');
}

/* `sheet` is NULL where the claim stands in its sheet, which says these for all. */
static void put_claim(ml_pieces *to, const ml_schema *schema, const ml_sheet_claim *claim, const ml_sheet *sheet) {
  ml_pieces_put(to, ML_STR("{\"relation\":"));
  ml_json_put_string(to, ml_str_of(schema->relations[claim->relation].name));
  put_roles(to, schema, claim);
  if (sheet != NULL)
    put_member(to, "document", sheet->document);
  put_count(to, "sentence", claim->sentence);
  put_count(to, "start_char", claim->start_char);
  put_count(to, "end_char", claim->end_char);
  put_count(to, "start_byte", claim->start_byte);
  put_count(to, "end_byte", claim->end_byte);
  put_text(to, "quote", claim->quote);
  put_member(to, "rule", claim->rule);
  if (sheet != NULL)
    put_member(to, "rule_set", sheet->rule_set);
  ml_pieces_put(to, ML_STR(",\"confidence\":"));
  ml_json_put_number(to, claim->confidence / 100.0);
  ml_pieces_char(to, '}');
}

static void write_claim(const ml_sheet *sheet, const ml_sheet_claim *claim, const ml_schema *schema, FILE *to) {
  ml_pieces line;
  ml_pieces_start(&line, to);
  put_claim(&line, schema, claim, sheet);
  ml_pieces_char(&line, '\n');
  ml_pieces_flush(&line);
}

/* ---- sheets ---- */

/* [start, end, text], and an object with what else there is to say. */
static void put_mention(ml_pieces *to, const ml_type *type, const ml_sheet_mention *mention) {
  ml_pieces_char(to, '[');
  ml_pieces_number(to, mention->start_char);
  ml_pieces_char(to, ',');
  ml_pieces_number(to, mention->end_char);
  ml_pieces_char(to, ',');
  ml_json_put_string(to, mention->text);
  bool renamed = mention->name != NULL && !ml_str_is(mention->text, mention->name);
  bool refers = type->kind == ML_ENTITY && mention->name == NULL;
  if (renamed || refers || mention->id != NULL || mention->surface != NULL) {
    ml_pieces_put(to, ml_str_of(refers ? ",{\"refers\":true" : ",{\"refers\":false"));
    if (renamed)
      put_member(to, "name", mention->name);
    put_member(to, "id", mention->id);
    put_member(to, "surface", mention->surface);
    put_member(to, "lang", mention->lang);
    ml_pieces_char(to, '}');
  }
  ml_pieces_char(to, ']');
}

/* An array for each type that there is. */
static void put_mentions(ml_pieces *to, const ml_schema *schema, const ml_sheet *sheet) {
  bool first = true;
  for (uint32_t type = 0; type < schema->n_types; type++) {
    const char *separator = "[";
    for (size_t i = 0; i < sheet->n_mentions; i++) {
      if (sheet->mentions[i].type != type)
        continue;
      if (*separator == '[') {
        ml_pieces_put(to, ml_str_of(first ? "" : ","));
        ml_json_put_string(to, ml_str_of(schema->types[type].name));
        ml_pieces_char(to, ':');
      }
      ml_pieces_put(to, ml_str_of(separator));
      put_mention(to, &schema->types[type], &sheet->mentions[i]);
      separator = ",";
      first = false;
    }
    if (*separator == ',')
      ml_pieces_char(to, ']');
  }
}

static void put_sheet(ml_pieces *to, const ml_schema *schema, const ml_sheet *sheet) {
  ml_pieces_put(to, ML_STR("{\"mailuo\":"));
  ml_pieces_number(to, ML_SHEET_VERSION);
  put_member(to, "document", sheet->document);
  put_member(to, "uri", sheet->uri);
  put_member(to, "title", sheet->title);
  put_member(to, "author", sheet->author);
  put_member(to, "outlet", sheet->outlet);
  put_member(to, "site", sheet->site);
  put_member(to, "published", sheet->published);
  put_member(to, "hash", sheet->hash);
  put_count(to, "chars", sheet->chars);
  put_member(to, "rule_set", sheet->rule_set);
  put_member(to, "state", sheet->state);
  ml_pieces_put(to, ML_STR(",\"claims\":["));
  for (size_t i = 0; i < sheet->n_claims; i++) {
    if (i > 0)
      ml_pieces_char(to, ',');
    put_claim(to, schema, &sheet->claims[i], NULL);
  }
  ml_pieces_put(to, ML_STR("],\"mentions\":{"));
  put_mentions(to, schema, sheet);
  ml_pieces_put(to, ML_STR("}}\n"));
}

void ml_sheet_write(const ml_sheet *sheet, const ml_schema *schema, FILE *to) {
  ml_pieces line;
  ml_pieces_start(&line, to);
  put_sheet(&line, schema, sheet);
  ml_pieces_flush(&line);
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
    write_claim(&sheet, &sheet.claims[i], schema, w->to);
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
