#include "rules/weights.h"

#include "base/utf8.h"
#include "rules/package.h"
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
    [ML_FEATURE_BEGIN_PART] = {"begin-part", true},
    [ML_FEATURE_END_PART] = {"end-part", true},
    [ML_FEATURE_BEGIN_TWO] = {"begin-two", false},
    [ML_FEATURE_END_TWO] = {"end-two", false},
    [ML_FEATURE_INNER_TWO] = {"inner-two", false},
    [ML_FEATURE_LEFT_TWO] = {"left-two", false},
    [ML_FEATURE_RIGHT_TWO] = {"right-two", false},
    [ML_FEATURE_FOLLOWS] = {"follows", true},
    [ML_FEATURE_JOINS] = {"joins", true},
};

uint64_t ml_feature_hash_name(ml_str name) {
  uint64_t hash = 0;
  for (size_t at = 0; at < name.n;)
    hash = ml_feature_hash_on(hash, ml_utf8_next(name, &at));
  return hash;
}

uint64_t ml_feature_key_of(const ml_feature *feature) {
  return ml_feature_key(feature->group, feature->codes != NULL ? ml_feature_hash(feature->codes, feature->n)
                                                               : ml_feature_hash_name(ml_str_of(feature->name)));
}

const char *ml_feature_name(ml_arena *arena, const ml_feature *feature) {
  const char *value = feature->codes != NULL ? ml_utf8_encode(arena, feature->codes, feature->n).at : feature->name;
  return ml_arena_format(arena, "%s %s", groups[feature->group].name, value);
}

int ml_weights_get(const ml_weights *weights, uint32_t type, const ml_feature *feature) {
  if (weights->n_numbers == 0 || (weights->types >> type & 1) == 0)
    return 0;
  const int32_t *points = ml_weights_find(weights, ml_feature_key_of(feature));
  return points == NULL ? 0 : points[weights->columns[type]];
}

static void add_row(const int32_t *points, size_t n, int32_t *row) {
  for (size_t c = 0; c < n && points != NULL; c++)
    row[c] += points[c];
}

void ml_weights_index(ml_arena *arena, const ml_schema *schema, ml_weights *weights) {
  weights->n_columns = 0;
  for (uint32_t t = 0; t < ML_MAX_TYPES; t++)
    if ((weights->types >> t & 1) != 0)
      weights->columns[t] = (uint8_t)weights->n_columns++;
  weights->n_slots = weights->n_numbers / (1 + weights->n_columns);
  weights->of_types = ML_NEW_ARRAY(arena, int32_t, schema->n_types * ML_FEATURE_GROUPS * weights->n_columns);
  int32_t *row = weights->of_types;
  for (size_t t = 0; t < schema->n_types && weights->n_slots > 0; t++) {
    uint64_t hash = ml_feature_hash_name(ml_str_of(schema->types[t].name));
    for (ml_feature_group group = 0; group < ML_FEATURE_GROUPS; group++, row += weights->n_columns)
      add_row(ml_weights_find(weights, ml_feature_key(group, hash)), weights->n_columns, row);
  }
}

/* ---- the file ---- */

/* Points for mentions of one type that have a feature: a line. */
typedef struct weight {
  uint64_t key; /* of the feature; 0: free */
  int32_t points;
  uint32_t type;
} weight;

