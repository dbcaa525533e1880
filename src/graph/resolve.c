/* Who is who: which names stand for one entity, what it is called, and its id. */
#include <string.h>

#include "base/utf8.h"
#include "graph/graph.h"

/* Reserved for documents, evidence and facts. */
static bool reserved(char letter) {
  return letter == 'd' || letter == 'e' || letter == 'f';
}

static char letter_of(const ml_type *type) {
  char letter = type->name[0];
  if (letter >= 'A' && letter <= 'Z')
    letter = (char)(letter - 'A' + 'a');
  return letter >= 'a' && letter <= 'z' && !reserved(letter) ? letter : 'n';
}

static void set_id(ml_graph *graph, ml_entity *entity) {
  const ml_type *type = &graph->schema->types[entity->type];
  bool listed = entity->lexicon_id != ML_NO_INDEX;
  ml_str name = graph->strings.v[listed ? entity->lexicon_id : entity->folded];
  const char *content = ml_arena_format(graph->arena, "%s%c%.*s", type->name, listed ? '#' : '=', (int)name.n, name.at);
  entity->id[0] = letter_of(type);
  ml_hash_id(ml_str_of(content), entity->id + 1);
}

/* ---- labels ---- */

static uint32_t root_of(const ml_graph *graph, uint32_t entity) {
  while (graph->entities.v[entity].joined != entity)
    entity = graph->entities.v[entity].joined;
  return entity;
}

/* Whether `a` is the better label: the more frequent, then the longer, then the first in byte order. */
static bool better(const ml_graph *graph, const ml_name *a, const ml_name *b) {
  ml_str left = graph->strings.v[a->string], right = graph->strings.v[b->string];
  if (a->count != b->count)
    return a->count > b->count;
  return left.n != right.n ? left.n > right.n : ml_str_cmp(left, right) < 0;
}

static void keep_better(const ml_graph *graph, const ml_name **best, const ml_name *name) {
  if (name != NULL && (*best == NULL || better(graph, name, *best)))
    *best = name;
}

/* Whether the user has made the entity, or one that it was joined to, part of a thing that has a name already. */
static bool is_told(const ml_graph *graph, uint32_t entity) {
  bool told = false;
  for (; graph->entities.v[entity].joined != entity; entity = graph->entities.v[entity].joined)
    told = told || graph->entities.v[entity].told;
  return told;
}

/* What is joined is called like its best name, and on its own like its own. Before the joins are shortened. */
static void choose_labels(ml_graph *graph) {
  const ml_name **own = ML_NEW_ARRAY(graph->arena, const ml_name *, graph->entities.n);
  const ml_name **best = ML_NEW_ARRAY(graph->arena, const ml_name *, graph->entities.n);
  for (size_t i = 0; i < graph->names.n; i++)
    if (graph->names.v[i].canonical)
      keep_better(graph, &own[graph->names.v[i].entity], &graph->names.v[i]);
  for (uint32_t i = 0; i < graph->entities.n; i++) {
    keep_better(graph, &best[i], own[i]);
    if (!is_told(graph, i))
      keep_better(graph, &best[root_of(graph, i)], own[i]);
  }
  for (size_t i = 0; i < graph->entities.n; i++) {
    ml_entity *entity = &graph->entities.v[i];
    entity->label = best[i] == NULL ? entity->folded : best[i]->string;
  }
}

/* ---- joining ---- */

/* Two entities that are kept apart. */
typedef struct apart {
  uint32_t one, other;
} apart;

typedef struct resolving {
  ml_graph *graph;
  ML_VEC(apart) apart;
  ml_map listed; /* type and folded name -> the first entity of a lexicon that is called so */
  bool *several; /* for each of these: it is not the only one */
} resolving;

static bool kept_apart(const resolving *r, uint32_t one, uint32_t other) {
  for (size_t i = 0; i < r->apart.n; i++) {
    uint32_t a = root_of(r->graph, r->apart.v[i].one), b = root_of(r->graph, r->apart.v[i].other);
    if ((a == one && b == other) || (a == other && b == one))
      return true;
  }
  return false;
}

/* Makes one entity, with all that was joined to it, part of another, unless that is forbidden. The root that was
 * joined, or NULL. */
static ml_entity *join(const resolving *r, uint32_t entity, uint32_t to, const char *reason) {
  uint32_t from = root_of(r->graph, entity);
  to = root_of(r->graph, to);
  if (from == to || kept_apart(r, from, to))
    return NULL;
  ml_entity *joined = &r->graph->entities.v[from];
  joined->joined = to;
  joined->reason = reason;
  return joined;
}

/* ---- what the user says ---- */

static ml_str name_key(const ml_graph *graph, uint32_t type, uint32_t string) {
  const uint32_t numbers[] = {type, string};
  return (ml_str){ml_arena_copy(graph->arena, (const char *)numbers, sizeof numbers), sizeof numbers};
}

