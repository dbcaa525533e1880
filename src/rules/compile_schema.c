/* Mention and relation declarations -> schema. */
#include "base/map.h"
#include "base/nearest.h"
#include "rules/syntax.h"

typedef struct builder {
  ml_syntax *syntax;
  ml_arena *arena;
  ml_schema *out;
  const ml_mention_decl **decls; /* of each type */
} builder;

static const char *near_type(builder *b, const char *name) {
  ml_nearest near = ml_nearest_start(name);
  for (size_t i = 0; i < b->out->n_types; i++)
    ml_nearest_try(&near, b->out->types[i].name);
  return ml_nearest_hint(&near, b->arena);
}

/* The index of a type that is named at `place`, or ML_NO_INDEX after reporting. */
static uint32_t type_named(builder *b, const char *name, ml_place place) {
  uint32_t type = ml_schema_type(b->out, name);
  if (type == ML_NO_INDEX)
    ml_syntax_error(b->syntax, place, near_type(b, name), "no mention type is called %s", name);
  return type;
}

/* Hands back a CURIE, or NULL after reporting that nothing declares its prefix. */
static const char *checked_curie(builder *b, const char *curie, ml_place place) {
  if (curie == NULL)
    return NULL;
  size_t n = strcspn(curie, ":");
  const char *prefix = ml_arena_copy(b->arena, curie, n);
  ml_nearest near = ml_nearest_start(prefix);
  for (size_t i = 0; i < b->out->n_prefixes; i++) {
    if (strcmp(b->out->prefixes[i].name, prefix) == 0)
      return curie;
    ml_nearest_try(&near, b->out->prefixes[i].name);
  }
  const char *hint = ml_nearest_hint(&near, b->arena);
  if (hint == NULL)
    hint = ml_arena_format(b->arena, "declare it: prefix %s: IRI", prefix);
  ml_syntax_error(b->syntax, place, hint, "no prefix is called %s", prefix);
  return NULL;
}

/* ---- types ---- */

static void add_type(builder *b, const ml_mention_decl *decl) {
  uint32_t same = ml_schema_type(b->out, decl->name);
  if (same != ML_NO_INDEX) {
    ml_syntax_twice(b->syntax, decl->place, b->decls[same]->place, "mention types", decl->name);
    return;
  }
  if (strcmp(decl->name, "Mention") == 0) {
    ml_syntax_error(b->syntax, decl->place, NULL, "Mention stands for every mention and cannot be declared");
    return;
  }
  b->decls[b->out->n_types] = decl;
  b->out->types[b->out->n_types++] = (ml_type){.name = decl->name,
                                               .kind = decl->kind,
                                               .parent = ML_NO_INDEX,
                                               .memory = decl->memory,
                                               .silent = decl->silent,
                                               .colour = decl->colour};
}

static void add_types(builder *b) {
  const ml_syntax *syntax = b->syntax;
  b->out->types = ML_NEW_ARRAY(b->arena, ml_type, syntax->mentions.n);
  b->decls = ML_NEW_ARRAY(b->arena, const ml_mention_decl *, syntax->mentions.n);
  for (size_t i = 0; i < syntax->mentions.n; i++)
    add_type(b, syntax->mentions.v[i]);
}

static void set_parent(builder *b, uint32_t type) {
  static const char *const kinds[] = {"entity", "value", "part"};
  const ml_mention_decl *decl = b->decls[type];
  if (decl->parent == NULL)
    return;
  uint32_t parent = type_named(b, decl->parent, decl->parent_place);
  if (parent == ML_NO_INDEX)
    return;
  ml_kind kind = b->out->types[parent].kind;
  if (kind != decl->kind)
    ml_syntax_error(b->syntax, decl->parent_place, NULL, "%s is declared as %s, so what is %s must be one too",
                    decl->parent, kinds[kind], decl->parent);
  else if (ml_schema_is_a(b->out, parent, type))
    ml_syntax_error(b->syntax, decl->parent_place, NULL, "%s would be a subtype of itself", b->out->types[type].name);
  else
    b->out->types[type].parent = parent;
}

typedef ML_VEC(ml_attribute) attributes;

static bool has_attribute(const attributes *list, const char *name) {
  for (size_t i = 0; i < list->n; i++)
    if (strcmp(list->v[i].name, name) == 0)
      return true;
  return false;
}

