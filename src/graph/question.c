/* Questions that have a name. */
#include "base/nearest.h"
#include "base/report.h"
#include "base/utf8.h"
#include "graph/phrase.h"
#include "graph/query.h"
#include "graph/sql.h"

#define MEANT " (SELECT id FROM entity WHERE label = ?1 OR id = ?1 UNION SELECT entity FROM alias WHERE name = ?1)"
#define BEST                                                                                                       \
  " JOIN evidence AS v ON v.rowid = (SELECT rowid FROM evidence WHERE fact = f.id ORDER BY confidence DESC, rowid" \
  " LIMIT 1)"

static const struct {
  ml_question question;
  const char *sql;
} questions[] = {
    {{"facts", "NAME", "what is stated about a person, an organisation, a product"},
     "SELECT f.relation, f.label AS fact, f.confidence, v.document, v.quote FROM fact AS f" BEST
     " WHERE f.source IN" MEANT " OR f.target IN" MEANT " ORDER BY f.relation, f.begins, f.label"},
    {{"search", "PHRASE", "where a phrase stands in what is quoted, and what was found there"},
     "SELECT f.relation, f.label AS fact, v.document, v.start_char, v.quote FROM search AS s JOIN evidence AS v"
     " ON v.rowid = s.rowid JOIN fact AS f ON f.id = v.fact WHERE search MATCH ?1"
     " ORDER BY v.document, v.start_char, f.label"},
    {{"evidence", "FACT", "every place that states a fact, by its id"},
     "SELECT document, sentence, start_char, end_char, quote, rule, confidence FROM evidence WHERE fact = ?1"
     " ORDER BY document, start_char"},
    {{"names", "NAME", "the names of what bears this one"},
     "SELECT e.id, e.type, e.label, a.name, a.lang FROM entity AS e LEFT JOIN alias AS a ON a.entity = e.id"
     " WHERE e.id IN" MEANT " ORDER BY e.id, a.name"},
    {{"merges", NULL, "what was joined to what, and why"},
     "SELECT e.type, m.name, e.label AS joined_to, m.reason FROM merge AS m JOIN entity AS e ON e.id = m.entity"
     " ORDER BY e.type, e.label, m.name"},
    {{"entities", NULL, "what the most facts speak of"},
     "SELECT e.label, e.type, count(*) AS facts FROM entity AS e JOIN fact AS f ON e.id IN (f.source, f.target)"
     " GROUP BY e.id ORDER BY facts DESC, e.label LIMIT 50"},
    {{"relations", NULL, "the relations, and how many facts each has"},
     "SELECT r.name AS relation, count(f.id) AS facts, round(avg(f.confidence), 2) AS confidence FROM schema_relation"
     " AS r LEFT JOIN fact AS f ON f.relation = r.name GROUP BY r.name ORDER BY r.name"},
    {{"documents", NULL, "the documents, and how many facts each states"},
     "SELECT d.id AS document, d.title, d.published, count(DISTINCT v.fact) AS facts FROM document AS d"
     " LEFT JOIN evidence AS v ON v.document = d.id GROUP BY d.id ORDER BY d.id"},
};

enum { N_QUESTIONS = sizeof questions / sizeof *questions };

const ml_question *ml_question_at(size_t index) {
  return index < N_QUESTIONS ? &questions[index].question : NULL;
}

typedef struct phrasing {
  ml_store *store;
  const char *text;
  char *phrase;
} phrasing;

static ml_status make_phrase(void *argument) {
  phrasing *p = argument;
  ml_str text = ml_str_of(p->text);
  char *spaced = ml_arena_array(&p->store->arena, ML_PHRASE_SIZE(text.n), 1);
  ml_str words = ml_phrase_spaced(text, spaced);
  p->phrase = ml_arena_format(&p->store->arena, "\"%.*s\"", (int)words.n, words.at);
  return ML_OK;
}

static ml_status no_question(ml_store *store, const char *name) {
  ml_nearest nearest = ml_nearest_start(name);
  for (size_t i = 0; i < N_QUESTIONS; i++)
    ml_nearest_try(&nearest, questions[i].question.name);
  char message[128], hint[64] = "ask in SQL, or one of the questions that have a name";
  snprintf(message, sizeof message, "there is no question '%.*s'", ml_utf8_within(name, 100), name);
  if (nearest.best != NULL)
    snprintf(hint, sizeof hint, "did you mean %s?", nearest.best);
  ml_report(&store->reporter, &(ml_diagnostic){.severity = ML_ERROR, .message = message, .hint = hint});
  return ML_ERR_ARGUMENT;
}

/* Warns of a name that nothing bears, with the labels that contain it or are contained in it. */
static ml_status find_bearer(void *argument) {
  static const char sql[] =
      "SELECT EXISTS" MEANT ", (SELECT group_concat(label, ', ') FROM (SELECT DISTINCT label FROM entity"
      " WHERE instr(lower(label), lower(?1)) OR instr(lower(?1), lower(label)) ORDER BY length(label), label LIMIT 5))";
  const phrasing *p = argument;
  ml_arena *arena = &p->store->arena;
  sqlite3_stmt *find;
  ML_TRY(ml_store_readable(p->store));
  ML_TRY(ml_sql_prepare(p->store, sql, &find));
  ml_sql_bind(find, 1, ml_str_of(p->text));
  ML_TRY(ml_sql_run(p->store, find));
  if (sqlite3_column_int(find, 0))
    return ML_OK;
  ml_str like = ml_sql_column(find, 1);
  const char *hint = like.n == 0 ? NULL : ml_arena_format(arena, "there is %.*s", (int)like.n, like.at);
  ml_report(&p->store->reporter, &(ml_diagnostic){.severity = ML_WARNING,
                                                  .message = ml_arena_format(arena, "nothing is called %s", p->text),
                                                  .hint = hint});
  return ML_OK;
}

ml_status ml_store_ask(ml_store *store, const char *name, const char *argument, ml_query_format format, FILE *to) {
  size_t i = 0;
  while (i < N_QUESTIONS && strcmp(questions[i].question.name, name) != 0)
    i++;
  if (i == N_QUESTIONS)
    return no_question(store, name);
  const ml_question *question = &questions[i].question;
  if ((question->argument == NULL) != (argument == NULL))
    return ml_fail(&store->reporter, ML_ERR_ARGUMENT, NULL,
                   argument == NULL ? "the question %s needs an argument: %s" : "the question %s takes no argument",
                   name, question->argument);
  phrasing p = {.store = store, .text = argument};
  if (strcmp(name, "search") == 0) {
    ML_TRY(ml_arena_guard(&store->arena, make_phrase, &p));
    argument = p.phrase;
  } else if (argument != NULL && strcmp(question->argument, "NAME") == 0) {
    ML_TRY(ml_arena_guard(&store->arena, find_bearer, &p));
  }
  return ml_query_answer(store, questions[i].sql, argument, format, to);
}
