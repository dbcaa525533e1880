/* A package folder -> a compiled rule set. */
#include "rules/compile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/nearest.h"
#include "base/report.h"
#include "rules/change.h"
#include "rules/classes.h"
#include "rules/function.h"
#include "rules/package.h"

/* The built-in parts, found by extract/scan.c: numerals, and words in Latin letters. */
static const char built_in[] = "part Num\n"
                               "    value     : number\n"
                               "    qualifier : text\n"
                               "part Latin\n";

uint64_t ml_compiler_types(const ml_compiler *compiler, const char *name) {
  const ml_rules *rules = compiler->rules;
  uint32_t type = ml_schema_type(&rules->schema, name);
  if (type != ML_NO_INDEX)
    return rules->accepts[type];
  uint64_t types = 0;
  if (ml_str_is(ml_str_of(name), "Mention"))
    for (size_t i = 0; i < rules->schema.n_types; i++)
      if (rules->schema.types[i].kind != ML_PART && !rules->schema.types[i].silent)
        types |= UINT64_C(1) << i;
  return types;
}

ml_let_decl *ml_compiler_let(const ml_compiler *compiler, const char *name) {
  uint32_t index = ml_map_get(&compiler->lets, ml_str_of(name));
  return index == ML_MAP_NONE ? NULL : compiler->syntax->lets.v[index];
}

bool ml_compiler_open_let(ml_compiler *compiler, ml_let_decl *let) {
  if (let->open || compiler->open_lets == ML_MAX_OPEN_LETS)
    return false;
  let->open = true;
  compiler->open_lets++;
  return true;
}

void ml_compiler_close_let(ml_compiler *compiler, ml_let_decl *let) {
  let->open = false;
  compiler->open_lets--;
}

static void try_declared(const ml_compiler *compiler, unsigned known, ml_nearest *nearest) {
  const ml_schema *schema = &compiler->rules->schema;
  for (size_t i = 0; i < schema->n_types && (known & ML_KNOWN_TYPES) != 0; i++)
    ml_nearest_try(nearest, schema->types[i].name);
  for (size_t i = 0; i < schema->n_relations && (known & ML_KNOWN_RELATIONS) != 0; i++)
    ml_nearest_try(nearest, schema->relations[i].name);
  for (size_t i = 0; i < compiler->syntax->words.n && (known & ML_KNOWN_LISTS) != 0; i++)
    ml_nearest_try(nearest, compiler->syntax->words.v[i]->name);
  for (size_t i = 0; i < compiler->syntax->lets.n && (known & ML_KNOWN_LETS) != 0; i++)
    ml_nearest_try(nearest, compiler->syntax->lets.v[i]->name);
  for (size_t i = 0; i < compiler->syntax->tables.n && (known & ML_KNOWN_TABLES) != 0; i++)
    ml_nearest_try(nearest, compiler->syntax->tables.v[i]->name);
  for (uint32_t i = 0; ml_function_name(i) != NULL && (known & ML_KNOWN_FUNCTIONS) != 0; i++)
    ml_nearest_try(nearest, ml_function_name(i));
}

static void try_names(const ml_compiler *compiler, const ml_names *names, ml_nearest *nearest) {
  for (size_t i = 0; names->pattern != NULL && i < names->pattern->captures.n; i++)
    ml_nearest_try(nearest, names->pattern->captures.v[i].name);
  for (size_t i = 0; names->relation != NULL && i < names->relation->n_roles; i++)
    ml_nearest_try(nearest, names->relation->roles[i].name);
  for (size_t i = 0; names->type != NULL && i < names->type->n_attributes; i++)
    ml_nearest_try(nearest, names->type->attributes[i].name);
  for (size_t t = 0; t < compiler->rules->schema.n_types; t++)
    for (size_t i = 0; i < compiler->rules->schema.types[t].n_attributes && (names->self >> t & 1) != 0; i++)
      ml_nearest_try(nearest, compiler->rules->schema.types[t].attributes[i].name);
}

