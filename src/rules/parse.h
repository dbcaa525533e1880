/* The parser's rooms share this: a cursor over the lines of one file, and what every construct needs.
 *
 * A syntax error is reported and unwinds to the loop over declarations, which goes on behind the broken one; therefore
 * every function here either returns something whole or does not return. Memory is the syntax tree's arena, so
 * unwinding loses nothing. What is kept after an error (a relation, a mention) must be whole as well: parse first, push
 * then, because ml_vec_push may count an item before it evaluates it. */
#ifndef ML_RULES_PARSE_H
#define ML_RULES_PARSE_H

#include <setjmp.h>

#include "rules/syntax.h"

enum {
  ML_MAX_NESTING = 64,   /* parentheses within one pattern or expression */
  ML_MAX_COUNT = 1000,   /* in {m,n} */
  ML_MAX_POINTS = 100000 /* hundredths of one ~n */
};

#define ML_END_OF_LINE UINT32_MAX /* what ml_parse_peek gives there */

typedef struct ml_parse {
  ml_syntax *syntax;
  const ml_file *file;
  size_t line; /* number of the line being read, from 1; 0: before the first */
  size_t at;   /* index of the next character in it */
  unsigned depth;
  ml_change change; /* what the declaration being read does to one of another package */
  jmp_buf broken;   /* behind the declaration being read */
} ml_parse;

/* ---- the cursor (parse_scan.c) ---- */

/* Moves over spaces and gives the next character without taking it; a comment ends the line. */
uint32_t ml_parse_peek(ml_parse *p);

/* The character `offset` characters behind the cursor, be it a space or not; ML_END_OF_LINE there. */
uint32_t ml_parse_ahead(const ml_parse *p, size_t offset);

/* Takes `code` behind spaces if it stands there. */
bool ml_parse_accept(ml_parse *p, uint32_t code);

/* Takes `code` or fails; `purpose` ends the message "expected `=` PURPOSE". */
void ml_parse_expect(ml_parse *p, uint32_t code, const char *purpose);

/* Fails unless the line ends here. */
void ml_parse_end(ml_parse *p);

/* Moves to the next indented line of the declaration; false when there is none, and then the cursor is in the line of
 * the next declaration or behind the last line. Blank lines and comments are skipped. */
bool ml_parse_next_line(ml_parse *p);

/* Moves behind a declaration that takes no indented lines; fails when one follows. */
void ml_parse_no_lines_below(ml_parse *p);

/* The place from the character index `from` of the line up to the cursor, without spaces before it. */
ml_place ml_parse_place(const ml_parse *p, size_t from);

/* The place of the next `length` characters behind spaces. */
ml_place ml_parse_next_place(ml_parse *p, size_t length);

/* Reports and unwinds. The full-width double of an operator at the cursor is blamed first, whatever was expected. */
_Noreturn void ml_parse_fail(ml_parse *p, ml_place place, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
_Noreturn void ml_parse_expected(ml_parse *p, const char *what);

/* Guards recursion: fails when the nesting is too deep. Each enter needs a leave on the way back. */
void ml_parse_enter(ml_parse *p);
void ml_parse_leave(ml_parse *p);

/* ---- words ---- */
bool ml_parse_is_lower(uint32_t code); /* a-z */
bool ml_parse_is_upper(uint32_t code); /* A-Z */
bool ml_parse_is_digit(uint32_t code); /* 0-9 */
bool ml_parse_is_word(uint32_t code);  /* a-z A-Z 0-9 _ */
bool ml_parse_is_space(uint32_t code);
bool ml_parse_is_text(uint32_t code); /* not ASCII, not space, no full-width operator: stands for itself */

/* The word that stands behind spaces, without taking it; "" when there is none. */
const char *ml_parse_peek_word(ml_parse *p);

/* Takes the word behind spaces if it is `word`; moves over the spaces in any case. */
bool ml_parse_accept_word(ml_parse *p, const char *word);

/* Takes a lower-case name or fails; `what` says what it names ("a relation"). *place, where not NULL, is set. */
const char *ml_parse_name(ml_parse *p, const char *what, ml_place *place);

/* The same for a name that is declared here: reserved words are refused. */
const char *ml_parse_new_name(ml_parse *p, const char *what, ml_place *place);

/* Takes a capitalised name or fails. */
const char *ml_parse_type(ml_parse *p, const char *what, ml_place *place);

/* Takes everything up to the next space; at least one character. */
ml_str ml_parse_until_space(ml_parse *p, const char *what, ml_place *place);

/* Takes the rest of the line without the spaces around, `#` included; at least one character. */
ml_str ml_parse_rest(ml_parse *p, const char *what, ml_place *place);

/* Takes a quoted text (the cursor stands on the quote): code points without the quotes and backslashes. */
const uint32_t *ml_parse_string(ml_parse *p, size_t *n);

/* Takes a run of text characters (the cursor stands on the first). */
const uint32_t *ml_parse_text_run(ml_parse *p, size_t *n);

/* Takes a number: an optional minus, digits, an optional fraction. */
double ml_parse_number(ml_parse *p, const char *what);

/* Takes a whole number of at most `limit`. */
uint32_t ml_parse_integer(ml_parse *p, uint32_t limit, const char *what);

/* Takes `~n`: hundredths. False without moving, when no `~` stands there. */
bool ml_parse_points(ml_parse *p, int *hundredths);

/* The same, or `~(expression)`. */
bool ml_parse_worth(ml_parse *p, ml_worth *out);

/* ---- rooms ---- */

/* An expression (parse_expr.c): a value, or a condition with and, or, not and comparisons. */
ml_expr *ml_parse_expr(ml_parse *p);
ml_expr *ml_parse_condition(ml_parse *p);

/* A constant: a name, text or a number. */
ml_expr *ml_parse_constant(ml_parse *p);

/* A pattern (parse_pattern.c) up to the end of the line, or in a seek up to `before`, `after` or `in`. */
ml_node *ml_parse_pattern(ml_parse *p);

/* `seek NAME = pattern [before|after] in scopes [where cond]`, behind the word seek (parse_seek.c). */
ml_seek_decl *ml_parse_seek(ml_parse *p);

/* Declarations, each behind its first word up to its last line; they add themselves to the syntax tree. */
void ml_parse_mention(ml_parse *p, ml_kind kind); /* parse_schema.c */
void ml_parse_relation(ml_parse *p);
void ml_parse_rule(ml_parse *p); /* parse_rule.c */
void ml_parse_follow(ml_parse *p);
void ml_parse_mark(ml_parse *p);

#endif