/* The entities by lexicon id, by folded name, and by the names they bear, in this order. */
static ml_map index_names(const ml_graph *graph) {
  ml_map entity_called = {0};
  for (uint32_t i = 0; i < graph->entities.n; i++)
    if (graph->entities.v[i].lexicon_id != ML_NO_INDEX)
      ml_map_put(graph->arena, &entity_called,
                 name_key(graph, graph->entities.v[i].type, graph->entities.v[i].lexicon_id), i);
  for (uint32_t i = 0; i < graph->entities.n; i++)
    ml_map_put(graph->arena, &entity_called, name_key(graph, graph->entities.v[i].type, graph->entities.v[i].folded),
               i);
  for (size_t i = 0; i < graph->names.n; i++) {
    uint32_t entity = graph->names.v[i].entity;
    ml_map_put(graph->arena, &entity_called, name_key(graph, graph->entities.v[entity].type, graph->names.v[i].string),
               entity);
  }
  return entity_called;
}

static uint32_t entity_called(ml_graph *graph, const ml_map *names, uint32_t type, ml_str name) {
  uint32_t found = ml_map_get(names, name_key(graph, type, ml_graph_intern(graph, name)));
  if (found == ML_MAP_NONE)
    found = ml_map_get(names, name_key(graph, type, ml_graph_fold(graph, name)));
  return found;
}

static void join_as_told(const resolving *r, uint32_t entity, uint32_t to, const char *reason) {
  ml_entity *joined = join(r, entity, to, reason);
  if (joined != NULL)
    joined->told = true;
}

/* What is forbidden binds whatever is joined later, so it comes first. Names that no text has say nothing. */
static void take_merges(resolving *r) {
  ml_graph *graph = r->graph;
  if (graph->merges.n == 0)
    return;
  const ml_map names = index_names(graph);
  for (int joins = 0; joins < 2; joins++)
    for (size_t i = 0; i < graph->merges.n; i++) {
      const ml_merge_row *row = &graph->merges.v[i];
      uint32_t one = entity_called(graph, &names, row->type, row->one);
      uint32_t other = entity_called(graph, &names, row->type, row->other);
      if (row->never == (joins == 1))
        continue;
      if (one == ML_MAP_NONE || other == ML_MAP_NONE)
        graph->n_idle_merges++;
      else if (row->never)
        ml_vec_push(graph->arena, &r->apart, (apart){one, other});
      else
        join_as_told(r, other, one, row->reason);
    }
}

/* ---- what is plain ---- */

static void index_listed(resolving *r) {
  const ml_graph *graph = r->graph;
  r->several = ML_NEW_ARRAY(graph->arena, bool, graph->entities.n);
  for (uint32_t i = 0; i < graph->entities.n; i++) {
    const ml_entity *entity = &graph->entities.v[i];
    if (entity->lexicon_id == ML_NO_INDEX)
      continue;
    uint32_t first = ml_map_put(graph->arena, &r->listed, name_key(graph, entity->type, entity->folded), i);
    r->several[first] |= first != i;
  }
}

/* The only entity that lexicons call so, or ML_NO_INDEX. */
static uint32_t find_listed(const resolving *r, uint32_t type, uint32_t folded) {
  const uint32_t numbers[] = {type, folded};
  uint32_t found = ml_map_get(&r->listed, (ml_str){(const char *)numbers, sizeof numbers});
  return found == ML_MAP_NONE || r->several[found] ? ML_NO_INDEX : found;
}

/* The entity that texts call so and no lexicon, or ML_NO_INDEX. */
static uint32_t find_unlisted(const resolving *r, uint32_t type, uint32_t folded) {
  const uint32_t identity[] = {type, ML_NO_INDEX, folded};
  uint32_t found = ml_map_get(&r->graph->entity_of, (ml_str){(const char *)identity, sizeof identity});
  return found == ML_MAP_NONE ? ML_NO_INDEX : found;
}

/* A name that no lexicon lists is the entity of the lexicon with the same type and name, if there is just one. */
static void join_with_lexicon(const resolving *r) {
  for (uint32_t i = 0; i < r->graph->entities.n; i++) {
    const ml_entity *entity = &r->graph->entities.v[i];
    uint32_t found = find_listed(r, entity->type, entity->folded);
    if (entity->lexicon_id == ML_NO_INDEX && found != ML_NO_INDEX)
      join(r, i, found, "same type and name as the lexicon's entry");
  }
}

/* Of two entities whose names differ a little the second is joined to the first, or the first to the second if that is
 * listed. */
static void join_alike(const resolving *r, uint32_t first, uint32_t second, const char *reason) {
  bool listed = r->graph->entities.v[root_of(r->graph, second)].lexicon_id != ML_NO_INDEX;
  join(r, listed ? first : second, listed ? second : first, reason);
}

static bool is_dot(uint32_t code) {
  return code == 0xB7 || code == 0x2022 || code == 0x2027 || code == 0x30FB || code == 0xFF65;
}

static bool is_digit(uint32_t code) {
  return code >= '0' && code <= '9';
}

/* A name without the dots between its parts (埃隆·马斯克), or ML_NO_INDEX when it has none. Between digits a dot says
 * more than that: 3·15 is not 315. */
