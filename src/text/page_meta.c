/* What a page says of itself: title, date, author, outlet and site, out of its fields and its JSON-LD
 * (https://schema.org). */
#include <jansson.h>

#include "text/metadata.h"
#include "text/page_blocks.h"

enum {
  TITLE_LEAST = 12, /* bytes; a shorter part of a <title> is no title yet */
  LABEL_MOST = 15,  /* bytes of a label such as 来源 with its colon */
  LINKED_DEPTH = 8, /* objects in each other that are looked through */
};

typedef struct describing {
  ml_arena *arena;
  const ml_blocks *blocks;
  ml_page *page;
  json_t *linked;                                        /* the JSON-LD */
  const char *headline, *published, *author, *publisher; /* in it; NULL: not there */
} describing;

/* ---- strings ---- */

static bool is_blank(char byte) {
  return (unsigned char)byte <= ' ';
}

static ml_str trimmed(ml_str text) {
  for (; text.n > 0 && is_blank(text.at[text.n - 1]); text.n--)
    ;
  for (; text.n > 0 && is_blank(*text.at); text.n--)
    text.at++;
  return text;
}

/* Without a label in front, 来源：新华网. */
static ml_str unlabelled(ml_str text) {
  static const ml_str colons[] = {{"：", 3}, {":", 1}};
  for (size_t at = 0; at < text.n && at < LABEL_MOST; at++)
    for (size_t i = 0; i < sizeof colons / sizeof *colons; i++)
      if ((unsigned char)text.at[0] >= 0x80 && ml_str_starts((ml_str){text.at + at, text.n - at}, colons[i]))
        return trimmed((ml_str){text.at + at + colons[i].n, text.n - at - colons[i].n});
  return text;
}

static ml_str field(const describing *job, ml_page_field field) {
  const ml_bytes *bytes = &job->blocks->fields[field];
  return trimmed((ml_str){bytes->v, bytes->n});
}

/* The first that is there, without a label. */
static const char *first_of(const describing *job, ml_str one, const char *linked, ml_str other) {
  ml_str found = one.n > 0 ? one : linked != NULL && *linked != '\0' ? ml_str_of(linked) : other;
  found = unlabelled(trimmed(found));
  return found.n == 0 ? "" : ml_arena_copy(job->arena, found.at, found.n);
}

/* ---- JSON-LD ---- */

static const char *name_in(const json_t *value) {
  if (json_is_array(value))
    value = json_array_get(value, 0);
  if (json_is_object(value))
    value = json_object_get(value, "name");
  return json_string_value(value);
}

/* Looks for the object that has a headline or a date, in depth. */
static bool find_article(describing *job, const json_t *value, unsigned depth) {
  const char *name;
  size_t i;
  json_t *member;
  if (depth > LINKED_DEPTH)
    return false;
  if (json_is_array(value)) {
    json_array_foreach(value, i, member) {
      if (find_article(job, member, depth + 1))
        return true;
    }
    return false;
  }
  job->headline = json_string_value(json_object_get(value, "headline"));
  job->published = json_string_value(json_object_get(value, "datePublished"));
  if (job->headline != NULL || job->published != NULL) {
    job->author = name_in(json_object_get(value, "author"));
    job->publisher = name_in(json_object_get(value, "publisher"));
    return true;
  }
  json_object_foreach((json_t *)value, name, member) {
    if (!json_is_string(member) && find_article(job, member, depth + 1))
      return true;
  }
  return false;
}

/* ---- titles ---- */

/* Does a separator between a title and the name of a site stand there? A hyphen within Latin words is none. */
static size_t separator_at(ml_str text, size_t at) {
  static const ml_str signs[] = {{"_", 1}, {"|", 1}, {"｜", 3}, {"—", 3}, {" - ", 3}, {" – ", 5}};
  ml_str rest = {text.at + at, text.n - at};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (ml_str_starts(rest, signs[i]))
      return signs[i].n;
  bool between =
      at > 0 && at + 1 < text.n && (unsigned char)text.at[at - 1] >= 0x80 && (unsigned char)rest.at[1] >= 0x80;
  return *rest.at == '-' && between ? 1 : 0;
}

/* The name of a site behind a title that is known: the last part of the <title> that begins with it. */
static ml_str site_behind(ml_str head, ml_str title) {
  if (title.n == 0 || !ml_str_starts(head, title))
    return (ml_str){0};
  size_t begin = head.n, n;
  for (size_t at = title.n; at < head.n; at++)
    if ((n = separator_at(head, at)) > 0)
      begin = at + n;
  return trimmed((ml_str){head.at + begin, head.n - begin});
}

/* The part of a <title> before the names of section and site. */
static ml_str without_site(ml_str title) {
  for (size_t at = TITLE_LEAST; at < title.n; at++)
    if (separator_at(title, at) > 0)
      return trimmed((ml_str){title.at, at});
  return title;
}

static const char *choose_title(const describing *job) {
  ml_str h1 = field(job, ML_FIELD_TITLE_H1), meta = field(job, ML_FIELD_TITLE_META);
  ml_str head = field(job, ML_FIELD_TITLE_HEAD), headline = ml_str_of(job->headline);
  bool confirmed = h1.n > 0 && (ml_str_starts(head, h1) || ml_str_starts(meta, h1));
  ml_str title = confirmed        ? h1
                 : meta.n > 0     ? without_site(meta)
                 : headline.n > 0 ? headline
                 : head.n > 0     ? without_site(head)
                                  : h1;
  return title.n == 0 ? "" : ml_arena_copy(job->arena, title.at, title.n);
}

/* ---- all ---- */

static ml_date choose_date(const describing *job) {
  const ml_str places[] = {field(job, ML_FIELD_DATE_META), ml_str_of(job->published), field(job, ML_FIELD_DATE_TIME),
                           field(job, ML_FIELD_DATE_TEXT)};
  ml_date date = {0};
  for (size_t i = 0; i < sizeof places / sizeof *places && date.year == 0; i++)
    date = ml_date_in(places[i]);
  return date;
}

static ml_status describe(void *argument) {
  describing *job = argument;
  ml_str script = field(job, ML_FIELD_LINKED_DATA);
  job->linked = script.n == 0 ? NULL : json_loadb(script.at, script.n, JSON_DISABLE_EOF_CHECK, NULL);
  find_article(job, job->linked, 0);
  job->page->title = choose_title(job);
  job->page->author = first_of(job, field(job, ML_FIELD_AUTHOR_META), job->author, field(job, ML_FIELD_AUTHOR_TEXT));
  job->page->outlet = first_of(job, field(job, ML_FIELD_OUTLET_TEXT), NULL, field(job, ML_FIELD_OUTLET_META));
  ml_str site = field(job, ML_FIELD_SITE_META), named = field(job, ML_FIELD_SITE_TEXT);
  ml_str behind = site_behind(field(job, ML_FIELD_TITLE_HEAD), ml_str_of(job->page->title));
  job->page->site = first_of(job, site, job->publisher, named.n > 0 ? named : behind);
  job->page->published = choose_date(job);
  return ML_OK;
}

ml_status ml_page_describe(ml_arena *arena, const ml_blocks *blocks, ml_page *page) {
  describing job = {.arena = arena, .blocks = blocks, .page = page};
  ml_status status = ml_arena_guard(arena, describe, &job);
  json_decref(job.linked);
  return status;
}
