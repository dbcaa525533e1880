/* Reading sheets that somebody may have written or changed: everything is checked, unknown members are ignored. */
#include <inttypes.h>
#include <math.h>

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
static ml_str string_in(reading *r, const json_t *object, const char *name, bool needed) {
  const json_t *member = json_object_get(object, name);
  if (!json_is_string(member)) {
    if (needed || member != NULL)
      complain(r, "\"%s\" must be a string", name);
    return (ml_str){"", 0};
  }
  return (ml_str){json_string_value(member), json_string_length(member)};
}

static const char *text_in(reading *r, const json_t *object, const char *name) {
  return string_in(r, object, name, true).at;
}

/* NULL when it is missing. */
static const char *text_if_in(reading *r, const json_t *object, const char *name) {
  return json_object_get(object, name) == NULL ? NULL : string_in(r, object, name, false).at;
}

static double number_of(reading *r, const json_t *member, const char *name, double most) {
  double number = json_number_value(member);
  if (json_is_number(member) && number >= 0 && number <= most)
    return number;
  complain(r, "\"%s\" must be a number that is not negative", name);
  return 0;
}

static double number_in(reading *r, const json_t *object, const char *name, double most) {
  return number_of(r, json_object_get(object, name), name, most);
}

enum { MOST_CHARS = INT32_MAX };

static uint32_t count_in(reading *r, const json_t *object, const char *name) {
  return (uint32_t)number_in(r, object, name, MOST_CHARS);
}

/* 16 hexadecimal digits. */
static void digits_in(reading *r, const json_t *object, const char *name, char out[17]) {
  ml_str digits = string_in(r, object, name, true);
  if (digits.n != 16 || strspn(digits.at, "0123456789abcdef") != 16)
    complain(r, "\"%s\" must be 16 hexadecimal digits", name);
  else
    memcpy(out, digits.at, 17);
}

static const json_t *array_in(reading *r, const json_t *object, const char *name) {
  const json_t *member = json_object_get(object, name);
  if (!json_is_array(member))
    complain(r, "\"%s\" must be an array", name);
  return member;
}

/* ---- mentions ---- */

/* [start, end, text], and perhaps an object. */
static void read_mention(reading *r, const json_t *mention, uint32_t type, ml_sheet_mention *out) {
  const json_t *text = json_array_get(mention, 2), *more = json_array_get(mention, 3);
  if (!json_is_string(text))
    complain(r, "each of \"%s\" must be an array of start, end and text", "mentions");
  *out = (ml_sheet_mention){.type = type,
                            .start_char = (uint32_t)number_of(r, json_array_get(mention, 0), "start", MOST_CHARS),
                            .end_char = (uint32_t)number_of(r, json_array_get(mention, 1), "end", MOST_CHARS),
                            .text = {json_string_value(text), json_string_length(text)},
                            .name = text_if_in(r, more, "name"),
                            .id = text_if_in(r, more, "id"),
                            .surface = text_if_in(r, more, "surface"),
                            .lang = text_if_in(r, more, "lang")};
  bool entity = r->schema->types[type].kind == ML_ENTITY && !json_is_true(json_object_get(more, "refers"));
  if (entity && out->name == NULL)
    out->name = json_string_value(text);
  if (out->surface != NULL && out->lang == NULL)
    complain(r, "a \"%s\" needs a \"lang\"", "surface");
}

/* An object with an array for each type. */
static void read_mentions(reading *r, json_t *all, ml_sheet *out) {
  const char *name;
  json_t *some;
  size_t n = 0;
  if (!json_is_object(all))
    complain(r, "\"%s\" must be an object", "mentions");
  json_object_foreach(all, name, some) n += json_array_size(some);
  out->mentions = ML_NEW_ARRAY(r->arena, ml_sheet_mention, n);
  json_object_foreach(all, name, some) {
    uint32_t type = ml_schema_type(r->schema, name);
    if (type == ML_NO_INDEX)
      out->n_foreign += json_array_size(some);
    for (size_t i = 0; type != ML_NO_INDEX && i < json_array_size(some); i++)
      read_mention(r, json_array_get(some, i), type, &out->mentions[out->n_mentions++]);
  }
}

/* ---- claims ---- */

static ml_value read_value(const json_t *value) {
  if (json_is_number(value))
    return (ml_value){.kind = ML_NUMBER, .number = json_number_value(value)};
  if (json_is_string(value))
    return (ml_value){.kind = ML_TEXT, .text = json_string_value(value)};
  return (ml_value){.kind = ML_UNSET};
}

static ml_value *read_values(const reading *r, const json_t *object, const ml_type *type) {
  ml_value *values = ML_NEW_ARRAY(r->arena, ml_value, type->n_attributes);
  for (size_t a = 0; a < type->n_attributes; a++)
    if (type->attributes[a].declared)
      values[a] = read_value(json_object_get(object, type->attributes[a].name));
  return values;
}