/* What an attribute holds; false after reporting. */
static bool set_data(builder *b, const ml_field_decl *field, ml_attribute *out) {
  size_t labels = 0;
  for (size_t i = 0; i < field->domain.n; i++) {
    const ml_item_decl *item = &field->domain.v[i];
    if (item->form == ML_ITEM_TYPE) {
      out->data = ML_DATA_MENTION;
      out->type = type_named(b, item->word, item->place);
      if (out->type == ML_NO_INDEX)
        return false;
    } else if (item->form == ML_ITEM_NAME && strcmp(item->word, "number") == 0) {
      out->data = ML_DATA_NUMBER;
    } else if (item->form == ML_ITEM_NAME && strcmp(item->word, "date") == 0) {
      out->data = ML_DATA_DATE;
    } else {
      labels += item->form == ML_ITEM_STRING || strcmp(item->word, "text") != 0;
    }
  }
  if (field->domain.n == 1 || labels == field->domain.n)
    return true;
  ml_syntax_error(b->syntax, field->place, NULL, "%s holds text, a number, a date, mentions of one type, or labels",
                  field->name);
  return false;
}

static void add_attribute(builder *b, const ml_field_decl *field, attributes *list) {
  ml_attribute attribute = {.name = field->name, .type = ML_NO_INDEX, .declared = true};
  attribute.rdf = checked_curie(b, field->rdf, field->rdf_place);
  if (has_attribute(list, field->name)) {
    ml_syntax_error(b->syntax, field->place, NULL, "there are two attributes called %s", field->name);
    return;
  }
  if (field->optional)
    ml_syntax_error(b->syntax, field->place, "leave the ? out", "an attribute may always be unset");
  if (set_data(b, field, &attribute))
    ml_vec_push(b->arena, list, attribute);
}

static void add_undeclared(builder *b, const char *name, attributes *list) {
  if (!has_attribute(list, name))
    ml_vec_push(b->arena, list, (ml_attribute){.name = name, .data = ML_DATA_TEXT, .type = ML_NO_INDEX});
}

/* A subtype has what its ancestors have, theirs first, so that its first attributes are those of the supertype. */
static void set_attributes(builder *b, uint32_t type) {
  ml_type *out = &b->out->types[type];
  attributes list = {0};
  if (out->attributes != NULL)
    return;
  if (out->parent != ML_NO_INDEX) {
    const ml_type *parent = &b->out->types[out->parent];
    set_attributes(b, out->parent);
    for (size_t i = 0; i < parent->n_attributes && parent->attributes[i].declared; i++)
      ml_vec_push(b->arena, &list, parent->attributes[i]);
    out->memory = out->memory == 0 ? parent->memory : out->memory;
    out->colour = out->colour == NULL ? parent->colour : out->colour;
  }
  for (size_t i = 0; i < b->decls[type]->attributes.n; i++)
    add_attribute(b, &b->decls[type]->attributes.v[i], &list);
  add_undeclared(b, "text", &list);
  add_undeclared(b, "id", &list);
  out->attributes = list.v;
  out->n_attributes = list.n;
}

static void build_types(builder *b) {
  add_types(b);
  for (uint32_t i = 0; i < b->out->n_types; i++)
    set_parent(b, i);
  for (uint32_t i = 0; i < b->out->n_types; i++) {
    b->out->types[i].rdf = checked_curie(b, b->decls[i]->rdf, b->decls[i]->rdf_place);
    set_attributes(b, i);
  }
}

/* ---- roles ---- */

/* How many alternatives of a role's domain are of each sort. */
typedef struct domain_counts {
  size_t entities, values, texts, labels;
} domain_counts;

static bool count_type(builder *b, const ml_item_decl *item, ml_role *role, domain_counts *counts) {
  uint32_t type = type_named(b, item->word, item->place);
  if (type == ML_NO_INDEX)
    return false;
  role->types[role->n_types++] = type;
  switch (b->out->types[type].kind) {
  case ML_ENTITY:
    counts->entities++;
    return true;
  case ML_VALUE:
    counts->values++;
    return true;
  case ML_PART:
    break;
  }
  ml_syntax_error(b->syntax, item->place, "declare it as entity or value", "%s is a part, and parts fill no role",
                  item->word);
  return false;
}

static bool count_domain(builder *b, const ml_field_decl *field, ml_role *role, domain_counts *counts) {
  role->types = ML_NEW_ARRAY(b->arena, uint32_t, field->domain.n);
  role->labels = ML_NEW_ARRAY(b->arena, const char *, field->domain.n);
  bool understood = true;
  for (size_t i = 0; i < field->domain.n; i++) {
    const ml_item_decl *item = &field->domain.v[i];
    bool is_name = item->form == ML_ITEM_NAME;
    if (item->form == ML_ITEM_TYPE) {
      understood = count_type(b, item, role, counts) && understood;
    } else if (is_name && strcmp(item->word, "text") == 0) {
      counts->texts++;
    } else if (is_name && (strcmp(item->word, "number") == 0 || strcmp(item->word, "date") == 0)) {
      ml_syntax_error(b->syntax, item->place, "declare a type with `value`, and let the role take it",
                      "a role takes mentions, text or labels, not a %s", item->word);
      understood = false;
    } else {
      counts->labels++;
      role->labels[role->n_labels++] = item->word;
    }
  }
  return understood;
}

