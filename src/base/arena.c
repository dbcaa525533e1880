#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef ML_ARENA_BLOCK /* tests make it small */
#define ML_ARENA_BLOCK (64 * 1024)
#endif

enum { BLOCK_SIZE = ML_ARENA_BLOCK };

struct ml_arena_block {
  ml_arena_block *older;
  size_t size;
  max_align_t first;
};

void ml_arena_give_up(ml_arena *arena) {
  if (arena->guard == NULL)
    abort(); /* a caller forgot its guard: a defect of the library, not a condition of the machine */
  longjmp(*arena->guard, 1);
}

ml_status ml_arena_guard(ml_arena *arena, ml_status (*work)(void *argument), void *argument) {
  jmp_buf here;
  jmp_buf *outer = arena->guard; /* not changed after setjmp, so its value is safe after the jump */
  ml_status status = ML_ERR_NOMEM;
  if (setjmp(here) == 0) {
    arena->guard = &here;
    status = work(argument);
    arena->guard = outer;
    return status;
  }
  arena->guard = outer;
  return ML_ERR_NOMEM;
}

static void add_block(ml_arena *arena, size_t need) {
  size_t room = need > BLOCK_SIZE ? need : BLOCK_SIZE;
  ml_arena_block *block = NULL;
  if (room <= SIZE_MAX - sizeof *block)
    block = malloc(sizeof *block + room);
  if (block == NULL)
    ml_arena_give_up(arena);
  block->older = arena->blocks;
  block->size = sizeof *block - offsetof(ml_arena_block, first) + room;
  arena->blocks = block;
  arena->next = (char *)&block->first;
  arena->end = arena->next + block->size;
}

void *ml_arena_take(ml_arena *arena, size_t size) {
  const size_t align = _Alignof(max_align_t);
  if (size > SIZE_MAX - align)
    ml_arena_give_up(arena);
  size = (size + align - 1) / align * align;
  if (arena->next == NULL || size > (size_t)(arena->end - arena->next))
    add_block(arena, size);
  void *memory = arena->next;
  arena->next += size;
  return memory;
}

void *ml_arena_alloc(ml_arena *arena, size_t size) {
  return memset(ml_arena_take(arena, size), 0, size);
}

void *ml_arena_array(ml_arena *arena, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size)
    ml_arena_give_up(arena);
  return ml_arena_alloc(arena, count * size);
}

char *ml_arena_copy(ml_arena *arena, const char *bytes, size_t n) {
  if (n == SIZE_MAX)
    ml_arena_give_up(arena);
  char *copy = ml_arena_take(arena, n + 1);
  if (n > 0)
    memcpy(copy, bytes, n);
  copy[n] = '\0';
  return copy;
}

char *ml_arena_format(ml_arena *arena, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int n = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  size_t size = n < 0 ? 1 : (size_t)n + 1;
  char *text = ml_arena_alloc(arena, size);
  vsnprintf(text, size, format, again);
  va_end(again);
  return text;
}

static void free_older(ml_arena_block *block) {
  while (block != NULL) {
    ml_arena_block *older = block->older;
    free(block);
    block = older;
  }
}

void ml_arena_reset(ml_arena *arena) {
  if (arena->blocks == NULL)
    return;
  free_older(arena->blocks->older);
  arena->blocks->older = NULL;
  arena->next = (char *)&arena->blocks->first;
  arena->end = arena->next + arena->blocks->size;
}

void ml_arena_dispose(ml_arena *arena) {
  free_older(arena->blocks);
  *arena = (ml_arena)ML_ARENA_INIT;
}