/* Whether the role takes a filler of this type. */
static bool takes(const ml_schema *schema, const ml_role *role, uint32_t type) {
  for (size_t i = 0; i < role->n_types; i++)
    if (ml_schema_is_a(schema, type, role->types[i]))
      return true;
  return false;
}

static bool read_filler(reading *r, const json_t *member, const ml_role *role, ml_sheet_filler *out) {
  out->set = true;
  if (role->kind == ML_ROLE_LABEL || role->kind == ML_ROLE_TEXT) {
    out->text = json_string_value(member);
    return out->text != NULL;
  }
  out->type = ml_schema_type(r->schema, text_in(r, member, "type"));
  out->text = text_in(r, member, "text");
  out->id = text_if_in(r, member, "id");
  out->mentioned = !json_is_false(json_object_get(member, "mentioned"));
  if (out->type == ML_NO_INDEX || !takes(r->schema, role, out->type))
    return false;
  if (role->kind == ML_ROLE_VALUE)
    out->values = read_values(r, member, &r->schema->types[out->type]);
  return true;
}

static bool read_roles(reading *r, const json_t *roles, const ml_relation *relation, ml_sheet_claim *out) {
  out->fillers = ML_NEW_ARRAY(r->arena, ml_sheet_filler, relation->n_roles);
  for (size_t i = 0; i < relation->n_roles; i++) {
    const json_t *member = json_object_get(roles, relation->roles[i].name);
    if (member != NULL && !read_filler(r, member, &relation->roles[i], &out->fillers[i]))
      return false;
  }
  return true;
}

static bool read_claim(reading *r, const json_t *object, ml_sheet_claim *out) {
  *out = (ml_sheet_claim){.relation = ml_schema_relation(r->schema, text_in(r, object, "relation")),
                          .sentence = count_in(r, object, "sentence"),
                          .start_char = count_in(r, object, "start_char"),
                          .end_char = count_in(r, object, "end_char"),
                          .start_byte = count_in(r, object, "start_byte"),
                          .end_byte = count_in(r, object, "end_byte"),
                          .quote = string_in(r, object, "quote", true),
                          .rule = text_in(r, object, "rule"),
                          .confidence = (int)lround(100 * number_in(r, object, "confidence", 1))};
  const json_t *roles = json_object_get(object, "roles");
  if (!json_is_object(roles))
    complain(r, "\"%s\" must be an object", "roles");
  return out->relation != ML_NO_INDEX && read_roles(r, roles, &r->schema->relations[out->relation], out);
}

/* ---- all of it ---- */

static void read_members(reading *r, const json_t *root, ml_sheet *out) {
  *out = (ml_sheet){.document = text_in(r, root, "document"),
                    .uri = text_in(r, root, "uri"),
                    .title = text_in(r, root, "title"),
                    .author = text_in(r, root, "author"),
                    .outlet = text_in(r, root, "outlet"),
                    .site = text_in(r, root, "site"),
                    .published = text_if_in(r, root, "published"),
                    .chars = (uint64_t)number_in(r, root, "chars", 1e15)};
  digits_in(r, root, "hash", out->hash);
  digits_in(r, root, "rule_set", out->rule_set);
  digits_in(r, root, "state", out->state);
  const json_t *claims = array_in(r, root, "claims");
  read_mentions(r, json_object_get(root, "mentions"), out);
  out->claims = ML_NEW_ARRAY(r->arena, ml_sheet_claim, json_array_size(claims));
  for (size_t i = 0; i < json_array_size(claims); i++)
    out->n_claims += read_claim(r, json_array_get(claims, i), &out->claims[out->n_claims]);
  out->n_foreign += json_array_size(claims) - out->n_claims;
}

const char *ml_sheet_read(ml_arena *arena, ml_str line, const ml_schema *schema, json_t **root, ml_sheet *out) {
  reading r = {.arena = arena, .schema = schema};
  json_error_t error;
  *root = json_loadb(line.at, line.n, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL | JSON_REJECT_DUPLICATES, &error);
  if (*root == NULL)
    return ml_arena_format(arena, "this line is no JSON: %s", error.text);
  if (!json_is_object(*root))
    return "this line is no JSON object";
  if (json_object_get(*root, "mailuo") == NULL)
    return "this is no line that `extract --documents` wrote: \"mailuo\" is missing";
  if (json_number_value(json_object_get(*root, "mailuo")) != ML_SHEET_VERSION)
    return ml_arena_format(arena, "this program reads version %d of such lines", ML_SHEET_VERSION);
  read_members(&r, *root, out);
  return r.problem;
}
