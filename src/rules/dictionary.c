#include "rules/dictionary.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

ml_value *ml_dictionary_values(const ml_dictionary *dictionary, const ml_sense *sense, size_t n, ml_arena *arena) {
  if (sense->values == ML_NO_INDEX)
    return NULL;
  ml_value *values = ML_NEW_ARRAY(arena, ml_value, n);
  for (size_t i = 0; i < n; i++) {
    const ml_stated *stated = &dictionary->values[sense->values + i];
    values[i] = (ml_value){(ml_value_kind)stated->kind, stated->number, ml_dictionary_text(dictionary, stated->text)};
  }
  return values;
}

size_t ml_dictionary_names(const ml_dictionary *dictionary) {
  size_t n = 0;
  for (size_t i = 0; i < dictionary->n_senses; i++)
    n += dictionary->senses[i].listed == 0;
  return n;
}

/* ---- checking ---- */

static bool sense_is_sound(const ml_dictionary *d, const ml_sense *sense, const ml_schema *schema, size_t n_lists) {
  if (sense->label >= d->n_texts || sense->id >= d->n_texts || sense->maker >= d->n_texts)
    return false;
  if (sense->listed != 0)
    return sense->what < n_lists;
  if (sense->what >= schema->n_types || sense->label == 0 || sense->maker == 0)
    return false;
  size_t n = schema->types[sense->what].n_attributes;
  return sense->values == ML_NO_INDEX || (sense->values <= d->n_values && n <= d->n_values - sense->values);
}

bool ml_dictionary_is_sound(const ml_dictionary *d, const ml_schema *schema, size_t n_lists) {
  bool sound = d->n_texts > 0 && d->texts[d->n_texts - 1] == '\0' && d->n_senses < ML_TRIE_VALUES &&
               (d->n_senses == 0 || d->senses[d->n_senses - 1].last != 0);
  for (size_t i = 0; sound && i < d->n_senses; i++)
    sound = sense_is_sound(d, &d->senses[i], schema, n_lists);
  for (size_t i = 0; sound && i < d->n_values; i++)
    sound = d->values[i].text < d->n_texts && (d->values[i].kind == ML_UNSET || d->values[i].kind == ML_NUMBER ||
                                               (d->values[i].kind == ML_TEXT && d->values[i].text != 0));
  return sound && ml_trie_is_sound(&d->trie, (uint32_t)d->n_senses);
}

/* ---- making ---- */

enum { CODE_BITS = 21, COMPARED_AT_ONCE = 3 };

void ml_dictionary_add(ml_draft_dictionary *draft, const uint32_t *codes, size_t n, ml_sense sense) {
  ml_entry entry = {.codes = codes, .n = (uint32_t)n, .sense = (uint32_t)draft->senses.n};
  for (size_t i = 0; i < COMPARED_AT_ONCE; i++) /* a missing one is less than any */
    entry.begins = entry.begins << CODE_BITS | (i < n ? codes[i] + 1 : 0);
  ml_vec_push(draft->arena, &draft->entries, entry);
  ml_vec_push(draft->arena, &draft->senses, sense);
}

static ml_text_at *slot_of(const ml_draft_dictionary *draft, const char *text) {
  size_t i = (size_t)ml_hash64(ml_str_of(text)) & (draft->known.n - 1);
  while (draft->known.v[i] != 0 && strcmp(draft->texts.v + draft->known.v[i], text) != 0)
    i = (i + 1) & (draft->known.n - 1);
  return &draft->known.v[i];
}

static void grow_known(ml_draft_dictionary *draft) {
  ml_draft_dictionary larger = *draft;
  larger.known.n = draft->known.n == 0 ? 1024 : draft->known.n * 2;
  larger.known.v = ML_NEW_ARRAY(draft->arena, ml_text_at, larger.known.n);
  for (size_t i = 0; i < draft->known.n; i++)
    if (draft->known.v[i] != 0)
      *slot_of(&larger, draft->texts.v + draft->known.v[i]) = draft->known.v[i];
  *draft = larger;
}

ml_text_at ml_dictionary_put(ml_draft_dictionary *draft, const char *text) {
  if (text == NULL)
    return 0;
  if (draft->texts.n == 0)
    ml_vec_push(draft->arena, &draft->texts, '\0');
  if (draft->n_known * 4 >= draft->known.n * 3)
    grow_known(draft);
  ml_text_at *slot = slot_of(draft, text);
  if (*slot == 0) {
    size_t n = strlen(text) + 1;
    *slot = (ml_text_at)draft->texts.n;
    draft->n_known++;
    ml_vec_reserve(draft->arena, &draft->texts, draft->texts.n + n);
    memcpy(draft->texts.v + draft->texts.n, text, n);
    draft->texts.n += n;
  }
  return *slot;
}

uint32_t ml_dictionary_state(ml_draft_dictionary *draft, const ml_value *values, size_t n) {
  uint32_t first = (uint32_t)draft->values.n;
  for (size_t i = 0; i < n; i++) {
    ml_stated stated = {.kind = values[i].kind, .number = values[i].number};
    if (values[i].kind == ML_TEXT)
      stated.text = ml_dictionary_put(draft, values[i].text);
    ml_vec_push(draft->arena, &draft->values, stated);
  }
  return first;
}

static int compare_words(const ml_entry *x, const ml_entry *y) {
  if (x->begins != y->begins)
    return x->begins < y->begins ? -1 : 1;
  for (uint32_t i = COMPARED_AT_ONCE; i < x->n && i < y->n; i++)
    if (x->codes[i] != y->codes[i])
      return x->codes[i] < y->codes[i] ? -1 : 1;
  return (x->n > y->n) - (x->n < y->n);
}

static int by_word_newest_first(const void *a, const void *b) {
  const ml_entry *x = a, *y = b;
  int order = compare_words(x, y);
  return order != 0 ? order : (x->sense < y->sense) - (x->sense > y->sense);
}

static void *moved(ml_arena *arena, const void *items, size_t n, size_t size) {
  void *copy = ml_arena_array(arena, n, size);
  if (n > 0)
    memcpy(copy, items, n * size);
  return copy;
}

void ml_dictionary_make(ml_draft_dictionary *draft, ml_arena *arena, ml_dictionary *out) {
  size_t n = draft->entries.n, n_words = 0;
  const ml_entry *entries = draft->entries.v;
  ml_trie_word *words = ML_NEW_ARRAY(draft->arena, ml_trie_word, n);
  ml_sense *senses = ML_NEW_ARRAY(arena, ml_sense, n);
  if (n > 0)
    qsort(draft->entries.v, n, sizeof *entries, by_word_newest_first);
  for (size_t i = 0; i < n; i++) {
    bool first = i == 0 || compare_words(&entries[i - 1], &entries[i]) != 0;
    if (first)
      words[n_words++] = (ml_trie_word){entries[i].codes, entries[i].n, (uint32_t)i};
    senses[i] = draft->senses.v[entries[i].sense];
    senses[i].last = i + 1 == n || compare_words(&entries[i], &entries[i + 1]) != 0;
  }
  ml_dictionary_put(draft, ""); /* so that there is a first text */
  *out = (ml_dictionary){.senses = senses, .n_senses = n, .n_values = draft->values.n, .n_texts = draft->texts.n};
  out->values = moved(arena, draft->values.v, draft->values.n, sizeof *draft->values.v);
  out->texts = moved(arena, draft->texts.v, draft->texts.n, 1);
  ml_trie_build(arena, draft->arena, words, n_words, &out->trie);
  *draft = (ml_draft_dictionary){.arena = draft->arena};
}