void ml_unknown(ml_compiler *compiler, ml_place place, const char *what, const char *name, unsigned known,
                const ml_names *names) {
  ml_nearest nearest = ml_nearest_start(name);
  try_declared(compiler, known, &nearest);
  if (names != NULL)
    try_names(compiler, names, &nearest);
  const char *hint = ml_nearest_hint(&nearest, compiler->arena);
  if (hint == NULL && (known & ML_KNOWN_TEXT) != 0)
    hint = ml_arena_format(compiler->arena, "Latin text is quoted: \"%s\"", name);
  ml_syntax_error(compiler->syntax, place, hint, "no %s is called %s", what, name);
}

static void collect_lets(ml_compiler *compiler) {
  for (uint32_t i = 0; i < compiler->syntax->lets.n; i++) {
    const ml_let_decl *let = compiler->syntax->lets.v[i];
    uint32_t first = ml_map_put(compiler->arena, &compiler->lets, ml_str_of(let->name), i);
    if (first != i)
      ml_syntax_twice(compiler->syntax, let->place, compiler->syntax->lets.v[first]->place, "patterns", let->name);
  }
}

static void collect_types(ml_compiler *compiler) {
  ml_rules *rules = compiler->rules;
  rules->accepts = ML_NEW_ARRAY(compiler->arena, uint64_t, rules->schema.n_types);
  for (uint32_t t = 0; t < rules->schema.n_types; t++) {
    for (uint32_t s = 0; s < rules->schema.n_types; s++)
      if (ml_schema_is_a(&rules->schema, s, t))
        rules->accepts[t] |= UINT64_C(1) << s;
    rules->chosen_types |= (uint64_t)(rules->schema.types[t].kind != ML_PART) << t;
    rules->silent_types |= (uint64_t)rules->schema.types[t].silent << t;
  }
  rules->num_type = ml_schema_type(&rules->schema, "Num");
  rules->latin_type = ml_schema_type(&rules->schema, "Latin");
}

static void hash_names(ml_rules *rules) {
  rules->rule_hashes = ML_NEW_ARRAY(&rules->arena, uint64_t, rules->rules.n);
  for (size_t r = 0; r < rules->rules.n; r++)
    rules->rule_hashes[r] = ml_feature_hash_name(ml_str_of(rules->rules.v[r].name));
}

typedef struct loading {
  ml_rules *rules;
  ml_rules_options options;
  const ml_reporter *reporter;
  bool damaged;     /* what is saved are other words than these rules have */
  ml_arena scratch; /* for what is needed while it is compiled */
} loading;

static void compile_probe(ml_compiler *compiler, const char *text) {
  const ml_node *node = ml_parse_lone_pattern(compiler->syntax, "pattern", ml_str_of(text));
  if (node == NULL)
    return;
  ml_pattern pattern;
  ml_probe *probe = ML_NEW(compiler->arena, ml_probe);
  ml_pattern_start(&pattern, compiler, node->place);
  ml_compile_pattern(&pattern, node, &probe->program);
  uint64_t read = ml_types_read(compiler->rules, &probe->program); /* also what only makers read otherwise */
  compiler->rules->kept_types |= read;
  compiler->rules->grain_types &= ~read;
  probe->captures = pattern.captures.v;
  probe->n_captures = (uint32_t)pattern.captures.n;
  compiler->rules->probe = probe;
}

/* What was loaded when the answers were saved. */
static const char *const *saved_paths(ml_files *files, ml_query_kind kind, size_t *n) {
  const char **paths = ML_NEW_ARRAY(files->arena, const char *, files->answers.n);
  *n = 0;
  for (size_t i = 0; i < files->answers.n; i++)
    if (files->answers.v[i]->kind == kind)
      paths[(*n)++] = files->answers.v[i]->path;
  return paths;
}

