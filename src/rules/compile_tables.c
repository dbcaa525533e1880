/* Tables of points: files with the columns key and points. */
#include "base/utf8.h"
#include "rules/compile.h"
#include "rules/table.h"
#include "text/document.h"

static void read_row(ml_compiler *compiler, const ml_table *table, ml_point_table *out) {
  size_t n;
  double points;
  const uint32_t *codes = ml_fold_word(compiler->arena, table->cells[0], &n);
  ml_str key = ml_utf8_encode(compiler->arena, codes, n);
  uint32_t row = (uint32_t)out->points.n;
  if (!ml_table_points(table, 1, &points))
    return;
  if (ml_map_put(compiler->arena, &out->rows, key, row) != row)
    ml_table_error(table, &table->record, 0, "%.*s has points already", (int)table->cells[0].n, table->cells[0].at);
  else
    ml_vec_push(compiler->arena, &out->points, points);
}

/* Two of one name are told once; the first is the one that names lead to. */
static void check_name(ml_compiler *compiler, size_t index) {
  const ml_table_decl *decl = compiler->syntax->tables.v[index];
  for (size_t i = 0; i < index; i++)
    if (strcmp(compiler->syntax->tables.v[i]->name, decl->name) == 0) {
      ml_syntax_twice(compiler->syntax, decl->place, compiler->syntax->tables.v[i]->place, "tables", decl->name);
      return;
    }
}

void ml_compile_tables(ml_compiler *compiler) {
  const ml_syntax *syntax = compiler->syntax;
  compiler->rules->tables = ML_NEW_ARRAY(compiler->arena, ml_point_table, syntax->tables.n);
  for (size_t i = 0; i < syntax->tables.n; i++) {
    ml_table table;
    check_name(compiler, i);
    ml_table_start(&table, compiler->syntax, syntax->tables.v[i]->file, syntax->tables.v[i]->text);
    if (ml_table_header(&table, "key", "points"))
      while (ml_table_next(&table))
        read_row(compiler, &table, &compiler->rules->tables[i]);
  }
}
