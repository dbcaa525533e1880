#include "rules/weights.h"

#include "base/utf8.h"
#include "rules/table.h"

/* How a group is written, and whether its values are characters or text. */
static const struct {
  const char *name;
  bool is_text;
} groups[ML_FEATURE_GROUPS] = {
    [ML_FEATURE_MAKER] = {"maker", true},
    [ML_FEATURE_BOOST] = {"boost", true},
    [ML_FEATURE_POINTS] = {"points", false},
    [ML_FEATURE_LENGTH] = {"length", false},
    [ML_FEATURE_LEFT] = {"left", false},
    [ML_FEATURE_RIGHT] = {"right", false},
    [ML_FEATURE_FIRST] = {"first", false},
    [ML_FEATURE_SECOND] = {"second", false},
    [ML_FEATURE_LAST] = {"last", false},
    [ML_FEATURE_OPENS] = {"opens", false},
    [ML_FEATURE_CLOSES] = {"closes", false},
    [ML_FEATURE_LEFT_WORD] = {"left-word", true},
    [ML_FEATURE_RIGHT_WORD] = {"right-word", true},
    [ML_FEATURE_BEHIND] = {"behind", true},
    [ML_FEATURE_BEFORE] = {"before", true},
    [ML_FEATURE_CUTS_LEFT] = {"cuts-left", true},
    [ML_FEATURE_CUTS_RIGHT] = {"cuts-right", true},
    [ML_FEATURE_ALSO] = {"also", true},
    [ML_FEATURE_WITHIN] = {"within", true},
    [ML_FEATURE_BEGINS] = {"begins", true},
    [ML_FEATURE_ENDS] = {"ends", true},
    [ML_FEATURE_KIND] = {"kind", true},
    [ML_FEATURE_INNER] = {"inner", false},
    [ML_FEATURE_BEGIN_WORD] = {"begin-word", true},
    [ML_FEATURE_END_WORD] = {"end-word", true},
    [ML_FEATURE_LEFT_TWO] = {"left-two", false},
    [ML_FEATURE_RIGHT_TWO] = {"right-two", false},
    [ML_FEATURE_FOLLOWS] = {"follows", true},
    [ML_FEATURE_JOINS] = {"joins", true},
};

/* Spreads the bits of a number, so that its low ones depend on all (the finaliser of SplitMix64). */
static uint64_t spread(uint64_t x) {
  x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
  return x ^ x >> 31;
}

uint64_t ml_feature_key(uint32_t type, const ml_feature *feature) {
  uint64_t value = feature->hash != 0         ? feature->hash
                   : feature->text.at != NULL ? ml_hash64(feature->text)
                                              : (uint64_t)feature->first << 32 | feature->second;
  uint64_t key = spread(value + spread((uint64_t)type << 8 | (uint64_t)feature->group));
  return key == 0 ? 1 : key;
}

const char *ml_feature_name(ml_arena *arena, const ml_feature *feature) {
  ml_str value = feature->text;
  if (value.at == NULL)
    value = ml_utf8_encode(arena, &feature->first, 1);
  ml_str second = feature->second == 0 ? ML_STR("") : ml_utf8_encode(arena, &feature->second, 1);
  return ml_arena_format(arena, "%s %.*s%.*s", groups[feature->group].name, (int)value.n, value.at, (int)second.n,
                         second.at);
}

/* ---- the file ---- */

typedef struct reader {
  ml_table table;
  const ml_schema *schema;
  ml_weight *slots;
  size_t n_slots;
  uint64_t types;
  const ml_package *package;
  const ml_package **owners; /* for each slot: the package that gives it points */
} reader;

enum { FEATURE, POINTS }; /* the columns; what stands behind is for readers */

static ml_str take_word(ml_str *rest) {
  const char *end = rest->n == 0 ? NULL : memchr(rest->at, ' ', rest->n);
  ml_str taken = {rest->at, end == NULL ? rest->n : (size_t)(end - rest->at)};
  size_t used = taken.n + (end != NULL);
  *rest = (ml_str){rest->at + used, rest->n - used};
  return taken;
}

static bool read_group(ml_str name, ml_feature_group *group) {
  for (*group = 0; *group < ML_FEATURE_GROUPS; (*group)++)
    if (ml_str_is(name, groups[*group].name))
      return true;
  return false;
}