/* Rules that are one file are read from it; folders are noted, for who saves the rules. */
static ml_status find_files(loading *job) {
  ml_rules_options *options = &job->options;
  ml_files *files = &job->rules->syntax.files;
  struct stat about;
  for (size_t i = 0; i < options->n_paths; i++) {
    const char *why, *path = options->paths[i];
    if (stat(path, &about) != 0 || S_ISDIR(about.st_mode))
      continue;
    if (options->n_paths > 1)
      return ml_fail(job->reporter, ML_ERR_RULES, path,
                     "rules that are one file stand alone: name the folders that they were compiled from");
    if (!ml_saved_open(&job->rules->saved, files, path, &why))
      return ml_fail(job->reporter, ML_ERR_RULES, path, "%s", why);
    options->search = saved_paths(files, ML_ASK_SEARCH, &options->n_search);
    options->paths = saved_paths(files, ML_ASK_PATH, &options->n_paths);
    options->cache = NULL;
    return ML_OK;
  }
  ml_files_note(files, ML_ASK_PATH, options->paths, options->n_paths);
  ml_files_note(files, ML_ASK_SEARCH, options->search, options->n_search);
  return ML_OK;
}

/* The words and weights of the rules: those saved, which must be of just these rules, or those compiled. The cache is
 * the user's own, and its hashes tell damage; a file from elsewhere is also held against its bounds. */
static ml_status settle_words(loading *job, ml_compiler *compiler) {
  ml_rules *rules = job->rules;
  if (!compiler->words_known) {
    ml_dictionary_make(&compiler->words, &rules->arena, &rules->words);
    ml_weights_read(compiler->syntax, &rules->schema, &rules->weights);
    return ML_OK;
  }
  rules->words = rules->saved.words;
  rules->weights = rules->saved.weights;
  compiler->words_known = false;
  if (job->options.cache != NULL || (strcmp(rules->saved.hash, rules->schema.hash) == 0 &&
                                     ml_dictionary_is_sound(&rules->words, &rules->schema, rules->n_lists) &&
                                     ml_weights_are_sound(&rules->weights, &rules->schema)))
    return ML_OK;
  job->damaged = true;
  return ML_ERR_RULES;
}

static ml_status load(void *argument) {
  loading *job = argument;
  ml_rules *rules = job->rules;
  ml_syntax *syntax = &rules->syntax;
  const ml_rules_options *options = &job->options;
  *syntax = (ml_syntax){.arena = &rules->arena, .reporter = job->reporter, .files = {.arena = &rules->arena}};
  ML_TRY(find_files(job));
  syntax->search = options->search;
  syntax->n_search = options->n_search;
  ml_parse_file(syntax, "<built in>", ML_STR(built_in));
  ML_TRY(ml_package_read(syntax, options->paths, options->n_paths, rules->schema.hash));
  if (syntax->errors == 0) /* what could not be read would be missed everywhere below */
    ml_change_all(syntax);
  if (syntax->errors > 0)
    return ML_ERR_RULES;
  ml_schema_build(syntax, &rules->schema);
  if (rules->schema.n_types > ML_MAX_TYPES)
    return ml_fail(job->reporter, ML_ERR_RULES, options->paths[0], "there are more mention types than %d",
                   ML_MAX_TYPES);
  ml_compiler compiler = {.rules = rules, .syntax = syntax, .arena = &rules->arena};
  compiler.words.arena = &job->scratch;
  compiler.words_known = rules->saved.map != NULL ||
                         (options->cache != NULL && ml_cache_open(&rules->saved, options->cache, rules->schema.hash));
  collect_types(&compiler);
  collect_lets(&compiler);
  ml_compile_names(&compiler);
  ml_compile_tables(&compiler);
  ml_compile_rules(&compiler);
  ML_TRY(settle_words(job, &compiler));
  ml_weights_index(&rules->arena, &rules->schema, &rules->weights);
  if (syntax->errors == 0)
    ml_order_layers(&compiler);
  if (syntax->errors == 0)
    rules->transitions = ml_transitions_of(&rules->arena, rules, &rules->weights);
  if (options->pattern != NULL)
    compile_probe(&compiler, options->pattern);
  ml_dictionary_make(&compiler.words, &rules->arena, &rules->probe_words);
  hash_names(rules);
  ml_classes_build(&rules->arena, rules->sets.v, rules->sets.n, &rules->classes);
  syntax->reporter = NULL; /* need not outlive this call */
  syntax->search = NULL;
  memset(&syntax->told, 0, sizeof syntax->told);
  return syntax->errors == 0 ? ML_OK : ML_ERR_RULES;
}

