/* Reading sheets that somebody may have written or changed: everything is checked, unknown members are ignored. */
#include <math.h>

#include "base/json_read.h"
#include "base/vec.h"
#include "extract/sheet.h"

typedef struct reading {
  ml_arena *arena;
  const ml_schema *schema;
  const char *problem; /* the first one */
} reading;

static void complain(reading *r, const char *problem, const char *name) {
  if (r->problem == NULL)
    r->problem = ml_arena_format(r->arena, problem, name);
}

/* ---- members ---- */

/* {"", 0} when it is missing or no string; reported only if it must be there. */
static ml_str string_in(reading *r, const ml_json *object, const char *name, bool needed) {
  const ml_json *member = ml_json_get(object, name);
  if (ml_json_is(member, ML_JSON_STRING))
    return member->text;
  if (needed || member != NULL)
    complain(r, "\"%s\" must be a string", name);
  return (ml_str){"", 0};
}

static const char *text_in(reading *r, const ml_json *object, const char *name) {
  return string_in(r, object, name, true).at;
}

/* NULL when it is missing. */
static const char *text_if_in(reading *r, const ml_json *object, const char *name) {
  return ml_json_get(object, name) == NULL ? NULL : string_in(r, object, name, false).at;
}

/* -1 when it is missing or no number. */
static double number_of(const ml_json *member) {
  return ml_json_is(member, ML_JSON_NUMBER) ? member->number : -1;
}

/* Of characters, bytes or sentences. */
static uint32_t count_of(reading *r, const ml_json *member, const char *name) {
  double number = number_of(member);
  if (number >= 0 && number <= INT32_MAX && number == floor(number))
    return (uint32_t)number;
  complain(r, "\"%s\" must be a whole number from 0 to 2147483647", name);
  return 0;
}

static uint32_t count_in(reading *r, const ml_json *object, const char *name) {
  return count_of(r, ml_json_get(object, name), name);
}

/* In hundredths. */
static int confidence_in(reading *r, const ml_json *object, const char *name) {
  double number = number_of(ml_json_get(object, name));
  if (number >= 0 && number <= 1)
    return (int)lround(100 * number);
  complain(r, "\"%s\" must be a number from 0 to 1", name);
  return 0;
}

/* 16 hexadecimal digits. */
static void digits_in(reading *r, const ml_json *object, const char *name, char out[17]) {
  ml_str digits = string_in(r, object, name, true);
  if (digits.n != 16 || strspn(digits.at, "0123456789abcdef") != 16)
    complain(r, "\"%s\" must be 16 hexadecimal digits", name);
  else
    memcpy(out, digits.at, 17);
}

/* NULL after complaining when there is no array. */
static const ml_json *array_in(reading *r, const ml_json *object, const char *name) {
  const ml_json *member = ml_json_get(object, name);
  if (ml_json_is(member, ML_JSON_ARRAY))
    return member;
  complain(r, "\"%s\" must be an array", name);
  return NULL;
}

/* ---- mentions ---- */

/* The value behind one in an array; NULL behind the last one. */
static const ml_json *behind(const ml_json *value) {
  return value == NULL ? NULL : value->next;
}

/* [start, end, text], and perhaps an object. */
static void read_mention(reading *r, const ml_json *mention, uint32_t type, ml_sheet_mention *out) {
  const ml_json *start = ml_json_is(mention, ML_JSON_ARRAY) ? mention->members.first : NULL, *end = behind(start),
                *text = behind(end), *more = behind(text);
  bool whole = ml_json_is(text, ML_JSON_STRING);
  if (!whole)
    complain(r, "each of \"%s\" must be an array of start, end and text", "mentions");
  *out = (ml_sheet_mention){.type = type,
                            .start_char = count_of(r, start, "start"),
                            .end_char = count_of(r, end, "end"),
                            .text = whole ? text->text : (ml_str){"", 0},
                            .name = text_if_in(r, more, "name"),
                            .id = text_if_in(r, more, "id"),
                            .surface = text_if_in(r, more, "surface"),
                            .lang = text_if_in(r, more, "lang")};
  bool entity = r->schema->types[type].kind == ML_ENTITY && !ml_json_is(ml_json_get(more, "refers"), ML_JSON_TRUE);
  if (entity && out->name == NULL)
    out->name = out->text.at;
  if (out->surface != NULL && out->lang == NULL)
    complain(r, "a \"%s\" needs a \"lang\"", "surface");
}

/* An object with an array for each type. */
static void read_mentions(reading *r, const ml_json *all, ml_sheet *out) {
  size_t n = 0;
  if (!ml_json_is(all, ML_JSON_OBJECT)) {
    complain(r, "\"%s\" must be an object", "mentions");
    return;
  }
  for (const ml_json *some = all->members.first; some != NULL; some = some->next)
    n += ml_json_is(some, ML_JSON_ARRAY) ? some->members.n : 0;
  out->mentions = ML_NEW_ARRAY(r->arena, ml_sheet_mention, n);
  for (const ml_json *some = all->members.first; some != NULL; some = some->next) {
    uint32_t type = ml_schema_type(r->schema, some->name.at);
    if (!ml_json_is(some, ML_JSON_ARRAY))
      continue;
    for (const ml_json *one = some->members.first; type != ML_NO_INDEX && one != NULL; one = one->next)
      read_mention(r, one, type, &out->mentions[out->n_mentions++]);
  }
}

/* ---- claims ---- */

