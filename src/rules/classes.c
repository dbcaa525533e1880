#include "rules/classes.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/script.h"
#include "base/vec.h"

typedef struct classing {
  ml_arena *arena;
  ml_set *sets;
  size_t n_sets;
  ml_map by_row;            /* the row of a class -> its number */
  ML_VEC(uint8_t *) rows;   /* of the classes: for each set 1 when it holds the class */
  ML_VEC(uint32_t) written; /* the characters that some set names, ascending */
} classing;

static int by_code(const void *a, const void *b) {
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  return (left > right) - (left < right);
}

static unsigned script_of(uint32_t code) {
  return ml_is_han(code)     ? ML_SCRIPT_HAN
         : ml_is_latin(code) ? ML_SCRIPT_LATIN
         : ml_is_digit(code) ? ML_SCRIPT_DIGIT
         : code != ' '       ? ML_SCRIPT_PUNCT
                             : 0;
}

static bool names(const ml_set *set, uint32_t code) {
  return set->n_codes > 0 && bsearch(&code, set->codes, set->n_codes, sizeof code, by_code) != NULL;
}

/* The class of the characters of a script (`written` false) or of a character that sets name. */
static uint16_t class_for(classing *c, unsigned script, uint32_t code, bool written) {
  uint8_t *row = ML_NEW_ARRAY(c->arena, uint8_t, c->n_sets + 1);
  for (size_t s = 0; s < c->n_sets; s++) {
    const ml_set *set = &c->sets[s];
    row[s] = ((set->scripts & script) != 0 || (written && names(set, code))) != set->negated;
  }
  uint32_t added = (uint32_t)c->rows.n;
  uint32_t class = ml_map_put(c->arena, &c->by_row, (ml_str){(const char *)row, c->n_sets + 1}, added);
  if (class == added)
    ml_vec_push(c->arena, &c->rows, row);
  return (uint16_t) class;
}

static void collect_written(classing *c) {
  for (size_t s = 0; s < c->n_sets; s++)
    for (size_t i = 0; i < c->sets[s].n_codes; i++)
      ml_vec_push(c->arena, &c->written, c->sets[s].codes[i]);
  if (c->written.n > 1)
    qsort(c->written.v, c->written.n, sizeof *c->written.v, by_code);
  size_t n = 0;
  for (size_t i = 0; i < c->written.n; i++)
    if (n == 0 || c->written.v[n - 1] != c->written.v[i])
      c->written.v[n++] = c->written.v[i];
  c->written.n = n;
}

/* What sets say of whole scripts; nothing else is said of most characters. */
static void class_scripts(classing *c, ml_classes *out) {
  uint16_t of_script[ML_SCRIPT_PUNCT + 1] = {0};
  for (unsigned script = 1; script <= ML_SCRIPT_PUNCT; script *= 2)
    of_script[script] = class_for(c, script, 0, false);
  of_script[0] = class_for(c, 0, 0, false);
  out->direct = ML_NEW_ARRAY(c->arena, uint16_t, ML_CLASSES_DIRECT);
  for (uint32_t code = 0; code < ML_CLASSES_DIRECT; code++)
    out->direct[code] = of_script[script_of(code)];
  out->han = of_script[ML_SCRIPT_HAN];
  out->other = of_script[ML_SCRIPT_PUNCT];
}

static void class_written(classing *c, ml_classes *out) {
  uint16_t *of_codes = ML_NEW_ARRAY(c->arena, uint16_t, c->written.n);
  size_t below = 0;
  for (size_t i = 0; i < c->written.n; i++) {
    uint32_t code = c->written.v[i];
    of_codes[i] = class_for(c, script_of(code), code, true);
    if (code < ML_CLASSES_DIRECT)
      out->direct[code] = of_codes[below++];
  }
  out->n_codes = c->written.n - below;
  if (out->n_codes == 0)
    return;
  out->codes = c->written.v + below;
  out->of_codes = of_codes + below;
}

void ml_classes_build(ml_arena *arena, ml_set *sets, size_t n_sets, ml_classes *out) {
  classing c = {.arena = arena, .sets = sets, .n_sets = n_sets};
  *out = (ml_classes){0};
  collect_written(&c);
  class_scripts(&c, out);
  class_written(&c, out);
  out->n = (uint32_t)c.rows.n;
  for (size_t s = 0; s < n_sets; s++) {
    uint8_t *has = ML_NEW_ARRAY(arena, uint8_t, c.rows.n);
    for (size_t class = 0; class < c.rows.n; class ++)
      has[class] = c.rows.v[class][s];
    sets[s].has = has;
  }
}

uint32_t ml_class_of(const ml_classes *classes, uint32_t code) {
  if (code < ML_CLASSES_DIRECT)
    return classes->direct[code];
  if (classes->n_codes > 0) {
    const uint32_t *at = bsearch(&code, classes->codes, classes->n_codes, sizeof code, by_code);
    if (at != NULL)
      return classes->of_codes[at - classes->codes];
  }
  return ml_is_han(code) ? classes->han : classes->other;
}