/* Both arenas are guarded while it is compiled. */
static ml_status load_guarded(void *argument) {
  loading *job = argument;
  return ml_arena_guard(&job->scratch, load, job);
}

static ml_status out_of_memory(const char *path, const ml_reporter *reporter) {
  return ml_fail(reporter, ML_ERR_NOMEM, path, "%s", ml_status_text(ML_ERR_NOMEM));
}

ml_status ml_rules_load(ml_rules **out, const char *path, const ml_reporter *reporter) {
  return ml_rules_load_with(out, &(ml_rules_options){.paths = &path, .n_paths = 1}, reporter);
}

ml_status ml_rules_load_with(ml_rules **out, const ml_rules_options *options, const ml_reporter *reporter) {
  *out = NULL;
  if (options->n_paths == 0)
    return ml_fail(reporter, ML_ERR_ARGUMENT, NULL, "no folder of rules is named");
  ml_rules *rules = calloc(1, sizeof *rules);
  if (rules == NULL)
    return out_of_memory(options->paths[0], reporter);
  loading job = {rules, *options, reporter, false, ML_ARENA_INIT};
  ml_status status = ml_arena_guard(&rules->arena, load_guarded, &job);
  ml_arena_dispose(&job.scratch);
  if (status == ML_OK) {
    if (options->cache != NULL && rules->saved.map == NULL)
      ml_cache_put(options->cache, rules->schema.hash, &rules->words, &rules->weights);
    *out = rules;
    return ML_OK;
  }
  ml_rules_free(rules);
  if (job.damaged)
    return ml_fail(reporter, status, options->paths[0], "these compiled rules are damaged: compile them again");
  return status == ML_ERR_NOMEM ? out_of_memory(options->paths[0], reporter) : status;
}

/* What ml_rules_save works with. */
typedef struct saving {
  const ml_rules *rules;
  ml_files files; /* the rules', in an arena of their own */
  const char *path;
  bool saved;
} saving;

static ml_status save(void *argument) {
  saving *job = argument;
  job->saved =
      ml_saved_write(&job->rules->words, &job->rules->weights, job->rules->schema.hash, &job->files, job->path);
  return ML_OK;
}

ml_status ml_rules_save(const ml_rules *rules, const char *path, const ml_reporter *reporter) {
  ml_arena arena = ML_ARENA_INIT;
  saving job = {.rules = rules, .files = rules->syntax.files, .path = path};
  job.files.arena = &arena;
  ml_status status = ml_arena_guard(&arena, save, &job);
  int why = errno;
  ml_arena_dispose(&arena);
  if (status != ML_OK)
    return ml_fail(reporter, status, path, "%s", ml_status_text(status));
  return job.saved ? ML_OK : ml_fail(reporter, ML_ERR_IO, path, "cannot be written: %s", strerror(why));
}

void ml_rules_free(ml_rules *rules) {
  if (rules == NULL)
    return;
  ml_saved_close(&rules->saved);
  ml_arena_dispose(&rules->arena);
  free(rules);
}

const ml_schema *ml_rules_schema(const ml_rules *rules) {
  return &rules->schema;
}
