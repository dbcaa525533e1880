#include "rules/trie.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 256, N_CODES = 0x110000, N_PAGES = N_CODES / PAGE, ALONE_BITS = 0x10000, BATCH = 128, SIZES = 32 };

/* What a cell is, in the two high bits of its base. */
enum {
  INNER,  /* has children at base + label */
  ENDING, /* the same, and a word ends here: the child with label 0 is a leaf with its value */
  LEAF,   /* a word ends here and none goes on: the base is its value */
  TAIL    /* one word goes on: the base says where in the tails */
};
#define KIND_SHIFT 30
#define BASE_MASK ((UINT32_C(1) << KIND_SHIFT) - 1)

static uint32_t kind_of(ml_trie_cell cell) {
  return cell.base >> KIND_SHIFT;
}

static uint32_t base_of(ml_trie_cell cell) {
  return cell.base & BASE_MASK;
}

static uint32_t label_of(const ml_trie *trie, uint32_t code) {
  return trie->labels[trie->pages[code / PAGE] + code % PAGE];
}

/* Where the bit of two characters is: multiplicative hashing, the high bits are the good ones. */
static size_t pair_bit(const ml_trie *trie, uint32_t first, uint32_t second) {
  uint64_t hash = ((uint64_t)first << 32 | second) * UINT64_C(0x9E3779B97F4A7C15);
  return (size_t)(hash >> 32) & (trie->n_pairs * 64 - 1);
}

static uint64_t has_bit(const uint64_t *set, size_t bit) {
  return set[bit / 64] >> bit % 64 & 1;
}

/* ---- finding ---- */

static bool tail_stands(const ml_trie *trie, const uint32_t *tail, const uint32_t *codes, uint32_t left) {
  if (tail[1] > left)
    return false;
  for (uint32_t i = 0; i < tail[1]; i++)
    if (label_of(trie, codes[i]) != tail[2 + i])
      return false;
  return true;
}

/* Appends the words that begin at `begin`. */
static void find_from(const ml_trie *trie, ml_arena *arena, const uint32_t *codes, uint32_t n, uint32_t begin,
                      ml_trie_hits *out) {
  uint32_t at = label_of(trie, codes[begin]); /* the root's base is 0 */
  ml_trie_cell cell = trie->cells[at];
  if (cell.check != 0)
    return;
  for (uint32_t p = begin + 1;; p++) {
    uint32_t kind = kind_of(cell), base = base_of(cell);
    if (kind == ENDING) {
      ml_vec_push(arena, out, (ml_trie_hit){begin, p - begin, base_of(trie->cells[base])});
    } else if (kind == LEAF) {
      ml_vec_push(arena, out, (ml_trie_hit){begin, p - begin, base});
      return;
    } else if (kind == TAIL) {
      const uint32_t *tail = trie->tails + base;
      if (tail_stands(trie, tail, codes + p, n - p))
        ml_vec_push(arena, out, (ml_trie_hit){begin, p - begin + tail[1], tail[0]});
      return;
    }
    if (p == n)
      return;
    uint32_t label = label_of(trie, codes[p]), next = base + label;
    cell = trie->cells[next];
    if (label == 0 || cell.check != at)
      return;
    at = next;
  }
}

/* Which positions from `begin` on a word may begin at; without branches, as no branch here can be foreseen. */
static size_t find_begins(const ml_trie *trie, const uint32_t *codes, uint32_t n, uint32_t begin, uint32_t end,
                          uint32_t begins[BATCH]) {
  size_t found = 0;
  for (uint32_t p = begin; p < end; p++) {
    uint32_t second = p + 1 < n ? codes[p + 1] : 0;
    begins[found] = p;
    found += has_bit(trie->pairs, pair_bit(trie, codes[p], second)) | has_bit(trie->alone, codes[p] % ALONE_BITS);
  }
  return found;
}

/* Has the memory ready in which the second step of a walk looks. */
static void prepare(const ml_trie *trie, const uint32_t *codes, uint32_t n, uint32_t begin) {
  ml_trie_cell cell = trie->cells[label_of(trie, codes[begin])];
  bool inner = begin + 1 < n && kind_of(cell) <= ENDING;
  __builtin_prefetch(&trie->cells[inner ? base_of(cell) + label_of(trie, codes[begin + 1]) : 0]);
}

