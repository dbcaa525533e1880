#include "rules/rule_set.h"

ml_feature ml_transition_feature(const ml_rules *rules, ml_feature_group group, uint32_t left) {
  return (ml_feature){.group = group, .name = rules->schema.types[left].name};
}

static int learned(const ml_rules *rules, const ml_weights *weights, ml_feature_group group, uint32_t left,
                   uint32_t right) {
  if (weights == NULL)
    return 0;
  ml_feature feature = ml_transition_feature(rules, group, left);
  return ml_weights_get(weights, right, &feature);
}

/* A follow is for its types and their subtypes. */
static void add_straight(const ml_rules *rules, const ml_follow *follow, int *straight) {
  size_t n = rules->schema.n_types;
  for (size_t left = 0; left < n; left++)
    for (size_t right = 0; right < n; right++)
      if ((rules->accepts[follow->left] >> left & 1) != 0 && (rules->accepts[follow->right] >> right & 1) != 0)
        straight[left * n + right] += follow->points;
}

ml_transitions ml_transitions_of(ml_arena *arena, const ml_rules *rules, const ml_weights *weights) {
  size_t n = rules->schema.n_types;
  ml_transitions transitions = {.straight = ML_NEW_ARRAY(arena, int, n *n),
                                .joined = ML_NEW_ARRAY(arena, int, rules->n_follows)};
  for (uint32_t left = 0; left < n; left++)
    for (uint32_t right = 0; right < n; right++)
      transitions.straight[left * n + right] = learned(rules, weights, ML_FEATURE_FOLLOWS, left, right);
  for (size_t i = 0; i < rules->n_follows; i++) {
    const ml_follow *follow = &rules->follows[i];
    if (follow->between.n == 0)
      add_straight(rules, follow, transitions.straight);
    else
      transitions.joined[i] = follow->points + learned(rules, weights, ML_FEATURE_JOINS, follow->left, follow->right);
  }
  return transitions;
}
