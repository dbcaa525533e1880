/* Making and comparing the values of expressions (ml_value: rules/schema.h). They are inline since the conditions of
 * rules compare millions of them. */
#ifndef ML_EXTRACT_VALUE_H
#define ML_EXTRACT_VALUE_H

#include "rules/schema.h"

static inline ml_value ml_unset(void) {
  return (ml_value){.kind = ML_UNSET};
}

/* Unset for NULL. The text is not copied. */
static inline ml_value ml_text_value(const char *text) {
  return (ml_value){.kind = text == NULL ? ML_UNSET : ML_TEXT, .text = text};
}

static inline ml_value ml_number_value(double number) {
  return (ml_value){.kind = ML_NUMBER, .number = number};
}

/* Capitals of the Latin alphabet count as small letters, as they do in matching. */
static inline char ml_lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Compares n bytes. */
static inline bool ml_alike(const char *a, const char *b, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (ml_lower(a[i]) != ml_lower(b[i]))
      return false;
  return true;
}

/* Two texts, to their NULs. */
static inline bool ml_equal_texts(const char *a, const char *b) {
  size_t i = 0;
  while (a[i] != '\0' && ml_lower(a[i]) == ml_lower(b[i]))
    i++;
  return a[i] == b[i]; /* both at their ends */
}

/* Numbers as numbers, texts as texts; what is unset equals nothing. */
static inline bool ml_equal(ml_value a, ml_value b) {
  if (a.kind == ML_NUMBER && b.kind == ML_NUMBER)
    return a.number == b.number;
  return a.kind == ML_TEXT && b.kind == ML_TEXT && ml_equal_texts(a.text, b.text);
}

#endif