void ml_trie_find(const ml_trie *trie, ml_arena *arena, const uint32_t *codes, uint32_t n, ml_trie_hits *out) {
  if (trie->n_cells == 0)
    return;
  for (uint32_t begin = 0; begin < n; begin += BATCH) {
    uint32_t begins[BATCH] = {0};
    size_t found = find_begins(trie, codes, n, begin, n - begin < BATCH ? n : begin + BATCH, begins);
    for (size_t i = 0; i < found; i++)
      prepare(trie, codes, n, begins[i]);
    for (size_t i = 0; i < found; i++)
      find_from(trie, arena, codes, n, begins[i], out);
  }
}

uint32_t ml_trie_get(const ml_trie *trie, const uint32_t *codes, uint32_t n) {
  if (trie->n_cells == 0 || n == 0)
    return ML_TRIE_NONE;
  uint32_t at = 0;
  for (uint32_t i = 0; i < n; i++) {
    ml_trie_cell cell = trie->cells[at];
    if (kind_of(cell) == LEAF)
      return ML_TRIE_NONE;
    if (kind_of(cell) == TAIL) {
      const uint32_t *tail = trie->tails + base_of(cell);
      return tail[1] == n - i && tail_stands(trie, tail, codes + i, n - i) ? tail[0] : ML_TRIE_NONE;
    }
    uint32_t label = label_of(trie, codes[i]), next = base_of(cell) + label;
    if (label == 0 || trie->cells[next].check != at)
      return ML_TRIE_NONE;
    at = next;
  }
  uint32_t kind = kind_of(trie->cells[at]), base = base_of(trie->cells[at]);
  if (kind == ENDING)
    return base_of(trie->cells[base]);
  return kind == LEAF ? base : ML_TRIE_NONE;
}

/* ---- building ---- */

/* A cell on its way: the words [low, high) lead through it by their first `depth` characters. */
typedef struct node {
  uint32_t cell, low, high, depth;
} node;

typedef struct child {
  uint32_t label, low, high;
} child;

typedef struct builder {
  ml_arena *arena; /* scratch */
  ml_trie *trie;
  const ml_trie_word *words;
  uint32_t n_labels; /* labels are 1..n_labels */
  ML_VEC(ml_trie_cell) cells;
  ML_VEC(uint32_t) free;  /* for each cell: itself when it is free, else one nearer to the next free cell */
  uint32_t starts[SIZES]; /* where a free place for a family of such a size may be found */
  ML_VEC(uint32_t) tails;
  ML_VEC(node) nodes; /* a queue: what is near to the root is placed first, and close together */
  ML_VEC(child) children;
} builder;

/* ---- labels ---- */

typedef struct letter {
  uint32_t code, at; /* where its label is */
  uint32_t n;        /* how often it occurs */
} letter;

static int frequent_first(const void *a, const void *b) {
  const letter *x = a, *y = b;
  if (x->n != y->n)
    return x->n > y->n ? -1 : 1;
  return (x->code > y->code) - (x->code < y->code);
}

/* Gives each block of 256 code points that has characters of words a page. The first page is that of all others. */
static size_t number_pages(const builder *b, size_t n_words, uint32_t *pages) {
  size_t n_pages = 1;
  for (size_t w = 0; w < n_words; w++)
    for (uint32_t i = 0; i < b->words[w].n; i++) {
      uint32_t *page = &pages[b->words[w].codes[i] / PAGE];
      if (*page == 0)
        *page = (uint32_t)n_pages++ * PAGE;
    }
  return n_pages;
}

/* Numbers the characters that occur, the frequent ones first. */
static void number_letters(builder *b, ml_arena *arena, size_t n_words) {
  uint32_t *pages = ML_NEW_ARRAY(arena, uint32_t, N_PAGES);
  size_t n_labels = number_pages(b, n_words, pages) * PAGE, n = 0;
  uint32_t *labels = ML_NEW_ARRAY(arena, uint32_t, n_labels); /* first how often each occurs */
  letter *letters = ML_NEW_ARRAY(b->arena, letter, n_labels);
  for (size_t w = 0; w < n_words; w++)
    for (uint32_t i = 0; i < b->words[w].n; i++) {
      uint32_t code = b->words[w].codes[i], at = pages[code / PAGE] + code % PAGE;
      if (labels[at]++ == 0)
        letters[n++] = (letter){code, at, 0};
    }
  for (size_t i = 0; i < n; i++)
    letters[i].n = labels[letters[i].at];
  qsort(letters, n, sizeof *letters, frequent_first);
  for (uint32_t i = 0; i < n; i++)
    labels[letters[i].at] = i + 1;
  b->n_labels = (uint32_t)n;
  b->trie->pages = pages;
  b->trie->n_pages = N_PAGES;
  b->trie->labels = labels;
  b->trie->n_labels = n_labels;
}