typedef struct reader {
  ml_table table;
  const ml_schema *schema;
  weight *slots; /* open addressing */
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

static bool is_value(ml_feature_group group, ml_str value) {
  return value.n > 0 && (groups[group].is_text || ml_utf8_length(value) <= 2);
}

/* Reads `TYPE GROUP VALUE`; reports what is wrong with it. */
static bool read_feature(const reader *r, ml_str rest, uint32_t *type, uint64_t *key) {
  const ml_table *table = &r->table;
  ml_str type_name = take_word(&rest), group_name = take_word(&rest);
  ml_feature_group group;
  *type = ml_schema_type(r->schema, ml_arena_copy(table->syntax->arena, type_name.at, type_name.n));
  if (*type == ML_NO_INDEX)
    ml_table_error(table, &table->record, FEATURE, "no mention type is called %.*s", (int)type_name.n, type_name.at);
  else if (!read_group(group_name, &group))
    ml_table_error(table, &table->record, FEATURE, "no group of features is called %.*s", (int)group_name.n,
                   group_name.at);
  else if (!is_value(group, rest))
    ml_table_error(table, &table->record, FEATURE, "\"%.*s\" is no value of %.*s", (int)rest.n, rest.at,
                   (int)group_name.n, group_name.at);
  else {
    *key = ml_feature_key(group, ml_feature_hash_name(rest));
    return true;
  }
  return false;
}

/* The slot of a feature of mentions of a type, or the free one where it belongs. */
static size_t slot_of(const reader *r, uint64_t key, uint32_t type) {
  size_t i = (size_t)key & (r->n_slots - 1);
  while (r->slots[i].key != 0 && (r->slots[i].key != key || r->slots[i].type != type))
    i = (i + 1) & (r->n_slots - 1);
  return i;
}

static void read_line(reader *r) {
  const ml_table *table = &r->table;
  double number = 0;
  uint32_t type;
  uint64_t key;
  if (!read_feature(r, table->cells[FEATURE], &type, &key) || !ml_table_points(table, POINTS, &number))
    return;
  size_t i = slot_of(r, key, type);
  if (r->slots[i].key != 0 && r->owners[i] != r->package)
    return; /* a later package has said so */
  if (r->slots[i].key != 0) {
    ml_table_error(table, &table->record, FEATURE, "%.*s has points already", (int)table->cells[FEATURE].n,
                   table->cells[FEATURE].at);
    return;
  }
  r->slots[i] = (weight){key, (int32_t)(number * 100 + (number < 0 ? -0.5 : 0.5)), type};
  r->owners[i] = r->package;
  r->types |= UINT64_C(1) << type;
}

static size_t count_columns(uint64_t types) {
  return (size_t)__builtin_popcountll(types);
}

/* The lines of one feature become one slot, with a column for each type. */
static void make_slots(ml_arena *arena, const reader *r, ml_weights *out) {
  size_t width = 1 + count_columns(r->types);
  int32_t *numbers = ML_NEW_ARRAY(arena, int32_t, r->n_slots * width);
  *out = (ml_weights){.numbers = numbers, .n_numbers = r->n_slots * width, .types = r->types};
  for (const weight *line = r->slots; line < r->slots + r->n_slots; line++) {
    if (line->key == 0)
      continue;
    int32_t mark = ml_weights_mark(line->key);
    size_t i = (size_t)line->key & (r->n_slots - 1);
    while (numbers[i * width] != 0 && numbers[i * width] != mark)
      i = (i + 1) & (r->n_slots - 1);
    numbers[i * width] = mark;
    numbers[i * width + 1 + count_columns(r->types & ((UINT64_C(1) << line->type) - 1))] = line->points;
  }
}

static size_t count_lines(ml_str text) {
  size_t n = 1;
  for (size_t i = 0; i < text.n; i++)
    n += text.at[i] == '\n';
  return n;
}

void ml_weights_read(ml_syntax *syntax, const ml_schema *schema, ml_weights *out) {
  size_t lines = 0;
  ml_str *texts = ML_NEW_ARRAY(syntax->arena, ml_str, syntax->weights.n);
  for (size_t i = 0; i < syntax->weights.n; i++) {
    const ml_weights_decl *decl = syntax->weights.v[i];
    texts[i] = ml_package_text(syntax, "weights file", decl->file, decl->place);
    lines += count_lines(texts[i]);
  }
  if (lines == 0)
    return;
  reader r = {.schema = schema, .n_slots = 16};
  while (r.n_slots < 2 * lines)
    r.n_slots *= 2;
  r.slots = ML_NEW_ARRAY(syntax->arena, weight, r.n_slots);
  r.owners = ML_NEW_ARRAY(syntax->arena, const ml_package *, r.n_slots);
  for (size_t i = syntax->weights.n; i-- > 0;) {
    const ml_weights_decl *decl = syntax->weights.v[i];
    r.package = decl->place.file->package;
    ml_table_start(&r.table, syntax, decl->file, texts[i]);
    if (ml_table_header(&r.table, "feature", "points"))
      while (ml_table_next(&r.table))
        read_line(&r);
  }
  make_slots(syntax->arena, &r, out);
}

bool ml_weights_are_sound(const ml_weights *weights, const ml_schema *schema) {
  size_t width = 1 + count_columns(weights->types), n_slots = weights->n_numbers / width, n_free = 0;
  for (size_t i = 0; i < n_slots; i++)
    n_free += weights->numbers[i * width] == 0;
  return (schema->n_types == ML_MAX_TYPES || weights->types >> schema->n_types == 0) &&
         n_slots * width == weights->n_numbers && (n_slots & (n_slots - 1)) == 0 &&
         (n_free > 0 || weights->n_numbers == 0);
}