/* Sets what fills a role; false after reporting. */
static bool set_domain(builder *b, const ml_field_decl *field, ml_role *role) {
  domain_counts n = {0};
  if (!count_domain(b, field, role, &n))
    return false;
  if (n.values > 1 || (n.values == 1 && n.entities + n.texts + n.labels > 0)) {
    ml_syntax_error(b->syntax, field->place, "use several roles, or one value type with more attributes",
                    "%s takes a value, so it takes exactly one type", field->name);
    return false;
  }
  if (n.labels > 0 && n.entities + n.texts > 0) {
    ml_syntax_error(b->syntax, field->place, "labels stand alone; a type starts with A-Z",
                    "%s takes either labels or mentions and text", field->name);
    return false;
  }
  role->kind = n.values > 0     ? ML_ROLE_VALUE
               : n.entities > 0 ? ML_ROLE_ENTITY
               : n.labels > 0   ? ML_ROLE_LABEL
                                : ML_ROLE_TEXT;
  role->takes_text = n.entities > 0 && n.texts > 0;
  return true;
}

static const char *labels_of(builder *b, const ml_role *role) {
  const char *text = ml_arena_format(b->arena, "the labels of %s are", role->name);
  for (size_t i = 0; i < role->n_labels; i++)
    text = ml_arena_format(b->arena, "%s%s %s", text, i == 0 ? "" : ",", role->labels[i]);
  return text;
}

static void set_preset(builder *b, const ml_expr *preset, ml_role *role) {
  const char *text = preset->kind == ML_EXPR_TEXT ? preset->written : preset->text;
  if (role->kind != ML_ROLE_LABEL && role->kind != ML_ROLE_TEXT)
    ml_syntax_error(b->syntax, preset->place, "a role that may stay empty is written name? : Type",
                    "only labels and text can be preset");
  else if (preset->kind == ML_EXPR_NUMBER)
    ml_syntax_error(b->syntax, preset->place, "put it in quotes", "a number cannot be preset");
  else if (role->kind == ML_ROLE_LABEL && !ml_schema_has_label(role, text))
    ml_syntax_error(b->syntax, preset->place, labels_of(b, role), "%s is no label of %s", text, role->name);
  else
    role->preset = text;
}

/* ---- relations ---- */

/* The index of the role that `item` names, or ML_NO_INDEX after reporting. */
static uint32_t role_named(builder *b, const ml_relation *relation, const ml_item_decl *item) {
  uint32_t role = ml_schema_role(relation, item->word);
  if (role != ML_NO_INDEX)
    return role;
  ml_nearest near = ml_nearest_start(item->word);
  for (size_t i = 0; i < relation->n_roles; i++)
    ml_nearest_try(&near, relation->roles[i].name);
  ml_syntax_error(b->syntax, item->place, ml_nearest_hint(&near, b->arena), "%s has no role called %s", relation->name,
                  item->word);
  return ML_NO_INDEX;
}

static void add_role(builder *b, const ml_field_decl *field, ml_relation *relation) {
  ml_role role = {.name = field->name, .optional = field->optional};
  role.rdf = checked_curie(b, field->rdf, field->rdf_place);
  if (ml_schema_role(relation, field->name) != ML_NO_INDEX) {
    ml_syntax_error(b->syntax, field->place, NULL, "there are two roles called %s", field->name);
    return;
  }
  if (!set_domain(b, field, &role)) { /* a text for now, so that its name is known */
    role.kind = ML_ROLE_TEXT;
    role.n_types = role.n_labels = 0;
  } else if (field->preset != NULL) {
    set_preset(b, field->preset, &role);
  }
  relation->roles[relation->n_roles++] = role;
}

/* Without `key`, everything a claim must have tells it from others, except for labels. */
static void set_key(builder *b, const ml_relation_decl *decl, ml_relation *relation) {
  relation->key = ML_NEW_ARRAY(b->arena, uint32_t, decl->key.n + relation->n_roles);
  for (size_t i = 0; i < decl->key.n; i++) {
    uint32_t role = role_named(b, relation, &decl->key.v[i]);
    if (role != ML_NO_INDEX)
      relation->key[relation->n_key++] = role;
  }
  if (decl->key.n > 0)
    return;
  for (uint32_t i = 0; i < relation->n_roles; i++)
    if (!relation->roles[i].optional && relation->roles[i].kind != ML_ROLE_LABEL)
      relation->key[relation->n_key++] = i;
}

static uint32_t edge_end(builder *b, const ml_relation *relation, const ml_item_decl *item) {
  uint32_t role = role_named(b, relation, item);
  if (role == ML_NO_INDEX || relation->roles[role].kind == ML_ROLE_ENTITY)
    return role;
  ml_syntax_error(b->syntax, item->place,
                  "let it take an entity type too, of which its texts become: entity Thing, then ROLE : Thing | text",
                  "an edge joins two entities, and %s is filled by none", item->word);
  return ML_NO_INDEX;
}