/* ---- the bit sets ---- */

/* Sixteen bits for each pair of first characters: one position in sixteen is looked at in vain. */
static void fill_sets(builder *b, ml_arena *arena, size_t n_words) {
  enum { BITS_A_PAIR = 16 };
  size_t n_pairs = 0, n_bits = 64;
  for (size_t w = 0; w < n_words; w++) {
    const ml_trie_word *word = &b->words[w], *before = w > 0 ? word - 1 : NULL;
    n_pairs += word->n > 1 && (before == NULL || before->n < 2 || before->codes[0] != word->codes[0] ||
                               before->codes[1] != word->codes[1]);
  }
  while (n_bits < BITS_A_PAIR * n_pairs)
    n_bits *= 2;
  uint64_t *alone = ML_NEW_ARRAY(arena, uint64_t, ALONE_BITS / 64);
  uint64_t *pairs = ML_NEW_ARRAY(arena, uint64_t, n_bits / 64);
  b->trie->alone = alone;
  b->trie->n_alone = ALONE_BITS / 64;
  b->trie->pairs = pairs;
  b->trie->n_pairs = n_bits / 64;
  for (size_t w = 0; w < n_words; w++) {
    const uint32_t *codes = b->words[w].codes;
    size_t bit = b->words[w].n == 1 ? codes[0] % ALONE_BITS : pair_bit(b->trie, codes[0], codes[1]);
    (b->words[w].n == 1 ? alone : pairs)[bit / 64] |= UINT64_C(1) << bit % 64;
  }
}

/* ---- cells ---- */

static void add_cells(builder *b, size_t need) {
  ml_vec_reserve(b->arena, &b->cells, need);
  ml_vec_reserve(b->arena, &b->free, need);
  for (; b->cells.n < need; b->cells.n++) {
    b->cells.v[b->cells.n] = (ml_trie_cell){0, ML_TRIE_NONE};
    b->free.v[b->free.n++] = (uint32_t)b->cells.n;
  }
}

/* The first free cell from `cell` on; halves the way there for those who ask later (as in union-find). */
static uint32_t next_free(builder *b, uint32_t cell) {
  uint32_t *next = b->free.v;
  while (cell < b->cells.n && next[cell] != cell) {
    if (next[cell] < b->cells.n)
      next[cell] = next[next[cell]];
    cell = next[cell];
  }
  return cell;
}

static bool is_free(const builder *b, uint32_t cell) {
  return cell >= b->cells.n || b->free.v[cell] == cell;
}

static void take_cell(builder *b, uint32_t cell, uint32_t parent) {
  b->free.v[cell] = cell + 1;
  b->cells.v[cell].check = parent;
}

static bool has_room(const builder *b, uint32_t base) {
  for (size_t i = 0; i < b->children.n; i++)
    if (!is_free(b, base + b->children.v[i].label))
      return false;
  return true;
}

/* The first base from which all children fall on free cells. Where families of a size have long looked in vain, the
 * next one does not look again. */
static uint32_t find_base(builder *b) {
  enum { LONG = 32 };
  uint32_t least = UINT32_MAX, tries = 0, size = 0;
  for (size_t i = 0; i < b->children.n; i++)
    if (b->children.v[i].label < least)
      least = b->children.v[i].label;
  while (b->children.n >> size > 1)
    size++;
  uint32_t cell = next_free(b, b->starts[size] > least ? b->starts[size] : least + 1);
  for (; !has_room(b, cell - least); tries++)
    cell = next_free(b, cell + 1);
  if (tries > LONG)
    b->starts[size] = cell;
  return cell - least;
}

static void find_children(builder *b, const node *from) {
  b->children.n = 0;
  for (uint32_t w = from->low; w < from->high; w++) {
    const ml_trie_word *word = &b->words[w];
    uint32_t label = word->n == from->depth ? 0 : label_of(b->trie, word->codes[from->depth]);
    if (b->children.n > 0 && b->children.v[b->children.n - 1].label == label)
      b->children.v[b->children.n - 1].high = w + 1;
    else
      ml_vec_push(b->arena, &b->children, (child){label, w, w + 1});
  }
}