static bool read_value(ml_str value, ml_feature *feature) {
  size_t at = 0;
  if (groups[feature->group].is_text) {
    feature->text = value;
    return value.n > 0;
  }
  if (value.n > 0)
    feature->first = ml_utf8_next(value, &at);
  if (at < value.n)
    feature->second = ml_utf8_next(value, &at);
  return value.n > 0 && at == value.n;
}

/* Reads `TYPE GROUP VALUE`; reports what is wrong with it. */
static bool read_feature(const reader *r, ml_str rest, uint32_t *type, ml_feature *feature) {
  const ml_table *table = &r->table;
  ml_str type_name = take_word(&rest), group = take_word(&rest);
  *type = ml_schema_type(r->schema, ml_arena_copy(table->syntax->arena, type_name.at, type_name.n));
  if (*type == ML_NO_INDEX)
    ml_table_error(table, &table->record, FEATURE, "no mention type is called %.*s", (int)type_name.n, type_name.at);
  else if (!read_group(group, &feature->group))
    ml_table_error(table, &table->record, FEATURE, "no group of features is called %.*s", (int)group.n, group.at);
  else if (!read_value(rest, feature))
    ml_table_error(table, &table->record, FEATURE, "\"%.*s\" is no value of %.*s", (int)rest.n, rest.at, (int)group.n,
                   group.at);
  else
    return true;
  return false;
}

static ml_weight *slot_of(const reader *r, uint64_t key) {
  size_t i = (size_t)key & (r->n_slots - 1);
  while (r->slots[i].key != 0 && r->slots[i].key != key)
    i = (i + 1) & (r->n_slots - 1);
  return &r->slots[i];
}

static void read_line(reader *r) {
  const ml_table *table = &r->table;
  double number = 0;
  uint32_t type;
  ml_feature feature = {0};
  if (!read_feature(r, table->cells[FEATURE], &type, &feature) || !ml_table_points(table, POINTS, &number))
    return;
  uint64_t key = ml_feature_key(type, &feature);
  ml_weight *slot = slot_of(r, key);
  const ml_package **owner = &r->owners[slot - r->slots];
  if (slot->key != 0 && *owner != r->package)
    return; /* a later package has said so */
  if (slot->key != 0) {
    ml_table_error(table, &table->record, FEATURE, "%.*s has points already", (int)table->cells[FEATURE].n,
                   table->cells[FEATURE].at);
    return;
  }
  *slot = (ml_weight){key, (int)(number * 100 + (number < 0 ? -0.5 : 0.5))};
  *owner = r->package;
  r->types |= UINT64_C(1) << type;
}

static size_t count_lines(ml_str text) {
  size_t n = 1;
  for (size_t i = 0; i < text.n; i++)
    n += text.at[i] == '\n';
  return n;
}

void ml_weights_read(ml_syntax *syntax, const ml_schema *schema, ml_weights *out) {
  size_t lines = 0;
  for (size_t i = 0; i < syntax->weights.n; i++)
    lines += count_lines(syntax->weights.v[i]->text);
  if (lines == 0)
    return;
  reader r = {.schema = schema, .n_slots = 16};
  while (r.n_slots < 2 * lines)
    r.n_slots *= 2;
  r.slots = ML_NEW_ARRAY(syntax->arena, ml_weight, r.n_slots);
  r.owners = ML_NEW_ARRAY(syntax->arena, const ml_package *, r.n_slots);
  for (size_t i = syntax->weights.n; i-- > 0;) {
    const ml_weights_decl *decl = syntax->weights.v[i];
    r.package = decl->place.file->package;
    ml_table_start(&r.table, syntax, decl->file, decl->text);
    if (ml_table_header(&r.table, "feature", "points"))
      while (ml_table_next(&r.table))
        read_line(&r);
  }
  *out = (ml_weights){r.slots, r.n_slots, r.types};
}

bool ml_weights_are_sound(const ml_weights *weights, const ml_schema *schema) {
  if (weights->n_slots == 0)
    return true;
  bool ends = false;
  for (size_t i = 0; i < weights->n_slots && !ends; i++)
    ends = weights->slots[i].key == 0;
  return ends && (weights->n_slots & (weights->n_slots - 1)) == 0 && weights->types >> schema->n_types == 0;
}