static ml_value read_value(const ml_json *value) {
  if (ml_json_is(value, ML_JSON_NUMBER))
    return (ml_value){.kind = ML_NUMBER, .number = value->number};
  if (ml_json_is(value, ML_JSON_STRING))
    return (ml_value){.kind = ML_TEXT, .text = value->text.at};
  return (ml_value){.kind = ML_UNSET};
}

static ml_value *read_values(const reading *r, const ml_json *object, const ml_type *type) {
  ml_value *values = ML_NEW_ARRAY(r->arena, ml_value, type->n_attributes);
  for (size_t a = 0; a < type->n_attributes; a++)
    if (type->attributes[a].declared)
      values[a] = read_value(ml_json_get(object, type->attributes[a].name));
  return values;
}

/* Whether the role takes a filler of this type. */
static bool takes(const ml_schema *schema, const ml_role *role, uint32_t type) {
  for (size_t i = 0; i < role->n_types; i++)
    if (ml_schema_is_a(schema, type, role->types[i]))
      return true;
  return false;
}

static bool read_filler(reading *r, const ml_json *member, const ml_role *role, ml_sheet_filler *out) {
  out->set = true;
  if (role->kind == ML_ROLE_LABEL || role->kind == ML_ROLE_TEXT) {
    out->text = ml_json_is(member, ML_JSON_STRING) ? member->text.at : NULL;
    return out->text != NULL;
  }
  out->type = ml_schema_type(r->schema, text_in(r, member, "type"));
  out->text = text_in(r, member, "text");
  out->id = text_if_in(r, member, "id");
  out->mentioned = !ml_json_is(ml_json_get(member, "mentioned"), ML_JSON_FALSE);
  if (out->type == ML_NO_INDEX || !takes(r->schema, role, out->type))
    return false;
  if (role->kind == ML_ROLE_VALUE)
    out->values = read_values(r, member, &r->schema->types[out->type]);
  return true;
}

static bool read_roles(reading *r, const ml_json *roles, const ml_relation *relation, ml_sheet_claim *out) {
  out->fillers = ML_NEW_ARRAY(r->arena, ml_sheet_filler, relation->n_roles);
  for (size_t i = 0; i < relation->n_roles; i++) {
    const ml_json *member = ml_json_get(roles, relation->roles[i].name);
    if (member != NULL && !read_filler(r, member, &relation->roles[i], &out->fillers[i]))
      return false;
  }
  return true;
}

static bool read_claim(reading *r, const ml_json *object, ml_sheet_claim *out) {
  *out = (ml_sheet_claim){.relation = ml_schema_relation(r->schema, text_in(r, object, "relation")),
                          .sentence = count_in(r, object, "sentence"),
                          .start_char = count_in(r, object, "start_char"),
                          .end_char = count_in(r, object, "end_char"),
                          .start_byte = count_in(r, object, "start_byte"),
                          .end_byte = count_in(r, object, "end_byte"),
                          .quote = string_in(r, object, "quote", true),
                          .rule = text_in(r, object, "rule"),
                          .confidence = confidence_in(r, object, "confidence")};
  const ml_json *roles = ml_json_get(object, "roles");
  if (!ml_json_is(roles, ML_JSON_OBJECT))
    complain(r, "\"%s\" must be an object", "roles");
  return out->relation != ML_NO_INDEX && read_roles(r, roles, &r->schema->relations[out->relation], out);
}

/* ---- all of it ---- */

static void read_members(reading *r, const ml_json *root, ml_sheet *out) {
  *out = (ml_sheet){.document = text_in(r, root, "document"),
                    .uri = text_in(r, root, "uri"),
                    .title = text_in(r, root, "title"),
                    .author = text_in(r, root, "author"),
                    .outlet = text_in(r, root, "outlet"),
                    .site = text_in(r, root, "site"),
                    .published = text_if_in(r, root, "published"),
                    .chars = count_in(r, root, "chars")};
  digits_in(r, root, "hash", out->hash);
  digits_in(r, root, "rule_set", out->rule_set);
  digits_in(r, root, "state", out->state);
  const ml_json *claims = array_in(r, root, "claims");
  read_mentions(r, ml_json_get(root, "mentions"), out);
  if (claims == NULL)
    return;
  out->claims = ML_NEW_ARRAY(r->arena, ml_sheet_claim, claims->members.n);
  out->foreign = ML_NEW_ARRAY(r->arena, const char *, claims->members.n);
  for (const ml_json *claim = claims->members.first; claim != NULL; claim = claim->next)
    if (read_claim(r, claim, &out->claims[out->n_claims]))
      out->n_claims++;
    else
      out->foreign[out->n_foreign++] = text_in(r, claim, "relation");
}

const char *ml_sheet_read(ml_arena *arena, ml_str line, const ml_schema *schema, ml_sheet *out, size_t *column) {
  *column = 0;
  reading r = {.arena = arena, .schema = schema};
  ml_json_error error;
  const ml_json *root = ml_json_read(arena, line, &error);
  if (root == NULL) {
    *column = error.column;
    return ml_arena_format(arena, "this line is no JSON: %s", error.problem);
  }
  if (root->type != ML_JSON_OBJECT)
    return "this line is no JSON object";
  const ml_json *version = ml_json_get(root, "mailuo");
  if (version == NULL)
    return "this is no line that `extract --documents` wrote: \"mailuo\" is missing";
  if (version->type != ML_JSON_NUMBER || version->number != ML_SHEET_VERSION)
    return ml_arena_format(arena, "this program reads version %d of such lines", ML_SHEET_VERSION);
  read_members(&r, root, out);
  return r.problem;
}
