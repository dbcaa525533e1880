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

/* A column's bytes; unlike ml_sql_column without a NUL behind them, which saves a copy. */
static ml_str bytes_of(sqlite3_stmt *row, int column) {
  const char *at = sqlite3_column_blob(row, column);
  return at == NULL ? (ml_str){"", 0} : (ml_str){at, (size_t)sqlite3_column_bytes(row, column)};
}

static ml_str copy_text(ml_term *term, size_t *used, ml_str text) {
  char *at = term->room + *used;
  memcpy(at, text.at, text.n);
  *used += text.n;
  return (ml_str){at, text.n};
}

/* Copies the row at hand to its slot. */
static const ml_term *keep_row(ml_terms *terms, const ml_term_cursor *cursor) {
  sqlite3_stmt *row = cursor->rows;
  ml_str value = bytes_of(row, 2), datatype = bytes_of(row, 3), lang = bytes_of(row, 4);
  size_t n = value.n + datatype.n + lang.n, used = 0;
  ml_term *term = n > KEPT_BYTES ? &terms->large : &terms->slots[cursor->at % ML_TERM_SLOTS];
  if (n > term->cap) {
    term->cap = n > KEPT_BYTES ? 2 * n : n < KEPT_BYTES / 4 ? KEPT_BYTES / 4 : KEPT_BYTES;
    term->room = ml_arena_alloc(terms->arena, term->cap);
  }
  term->number = cursor->at;
  term->is_iri = *(const char *)sqlite3_column_blob(row, 1) == 'i';
  term->value = copy_text(term, &used, value);
  term->datatype = copy_text(term, &used, datatype);
  term->lang = copy_text(term, &used, lang);
  return term;
}

/* A cursor that stands near before the number, or else the one that was not used last, sent there. */
static ml_term_cursor *cursor_for(ml_terms *terms, int64_t number) {
  size_t i = 0;
  while (i < ML_TERM_CURSORS && (number <= terms->cursors[i].at || number > terms->cursors[i].at + NEAR))
    i++;
  terms->used = i < ML_TERM_CURSORS ? i : (terms->used + 1) % ML_TERM_CURSORS;
  ml_term_cursor *cursor = &terms->cursors[terms->used];
  if (i == ML_TERM_CURSORS || cursor->at == 0) {
    sqlite3_reset(cursor->rows);
    sqlite3_bind_int64(cursor->rows, 1, number);
  }
  return cursor;
}

ml_status ml_terms_get(ml_terms *terms, int64_t number, const ml_term **out) {
  const ml_term *slot = &terms->slots[number % ML_TERM_SLOTS];
  *out = slot->number == number ? slot : &terms->large;
  if ((*out)->number == number)
    return ML_OK;
  ml_term_cursor *cursor = cursor_for(terms, number);
  bool row;
  do {
    ML_TRY(ml_sql_step(terms->store, cursor->rows, &row));
    cursor->at = row ? sqlite3_column_int64(cursor->rows, 0) : 0;
    if (row)
      *out = keep_row(terms, cursor);
  } while (row && cursor->at < number);
  if (row && cursor->at == number)
    return ML_OK;
  return ml_fail(&terms->store->reporter, ML_ERR_STORE, terms->store->path, "the store lacks term %lld",
                 (long long)number);
}
