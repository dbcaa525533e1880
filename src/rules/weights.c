#include "rules/weights.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/report.h"
#include "base/utf8.h"
#include "rules/lexicon.h"

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

};

/* Spreads the bits of a number, so that its low ones depend on all (the finaliser of SplitMix64). */
static uint64_t spread(uint64_t x) {
  x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
  return x ^ x >> 31;
}

uint64_t ml_feature_key(uint32_t type, const ml_feature *feature) {
  uint64_t value =
      feature->text.at != NULL ? ml_hash64(feature->text) : (uint64_t)feature->first << 32 | feature->second;
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
  ml_syntax *syntax;
  const ml_schema *schema;
  ml_weights *out;
  ml_lexicon file; /* for messages */
  const ml_package *package;
  const ml_package **owners; /* for each slot: the package that gives it points */
  size_t line;
} reader;

static ml_str take_until(ml_str *rest, char separator) {
  const char *end = rest->n == 0 ? NULL : memchr(rest->at, separator, rest->n);
  ml_str taken = {rest->at, end == NULL ? rest->n : (size_t)(end - rest->at)};
  size_t used = end == NULL ? rest->n : taken.n + 1;
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
static bool read_feature(reader *r, ml_str text, uint32_t *type, ml_feature *feature) {
  ml_str rest = text;
  ml_str type_name = take_until(&rest, ' '), group = take_until(&rest, ' ');
  *type = ml_schema_type(r->schema, ml_arena_copy(r->syntax->arena, type_name.at, type_name.n));
  if (*type == ML_NO_INDEX)
    ml_lexicon_error(r->syntax, &r->file, r->line, "no mention type is called %.*s", (int)type_name.n, type_name.at);
  else if (!read_group(group, &feature->group))
    ml_lexicon_error(r->syntax, &r->file, r->line, "no group of features is called %.*s", (int)group.n, group.at);
  else if (!read_value(rest, feature))
    ml_lexicon_error(r->syntax, &r->file, r->line, "\"%.*s\" is no value of %.*s", (int)rest.n, rest.at, (int)group.n,
                     group.at);
  else
    return true;
  return false;
}

static ml_weight *slot_of(const ml_weights *weights, uint64_t key) {
  size_t i = (size_t)key & (weights->cap - 1);
  while (weights->slots[i].key != 0 && weights->slots[i].key != key)
    i = (i + 1) & (weights->cap - 1);
  return &weights->slots[i];
}

static void read_line(reader *r, ml_str line) {
  ml_str feature_name = take_until(&line, '\t'), cell = take_until(&line, '\t');
  const char *points = ml_arena_copy(r->syntax->arena, cell.at, cell.n);
  double number = 0;
  uint32_t type;
  ml_feature feature = {0};
  if (!read_feature(r, feature_name, &type, &feature))
    return;
  if (!ml_lexicon_number(points, &number) || number < -ML_MAX_WEIGHT || number > ML_MAX_WEIGHT) {
    ml_lexicon_error(r->syntax, &r->file, r->line, "%s is no number of points from %d to %d", points, -ML_MAX_WEIGHT,
                     ML_MAX_WEIGHT);
    return;
  }
  ml_weight *slot = slot_of(r->out, ml_feature_key(type, &feature));
  const ml_package **owner = &r->owners[slot - r->out->slots];
  if (slot->key != 0 && *owner != r->package)
    return; /* a later package has said so */
  if (slot->key != 0) {
    ml_lexicon_error(r->syntax, &r->file, r->line, "%.*s has points already", (int)feature_name.n, feature_name.at);
    return;
  }
  *slot = (ml_weight){ml_feature_key(type, &feature), (int)(number * 100 + (number < 0 ? -0.5 : 0.5))};
  *owner = r->package;
  r->out->n++;
  r->out->types |= UINT64_C(1) << type;
}

static void read_lines(reader *r, ml_str text) {
  bool header = true;
  for (r->line = 1; text.n > 0; r->line++) {
    ml_str line = take_until(&text, '\n');
    if (line.n > 0 && line.at[line.n - 1] == '\r')
      line.n--;
    if (line.n == 0 || line.at[0] == '#')
      continue;
    if (!header)
      read_line(r, line);
    else if (!ml_str_starts(line, ML_STR("feature\tpoints")))
      ml_lexicon_error(r->syntax, &r->file, r->line,
                       "the first line that is no comment names the columns: feature, points");
    header = false;
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
  for (size_t i = 0; i < syntax->weights.n; i++)
    lines += count_lines(syntax->weights.v[i]->text);
  if (lines == 0)
    return;
  for (out->cap = 16; out->cap < 2 * lines; out->cap *= 2) {
  }
  out->slots = ML_NEW_ARRAY(syntax->arena, ml_weight, out->cap);
  const ml_package **owners = ML_NEW_ARRAY(syntax->arena, const ml_package *, out->cap);
  for (size_t i = syntax->weights.n; i-- > 0;) {
    const ml_weights_decl *decl = syntax->weights.v[i];
    reader r = {.syntax = syntax,
                .schema = schema,
                .out = out,
                .file = {.file = decl->file},
                .package = decl->place.file->package,
                .owners = owners};
    read_lines(&r, decl->text);
  }
}
