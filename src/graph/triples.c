#include "graph/triples.h"

#include <stdlib.h>

#include "base/report.h"
#include "graph/sql.h"

/* ---- terms ---- */

static void write_term(ml_triples *t, uint32_t id, const char *kind, ml_str value, const char *datatype,
                       const char *lang) {
  if (t->status != ML_OK)
    return;
  sqlite3_bind_int64(t->add_term, 1, id);
  ml_sql_bind(t->add_term, 2, ml_str_of(kind));
  ml_sql_bind(t->add_term, 3, value);
  ml_sql_bind(t->add_term, 4, ml_str_of(datatype));
  ml_sql_bind(t->add_term, 5, ml_str_of(lang));
  t->status = ml_sql_run(t->store, t->add_term);
}

static void append_key(ml_triples *t, ml_str text) {
  ml_vec_reserve(t->arena, &t->key, t->key.n + text.n + 1);
  if (text.n > 0)
    memcpy(t->key.v + t->key.n, text.at, text.n);
  t->key.n += text.n;
  t->key.v[t->key.n++] = '\0';
}

uint32_t ml_triples_term(ml_triples *t, const char *kind, ml_str value, const char *datatype, const char *lang) {
  t->key.n = 0;
  append_key(t, (ml_str){kind, 1});
  append_key(t, ml_str_of(datatype));
  append_key(t, ml_str_of(lang));
  append_key(t, value);
  uint32_t *number = ml_digests_at(&t->terms, (ml_str){t->key.v, t->key.n});
  if (number == NULL) {
    t->status = ML_ERR_NOMEM;
    return 0;
  }
  if (*number == 0) {
    *number = ++t->n_terms;
    write_term(t, *number, kind, value, datatype, lang);
  }
  return *number;
}

uint32_t ml_triples_new_iri(ml_triples *t, ml_str iri) {
  write_term(t, ++t->n_terms, "iri", iri, NULL, NULL);
  return t->n_terms;
}

void ml_triples_end_words(ml_triples *t) {
  t->n_words = t->n_terms;
  t->used = ML_NEW_ARRAY(t->arena, bool, t->n_words);
}

static void mark_used(const ml_triples *t, uint32_t id) {
  if (id <= t->n_words)
    t->used[id - 1] = true;
}

/* A term that no triple has would be a lie about the graph. */
static ml_status drop_unused_words(const ml_triples *t) {
  sqlite3_stmt *drop;
  ML_TRY(ml_sql_prepare(t->store, "DELETE FROM term WHERE id = ?", &drop));
  for (uint32_t i = 0; i < t->n_words; i++) {
    if (t->used[i])
      continue;
    sqlite3_bind_int64(drop, 1, (sqlite3_int64)i + 1);
    ML_TRY(ml_sql_run(t->store, drop));
  }
  return ML_OK;
}

/* ---- triples ---- */

void ml_triples_say(ml_triples *t, uint32_t predicate, uint32_t object) {
  ml_vec_push(t->arena, &t->said, (ml_triple_end){predicate, object});
}

/* A statement that inserts n triples. */
static ml_status prepare_insert(const ml_triples *t, size_t n, sqlite3_stmt **out) {
  sqlite3_str *sql = sqlite3_str_new(t->store->db);
  for (size_t i = 0; i < n; i++)
    sqlite3_str_appendall(sql, i == 0 ? "INSERT INTO triple VALUES (?, ?, ?)" : ", (?, ?, ?)");
  return ml_sql_prepare_built(t->store, sql, out);
}

static ml_status insert_batch(ml_triples *t, sqlite3_stmt *insert) {
  for (size_t i = 0; i < t->n_batched; i++)
    for (int c = 0; c < 3; c++)
      sqlite3_bind_int64(insert, (int)i * 3 + c + 1, t->batch[i][c]);
  t->n_batched = 0;
  return ml_sql_run(t->store, insert);
}

static ml_status add_triple(ml_triples *t, uint32_t subject, ml_triple_end end) {
  uint32_t *triple = t->batch[t->n_batched++];
  triple[0] = subject;
  triple[1] = end.predicate;
  triple[2] = end.object;
  return t->n_batched < ML_TRIPLES_BATCH ? ML_OK : insert_batch(t, t->add_batch);
}

static int by_predicate(const void *a, const void *b) {
  const ml_triple_end *left = a, *right = b;
  if (left->predicate != right->predicate)
    return left->predicate < right->predicate ? -1 : 1;
  return (left->object > right->object) - (left->object < right->object);
}

ml_status ml_triples_end_subject(ml_triples *t, uint32_t subject) {
  if (t->said.n > 0)
    qsort(t->said.v, t->said.n, sizeof *t->said.v, by_predicate);
  for (size_t i = 0; i < t->said.n && t->status == ML_OK; i++) {
    if (i > 0 && by_predicate(&t->said.v[i - 1], &t->said.v[i]) == 0)
      continue;
    t->status = add_triple(t, subject, t->said.v[i]);
    mark_used(t, t->said.v[i].predicate);
    mark_used(t, t->said.v[i].object);
  }
  t->said.n = 0;
  return t->status;
}

/* ---- all of it ---- */

ml_status ml_triples_open(ml_triples *t, const ml_store *store, ml_arena *arena) {
  t->store = store;
  t->arena = arena;
  ML_TRY(ml_sql_prepare(store, "INSERT INTO term VALUES (?, ?, ?, ?, ?)", &t->add_term));
  return prepare_insert(t, ML_TRIPLES_BATCH, &t->add_batch);
}

ml_status ml_triples_finish(ml_triples *t) {
  sqlite3_stmt *insert;
  if (t->n_batched > 0) {
    ML_TRY(prepare_insert(t, t->n_batched, &insert));
    ML_TRY(insert_batch(t, insert));
  }
  return drop_unused_words(t);
}

void ml_triples_dispose(ml_triples *t) {
  ml_digests_dispose(&t->terms);
}