static uint32_t without_dots(ml_graph *graph, ml_str name) {
  size_t n, kept = 0;
  uint32_t *codes = ml_utf8_decode(graph->arena, name, &n);
  for (size_t i = 0; i < n; i++) {
    bool between_digits = i > 0 && i + 1 < n && is_digit(codes[i - 1]) && is_digit(codes[i + 1]);
    if (!is_dot(codes[i]) || between_digits)
      codes[kept++] = codes[i];
  }
  return kept == n ? ML_NO_INDEX : ml_graph_intern(graph, ml_utf8_encode(graph->arena, codes, kept));
}

/* Of names that differ in these dots alone, the one without them is joined to the one with them; if one is listed, the
 * other is joined to that. */
static void join_dotted(const resolving *r) {
  ml_graph *graph = r->graph;
  for (uint32_t i = 0; i < graph->entities.n; i++) {
    uint32_t type = graph->entities.v[i].type,
             plain = without_dots(graph, graph->strings.v[graph->entities.v[i].folded]);
    uint32_t found = plain == ML_NO_INDEX ? ML_NO_INDEX : find_unlisted(r, type, plain);
    if (found != ML_NO_INDEX)
      join_alike(r, i, found, "the same name but for the dots between its parts");
  }
}

/* A company's name without its legal form, or ML_NO_INDEX when it has none or little else. */
static uint32_t without_form(ml_graph *graph, ml_str name) {
  static const char *const forms[] = {"股份有限公司", "有限责任公司", "有限公司"}; /* the last one ends the first */
  enum { SHORTEST = 3 };
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (ml_str_ends(name, ml_str_of(forms[i]))) {
      ml_str rest = {name.at, name.n - strlen(forms[i])};
      return ml_utf8_length(rest) < SHORTEST ? ML_NO_INDEX : ml_graph_intern(graph, rest);
    }
  return ML_NO_INDEX;
}

/* The companies that have a legal form in their names, by what they are called without it. */
typedef struct long_forms {
  ml_map first;  /* type and short name -> the first entity that is called so with a form */
  bool *several; /* for each of these: there are others */
} long_forms;

static void add_long_form(const resolving *r, long_forms *forms, uint32_t entity, uint32_t folded) {
  ml_graph *graph = r->graph;
  uint32_t rest = without_form(graph, graph->strings.v[folded]);
  if (rest == ML_NO_INDEX)
    return;
  uint32_t first =
      ml_map_put(graph->arena, &forms->first, name_key(graph, graph->entities.v[entity].type, rest), entity);
  forms->several[first] |= root_of(graph, first) != root_of(graph, entity);
}

/* What is listed may be called otherwise in the lexicon than in the texts. */
static long_forms index_long_forms(const resolving *r) {
  ml_graph *graph = r->graph;
  long_forms forms = {.several = ML_NEW_ARRAY(graph->arena, bool, graph->entities.n)};
  for (uint32_t i = 0; i < graph->entities.n; i++)
    add_long_form(r, &forms, i, graph->entities.v[i].folded);
  for (size_t i = 0; i < graph->names.n; i++)
    if (graph->entities.v[graph->names.v[i].entity].lexicon_id != ML_NO_INDEX)
      add_long_form(r, &forms, graph->names.v[i].entity,
                    ml_graph_fold(graph, graph->strings.v[graph->names.v[i].string]));
  return forms;
}

/* The entity that is called so, listed or not, or ML_NO_INDEX. */
static uint32_t find_called(const resolving *r, uint32_t type, uint32_t folded) {
  uint32_t found = find_listed(r, type, folded);
  return found == ML_NO_INDEX ? find_unlisted(r, type, folded) : found;
}

/* 华山银行 is 华山银行股份有限公司, unless there is a 华山银行有限公司, too: these are two companies. */
static void join_without_form(const resolving *r) {
  ml_graph *graph = r->graph;
  const long_forms forms = index_long_forms(r);
  for (uint32_t i = 0; i < graph->entities.n; i++) {
    uint32_t type = graph->entities.v[i].type,
             rest = without_form(graph, graph->strings.v[graph->entities.v[i].folded]);
    if (rest == ML_NO_INDEX || graph->entities.v[i].lexicon_id != ML_NO_INDEX ||
        forms.several[ml_map_get(&forms.first, name_key(graph, type, rest))])
      continue;
    uint32_t found = find_called(r, type, rest);
    if (found != ML_NO_INDEX)
      join_alike(r, i, found, "the same name but for the legal form");
  }
}

void ml_graph_resolve(ml_graph *graph) {
  resolving r = {.graph = graph};
  take_merges(&r);
  index_listed(&r);
  join_with_lexicon(&r);
  join_dotted(&r);
  join_without_form(&r);
  choose_labels(graph);
  for (uint32_t i = 0; i < graph->entities.n; i++)
    graph->entities.v[i].joined = root_of(graph, i);
  for (size_t i = 0; i < graph->entities.n; i++)
    set_id(graph, &graph->entities.v[i]);
}