static void set_edge(builder *b, const ml_relation_decl *decl, ml_relation *relation) {
  relation->edge_source = relation->edge_target = relation->edge_label = ML_NO_INDEX;
  if (decl->edge[0].word == NULL)
    return;
  relation->edge_source = edge_end(b, relation, &decl->edge[0]);
  relation->edge_target = edge_end(b, relation, &decl->edge[1]);
  if (decl->edge[2].word != NULL)
    relation->edge_label = role_named(b, relation, &decl->edge[2]);
}

/* Reports two columns that get the same name although ml_schema_column tells apart what it can. */
static void check_columns(builder *b, const ml_relation_decl *decl, const ml_relation *relation) {
  enum { NAME_SIZE = 256 };
  ml_map seen = {0};
  for (size_t r = 0; r < relation->n_roles; r++) {
    const ml_role *role = &relation->roles[r];
    size_t n = role->kind == ML_ROLE_VALUE ? b->out->types[role->types[0]].n_attributes : 1;
    for (size_t a = 0; a < n; a++) {
      char *name = ml_arena_alloc(b->arena, NAME_SIZE);
      ml_schema_column(b->out, relation, r, a, name, NAME_SIZE);
      uint32_t column = (uint32_t)seen.n;
      if (ml_map_put(b->arena, &seen, ml_str_of(name), column) != column)
        ml_syntax_error(b->syntax, decl->place, "rename the role or the attribute", "%s would have two columns %s",
                        relation->name, name);
    }
  }
}

static void add_relation(builder *b, const ml_relation_decl *decl) {
  ml_relation relation = {.name = decl->name};
  if (ml_schema_relation(b->out, decl->name) != ML_NO_INDEX) {
    ml_syntax_twice(b->syntax, decl->place, ml_syntax_relation(b->syntax, decl->name)->place, "relations", decl->name);
    return;
  }
  relation.roles = ML_NEW_ARRAY(b->arena, ml_role, decl->roles.n);
  for (size_t i = 0; i < decl->roles.n; i++)
    add_role(b, &decl->roles.v[i], &relation);
  if (relation.n_roles == 0)
    ml_syntax_error(b->syntax, decl->place, "write its roles on indented lines: name : Type",
                    "the relation %s has no roles", decl->name);
  set_key(b, decl, &relation);
  set_edge(b, decl, &relation);
  relation.rdf = checked_curie(b, decl->rdf, decl->rdf_place);
  check_columns(b, decl, &relation);
  b->out->relations[b->out->n_relations++] = relation;
}

static void check_offers(builder *b, const ml_package *package) {
  for (size_t i = 0; i < package->offers.n; i++) {
    const ml_item_decl *offer = &package->offers.v[i];
    if (ml_schema_relation(b->out, offer->word) != ML_NO_INDEX)
      continue;
    ml_nearest near = ml_nearest_start(offer->word);
    for (size_t r = 0; r < b->out->n_relations; r++)
      ml_nearest_try(&near, b->out->relations[r].name);
    ml_syntax_error(b->syntax, offer->place, ml_nearest_hint(&near, b->arena),
                    "the package offers %s but declares no such relation", offer->word);
  }
}

static const char *or_empty(const char *text) {
  return text == NULL ? "" : text;
}

/* The facts bear the name of the package that was asked for last: it is the one that adds to the others. */
static void set_package(const ml_syntax *syntax, ml_schema *out) {
  const ml_package none = {0}, *package = &none;
  for (size_t i = 0; i < syntax->packages.n; i++)
    if (syntax->packages.v[i]->user == NULL)
      package = syntax->packages.v[i];
  out->package = or_empty(package->name);
  out->version = or_empty(package->version);
  out->language = or_empty(package->language);
  out->licence = or_empty(package->licence);
}

void ml_schema_build(ml_syntax *syntax, ml_schema *out) {
  builder b = {.syntax = syntax, .arena = syntax->arena, .out = out};
  set_package(syntax, out);
  out->prefixes = syntax->prefixes.v;
  out->n_prefixes = syntax->prefixes.n;
  build_types(&b);
  for (size_t t = 0; t < out->n_types; t++)
    for (size_t a = 0; a < out->types[t].n_attributes; a++)
      out->types[t].attributes[a].number = ml_schema_attribute_number(out, out->types[t].attributes[a].name);
  out->relations = ML_NEW_ARRAY(b.arena, ml_relation, syntax->relations.n);
  for (size_t i = 0; i < syntax->relations.n; i++)
    add_relation(&b, syntax->relations.v[i]);
  for (size_t i = 0; i < syntax->packages.n; i++)
    check_offers(&b, syntax->packages.v[i]);
}
