#include "write/terms.h"

#include "base/report.h"
#include "graph/sql.h"

enum {
  NEAR = 8,        /* rows ahead that are read rather than sought */
  KEPT_BYTES = 512 /* terms with more text than that are not kept */
};

ml_status ml_terms_open(ml_terms *terms, const ml_store *store, ml_arena *arena) {
  *terms = (ml_terms){.store = store, .arena = arena};
  for (size_t i = 0; i < ML_TERM_CURSORS; i++)
    ML_TRY(ml_sql_prepare(store, "SELECT id, kind, value, datatype, lang FROM term WHERE id >= ? ORDER BY id",
                          &terms->cursors[i].rows));
  return ML_OK;
}

/* ---- what is kept ---- */

static ml_str kept_copy(ml_terms *terms, ml_str text) {
  return (ml_str){ml_arena_copy(terms->arena, text.at, text.n), text.n};
}

/* A column's bytes; unlike ml_sql_column without a NUL behind them, which saves a copy. */
static ml_str bytes_of(sqlite3_stmt *row, int column) {
  const char *at = sqlite3_column_blob(row, column);
  return at == NULL ? (ml_str){"", 0} : (ml_str){at, (size_t)sqlite3_column_bytes(row, column)};
}

static uint32_t type_of(ml_terms *terms, sqlite3_stmt *row) {
  bool is_iri = *(const char *)sqlite3_column_blob(row, 1) == 'i';
  ml_str datatype = bytes_of(row, 3), lang = bytes_of(row, 4);
  for (size_t i = 0; i < terms->types.n; i++) {
    const ml_term_type *type = &terms->types.v[i];
    if (type->is_iri == is_iri && ml_str_eq(type->datatype, datatype) && ml_str_eq(type->lang, lang))
      return (uint32_t)i;
  }
  ml_vec_push(terms->arena, &terms->types, (ml_term_type){is_iri, kept_copy(terms, datatype), kept_copy(terms, lang)});
  return (uint32_t)terms->types.n - 1;
}

static ml_term_slot *slot_of(ml_terms *terms, int64_t number) {
  return &terms->slots[number % ML_TERM_SLOTS];
}

static ml_term_long_slot *long_slot_of(ml_terms *terms, int64_t number) {
  return &terms->long_slots[number % ML_TERM_LONG_SLOTS];
}

static void keep_long(ml_terms *terms, ml_term_long_slot *slot, int64_t number, uint32_t type, ml_str value) {
  if (value.n > slot->cap) {
    slot->cap = value.n > KEPT_BYTES ? 2 * value.n : value.n + KEPT_BYTES / 8;
    slot->value = ml_arena_alloc(terms->arena, slot->cap);
  }
  memcpy(slot->value, value.at, value.n);
  slot->n = value.n;
  slot->number = number;
  slot->type = type;
}

/* Copies the row at hand to its slot. */
static void keep_row(ml_terms *terms, const ml_term_cursor *cursor) {
  ml_str value = bytes_of(cursor->rows, 2);
  uint32_t type = type_of(terms, cursor->rows);
  ml_term_slot *slot = slot_of(terms, cursor->at);
  if (value.n > sizeof slot->value) {
    keep_long(terms, value.n > KEPT_BYTES ? &terms->large : long_slot_of(terms, cursor->at), cursor->at, type, value);
    return;
  }
  slot->number = cursor->at;
  slot->type = type;
  slot->n = (uint32_t)value.n;
  memcpy(slot->value, value.at, value.n);
}

static bool find_long(const ml_terms *terms, const ml_term_long_slot *slot, int64_t number, ml_term *out) {
  if (slot->number != number)
    return false;
  *out = (ml_term){&terms->types.v[slot->type], {slot->value, slot->n}};
  return true;
}

static bool find_kept(ml_terms *terms, int64_t number, ml_term *out) {
  const ml_term_slot *slot = slot_of(terms, number);
  if (slot->number != number)
    return find_long(terms, long_slot_of(terms, number), number, out) || find_long(terms, &terms->large, number, out);
  *out = (ml_term){&terms->types.v[slot->type], {slot->value, slot->n}};
  return true;
}

/* ---- reading ---- */

/* A cursor that stands near before the number, or else the one that was longest unused, sent there. */
static ml_term_cursor *cursor_for(ml_terms *terms, int64_t number) {
  ml_term_cursor *oldest = &terms->cursors[0];
  for (size_t i = 0; i < ML_TERM_CURSORS; i++) {
    ml_term_cursor *cursor = &terms->cursors[i];
    if (cursor->at != 0 && number > cursor->at && number <= cursor->at + NEAR)
      return cursor;
    if (cursor->used < oldest->used)
      oldest = cursor;
  }
  sqlite3_reset(oldest->rows);
  sqlite3_bind_int64(oldest->rows, 1, number);
  return oldest;
}

static ml_status lacks(const ml_terms *terms, int64_t number) {
  return ml_fail(&terms->store->reporter, ML_ERR_STORE, terms->store->path, "the store lacks term %lld",
                 (long long)number);
}

ml_status ml_terms_get(ml_terms *terms, int64_t number, ml_term *out) {
  if (number <= 0) /* terms are numbered from 1, and 0 marks free slots */
    return lacks(terms, number);
  if (find_kept(terms, number, out))
    return ML_OK;
  ml_term_cursor *cursor = cursor_for(terms, number);
  cursor->used = ++terms->n_read;
  bool row;
  do {
    ML_TRY(ml_sql_step(terms->store, cursor->rows, &row));
    cursor->at = row ? sqlite3_column_int64(cursor->rows, 0) : 0;
  } while (row && cursor->at < number);
  if (!row || cursor->at != number)
    return lacks(terms, number);
  keep_row(terms, cursor);
  find_kept(terms, number, out);
  return ML_OK;
}
