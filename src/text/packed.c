#include "text/packed.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>

struct ml_packed {
  struct archive *archive;
  struct archive_entry *entry; /* the current one, which the archive owns */
  ml_reader *from;
  locale_t names; /* in which names are kept as UTF-8; 0: the machine has none, and names suffer */
  bool dead;      /* a pull has met damage behind which nothing can be read */
};

bool ml_is_packed(ml_str head) {
  static const struct {
    size_t at;
    ml_str bytes;
  } signs[] = {
      {0, {"\x1F\x8B", 2}},         /* gzip */
      {0, {"\xFD\x37zXZ\0", 6}},    /* xz */
      {0, {"\x28\xB5\x2F\xFD", 4}}, /* zstd */
      {0, {"BZh", 3}},              /* bzip2 */
      {0, {"PK\x03\x04", 4}},       /* zip */
      {0, {"PK\x05\x06", 4}},       /* zip without files */
      {257, {"ustar", 5}},          /* tar */
  };
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (head.n > signs[i].at && ml_str_starts((ml_str){head.at + signs[i].at, head.n - signs[i].at}, signs[i].bytes))
      return true;
  return false;
}

bool ml_is_office_document(ml_str head) {
  enum { NAME = 30 /* where the name of the first file stands, and behind it what is stored in it */ };
  static const ml_str firsts[] = {
      {"[Content_Types].xml", 19}, {"_rels/", 6}, {"docProps/", 9}, {"mimetypeapplication/vnd.oasis.", 30}};
  if (head.n < NAME || !ml_str_starts(head, ML_STR("PK\x03\x04")))
    return false;
  for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
    if (ml_str_starts((ml_str){head.at + NAME, head.n - NAME}, firsts[i]))
      return true;
  return false;
}

/* ---- what libarchive asks for ---- */

static la_ssize_t give_bytes(struct archive *archive, void *user, const void **bytes) {
  ml_packed *packed = user;
  ml_str some;
  ml_read result = ml_reader_some(packed->from, &some);
  if (result == ML_READ_DONE) {
    *bytes = some.at;
    return (la_ssize_t)some.n;
  }
  archive_set_error(archive, EIO, "%s",
                    result == ML_READ_NOMEM ? "no memory is left" : ml_reader_problem(packed->from));
  return -1;
}

static la_int64_t seek_bytes(struct archive *archive, void *user, la_int64_t offset, int whence) {
  (void)archive;
  ml_packed *packed = user;
  int64_t place = ml_reader_seek(packed->from, offset, whence);
  return place < 0 ? ARCHIVE_FATAL : place;
}

/* ---- opening ---- */

/* Only what needs no program to be started. */
static bool support_formats(struct archive *archive) {
  int worst = ARCHIVE_OK;
  int (*const supports[])(struct archive *) = {archive_read_support_filter_gzip, archive_read_support_filter_xz,
                                               archive_read_support_filter_zstd, archive_read_support_filter_bzip2,
                                               archive_read_support_format_tar,  archive_read_support_format_zip,
                                               archive_read_support_format_raw,  archive_read_support_format_empty};
  for (size_t i = 0; i < sizeof supports / sizeof *supports; i++) {
    int result = supports[i](archive);
    worst = result < worst ? result : worst;
  }
  return worst == ARCHIVE_OK;
}

/* Names are converted to the charset of the thread's locale, and are lost in the one that programs start with. */
static locale_t enter_names(const ml_packed *packed) {
  return packed->names != (locale_t)0 ? uselocale(packed->names) : (locale_t)0;
}

static void leave_names(locale_t before) {
  if (before != (locale_t)0)
    uselocale(before);
}

ml_read ml_packed_open(ml_packed **out, ml_reader *from) {
  ml_packed *packed = *out = calloc(1, sizeof *packed);
  if (packed == NULL)
    return ML_READ_NOMEM;
  packed->from = from;
  packed->names = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  packed->archive = archive_read_new();
  if (packed->archive == NULL)
    return ML_READ_NOMEM;
  archive_read_set_callback_data(packed->archive, packed);
  archive_read_set_read_callback(packed->archive, give_bytes);
  if (ml_reader_can_seek(from))
    archive_read_set_seek_callback(packed->archive, seek_bytes);
  locale_t before = enter_names(packed);
  bool opened = support_formats(packed->archive) && archive_read_open1(packed->archive) == ARCHIVE_OK;
  leave_names(before);
  return opened ? ML_READ_DONE : ML_READ_FAILED;
}

ml_read ml_packed_next(ml_packed *packed) {
  int result = ARCHIVE_OK;
  bool is_file = false;
  locale_t before = enter_names(packed);
  while (!packed->dead && !is_file && (result == ARCHIVE_OK || result == ARCHIVE_WARN)) {
    result = archive_read_next_header(packed->archive, &packed->entry);
    is_file = (result == ARCHIVE_OK || result == ARCHIVE_WARN) && archive_entry_filetype(packed->entry) == AE_IFREG &&
              archive_entry_hardlink(packed->entry) == NULL;
  }
  leave_names(before);
  if (packed->dead || result == ARCHIVE_EOF)
    return ML_READ_END;
  return is_file ? ML_READ_DONE : ML_READ_FAILED;
}

const char *ml_packed_name(const ml_packed *packed) {
  const char *name = archive_entry_pathname(packed->entry);
  return name == NULL || archive_format(packed->archive) == ARCHIVE_FORMAT_RAW ? "" : name;
}

static ptrdiff_t pull_bytes(void *user, char *to, size_t room) {
  ml_packed *packed = user;
  la_ssize_t n = archive_read_data(packed->archive, to, room);
  packed->dead = n == ARCHIVE_FATAL;
  return n < 0 ? -1 : n;
}

static const char *pull_problem(void *user) {
  return ml_packed_problem(user);
}

ml_supply ml_packed_supply(ml_packed *packed) {
  return (ml_supply){.pull = pull_bytes, .problem = pull_problem, .user = packed};
}

const char *ml_packed_problem(const ml_packed *packed) {
  const char *problem = archive_error_string(packed->archive);
  return problem != NULL ? problem : "this kind of packing is not known";
}

void ml_packed_free(ml_packed *packed) {
  if (packed == NULL)
    return;
  archive_read_free(packed->archive);
  if (packed->names != (locale_t)0)
    freelocale(packed->names);
  free(packed);
}