/* A word that no other one shares its way with: a leaf, or a tail. */
static void end_alone(builder *b, const node *from) {
  const ml_trie_word *word = &b->words[from->low];
  if (word->n == from->depth) {
    b->cells.v[from->cell].base = (uint32_t)LEAF << KIND_SHIFT | word->value;
    return;
  }
  b->cells.v[from->cell].base = (uint32_t)TAIL << KIND_SHIFT | (uint32_t)b->tails.n;
  ml_vec_push(b->arena, &b->tails, word->value);
  ml_vec_push(b->arena, &b->tails, word->n - from->depth);
  for (uint32_t i = from->depth; i < word->n; i++)
    ml_vec_push(b->arena, &b->tails, label_of(b->trie, word->codes[i]));
}

static void place(builder *b, const node *from) {
  if (from->depth > 0 && from->high - from->low == 1) {
    end_alone(b, from);
    return;
  }
  find_children(b, from);
  uint32_t base = from->depth == 0 ? 0 : find_base(b);
  bool ends = b->children.v[0].label == 0;
  add_cells(b, (size_t)base + b->n_labels + 1); /* so that no label leads out of the cells */
  b->cells.v[from->cell].base = (uint32_t)(ends ? ENDING : INNER) << KIND_SHIFT | base;
  for (size_t i = 0; i < b->children.n; i++) {
    const child *c = &b->children.v[i];
    take_cell(b, base + c->label, from->cell);
    if (c->label == 0)
      b->cells.v[base].base = (uint32_t)LEAF << KIND_SHIFT | b->words[c->low].value;
    else
      ml_vec_push(b->arena, &b->nodes, (node){base + c->label, c->low, c->high, from->depth + 1});
  }
}

static void *kept(ml_arena *arena, const void *items, size_t n, size_t size) {
  void *copy = ml_arena_array(arena, n, size);
  if (n > 0)
    memcpy(copy, items, n * size);
  return copy;
}

void ml_trie_build(ml_arena *arena, ml_arena *scratch, const ml_trie_word *words, size_t n, ml_trie *out) {
  *out = (ml_trie){0};
  if (n == 0)
    return;
  builder b = {.arena = scratch, .trie = out, .words = words};
  number_letters(&b, arena, n);
  fill_sets(&b, arena, n);
  add_cells(&b, 1);
  ml_vec_push(scratch, &b.nodes, (node){.high = (uint32_t)n});
  for (size_t i = 0; i < b.nodes.n; i++) {
    node from = b.nodes.v[i];
    place(&b, &from);
  }
  out->cells = kept(arena, b.cells.v, b.cells.n, sizeof *b.cells.v);
  out->n_cells = b.cells.n;
  out->tails = kept(arena, b.tails.v, b.tails.n, sizeof *b.tails.v);
  out->n_tails = b.tails.n;
}

/* ---- checking ---- */

static bool tail_is_sound(const ml_trie *trie, size_t at, uint32_t n_values) {
  return at < trie->n_tails && trie->n_tails - at >= 2 && trie->tails[at + 1] <= trie->n_tails - at - 2 &&
         trie->tails[at] < n_values;
}

static bool cell_is_sound(const ml_trie *trie, ml_trie_cell cell, uint32_t greatest, uint32_t n_values) {
  uint32_t kind = kind_of(cell), base = base_of(cell);
  if (kind == TAIL)
    return tail_is_sound(trie, base, n_values);
  if (kind == LEAF)
    return base < n_values;
  return (size_t)base + greatest < trie->n_cells && (kind == INNER || kind_of(trie->cells[base]) == LEAF);
}

bool ml_trie_is_sound(const ml_trie *trie, uint32_t n_values) {
  if (trie->n_cells == 0)
    return true;
  uint32_t greatest = 0;
  bool sound = trie->n_pages == N_PAGES && trie->n_alone == ALONE_BITS / 64 && trie->n_pairs > 0 &&
               (trie->n_pairs & (trie->n_pairs - 1)) == 0 && trie->n_labels >= PAGE;
  for (size_t i = 0; sound && i < N_PAGES; i++)
    sound = trie->pages[i] <= trie->n_labels - PAGE;
  for (size_t i = 0; sound && i < trie->n_labels; i++)
    greatest = trie->labels[i] > greatest ? trie->labels[i] : greatest;
  sound = sound && greatest < trie->n_cells && trie->cells[0].check == ML_TRIE_NONE && base_of(trie->cells[0]) == 0;
  for (size_t i = 0; sound && i < trie->n_cells; i++)
    sound = cell_is_sound(trie, trie->cells[i], greatest, n_values);
  return sound;
}
