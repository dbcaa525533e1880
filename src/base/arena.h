/* Arena: memory that is given back all at once, and the one place where running out of it is handled.
 *
 * An allocation never returns NULL. When the system refuses memory, control unwinds to the ml_arena_guard call that
 * runs the work, which returns ML_ERR_NOMEM; everything the work made lives in arenas, so nothing leaks (the
 * protected call of Lua, ldo.c, is the model). Therefore code that runs under a guard owns nothing but arena memory,
 * or keeps what else it owns (a file, a database handle) in a struct that the guard's caller cleans up. */
#ifndef ML_BASE_ARENA_H
#define ML_BASE_ARENA_H

#include <setjmp.h>
#include <stddef.h>

#include "mailuo.h"

typedef struct ml_arena_block ml_arena_block;

typedef struct ml_arena {
  ml_arena_block *blocks; /* newest first */
  char *next, *end;       /* free room of the newest block */
  jmp_buf *guard;         /* where to go when memory runs out */
} ml_arena;

#define ML_ARENA_INIT \
  { 0 }

/* Runs work(argument) so that any allocation failure in `arena` ends it early.
 * Returns what work returned, or ML_ERR_NOMEM. Guards nest; the innermost one of an arena is used. */
ml_status ml_arena_guard(ml_arena *arena, ml_status (*work)(void *argument), void *argument);

/* Leaves the innermost guard as if memory had run out: for those who put a guard in between to tidy up. */
_Noreturn void ml_arena_give_up(ml_arena *arena);

/* `size` zeroed bytes, aligned for any object. Only under a guard. */
void *ml_arena_alloc(ml_arena *arena, size_t size);

/* The same, but the bytes are not zeroed: for what is filled at once. */
void *ml_arena_take(ml_arena *arena, size_t size);

/* `count` zeroed items of `size` bytes; a product that overflows counts as out of memory. */
void *ml_arena_array(ml_arena *arena, size_t count, size_t size);

/* A copy of n bytes with a NUL behind them. */
char *ml_arena_copy(ml_arena *arena, const char *bytes, size_t n);

/* Formats like printf into arena memory. */
char *ml_arena_format(ml_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forgets all contents but keeps the newest block for reuse. */
void ml_arena_reset(ml_arena *arena);

/* Gives all memory back; the arena can be used again. */
void ml_arena_dispose(ml_arena *arena);

#define ML_NEW(arena, type) ((type *)ml_arena_alloc((arena), sizeof(type)))
#define ML_NEW_ARRAY(arena, type, count) ((type *)ml_arena_array((arena), (count), sizeof(type)))

#endif
