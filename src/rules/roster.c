#include "rules/roster.h"

#include "rules/compile.h"

uint32_t ml_roster_next(const ml_roster *roster, const uint64_t *called, uint32_t from) {
  size_t word = from / 64;
  uint64_t mask = UINT64_MAX << from % 64;
  if (word < roster->from) {
    word = roster->from;
    mask = UINT64_MAX;
  }
  for (; word < roster->to; word++, mask = UINT64_MAX) {
    uint64_t bits = roster->members[word] & called[word] & mask;
    if (bits != 0)
      return (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(bits);
  }
  return ML_NO_INDEX;
}

void ml_calls_add(const ml_calls *calls, uint32_t list, uint64_t *called) {
  if (list >= calls->n_lists)
    return;
  for (uint32_t i = calls->first[list]; i < calls->first[list + 1]; i++)
    called[calls->rules[i] / 64] |= UINT64_C(1) << calls->rules[i] % 64;
}

/* ---- making them ---- */

void ml_roster_add(ml_compiler *compiler, ml_roster *roster, uint32_t rule) {
  size_t word = rule / 64;
  if (roster->members == NULL) {
    roster->members = ML_NEW_ARRAY(compiler->arena, uint64_t, compiler->rules->rules.n / 64 + 1);
    roster->from = word;
  }
  roster->members[word] |= UINT64_C(1) << rule % 64;
  roster->to = word + 1;
}

/* Words without one of which the rule cannot match, likely the rarest; NULL: it can without any. */
static const ml_trigger *words_of(const ml_rule *rule) {
  for (size_t i = 0; i < rule->n_triggers; i++)
    if (rule->triggers[i].types == 0)
      return &rule->triggers[i];
  return NULL;
}

void ml_order_calls(ml_compiler *compiler) {
  ml_rules *rules = compiler->rules;
  ml_calls *calls = &rules->calls;
  calls->n_words = rules->rules.n / 64 + 1;
  calls->n_lists = rules->n_lists;
  calls->always = ML_NEW_ARRAY(compiler->arena, uint64_t, calls->n_words);
  calls->first = ML_NEW_ARRAY(compiler->arena, uint32_t, rules->n_lists + 1);
  size_t n = 0;
  for (uint32_t r = 0; r < rules->rules.n; r++) {
    const ml_trigger *words = words_of(&rules->rules.v[r]);
    if (words == NULL)
      calls->always[r / 64] |= UINT64_C(1) << r % 64;
    for (size_t i = 0; words != NULL && i < words->n_lists; i++, n++)
      calls->first[words->lists[i]]++;
  }
  calls->rules = ML_NEW_ARRAY(compiler->arena, uint32_t, n);
  for (size_t list = 1; list <= rules->n_lists; list++) /* where each list ends */
    calls->first[list] += calls->first[list - 1];
  for (uint32_t r = (uint32_t)rules->rules.n; r-- > 0;) {
    const ml_trigger *words = words_of(&rules->rules.v[r]);
    for (size_t i = 0; words != NULL && i < words->n_lists; i++)
      calls->rules[--calls->first[words->lists[i]]] = r;
  }
}
