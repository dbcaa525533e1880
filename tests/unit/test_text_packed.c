/* What is packed in files: each way of packing, each kind of record, whole and cut off; and which files are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>
#include <zlib.h>

#include "folder_fixture.h"
#include "text/document.h"

static void write_file(const char *name, ml_str bytes) {
  FILE *file = fopen(name, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes.at, 1, bytes.n, file), bytes.n);
  assert_int_equal(fclose(file), 0);
}

/* ---- packing ---- */

typedef struct entry {
  const char *name;
  ml_str bytes;
} entry;

enum { PACKED_BYTES = 64 * 1024 };

/* An archive of the entries, whose memory is static. */
static ml_str pack(int format, int filter, const entry *entries, size_t n) {
  static char room[2][PACKED_BYTES];
  static unsigned turn;
  char *to = room[++turn % 2];
  size_t used = 0;
  struct archive *archive = archive_write_new();
  assert_int_equal(archive_write_set_format(archive, format), ARCHIVE_OK);
  assert_int_equal(archive_write_add_filter(archive, filter), ARCHIVE_OK);
  archive_write_set_bytes_in_last_block(archive, 1);
  assert_int_equal(archive_write_open_memory(archive, to, PACKED_BYTES, &used), ARCHIVE_OK);
  for (size_t i = 0; i < n; i++) {
    struct archive_entry *head = archive_entry_new();
    archive_entry_set_pathname(head, entries[i].name);
    archive_entry_set_size(head, (la_int64_t)entries[i].bytes.n);
    archive_entry_set_filetype(head, AE_IFREG);
    archive_entry_set_perm(head, 0644);
    assert_int_equal(archive_write_header(archive, head), ARCHIVE_OK);
    assert_int_equal(archive_write_data(archive, entries[i].bytes.at, entries[i].bytes.n), entries[i].bytes.n);
    archive_entry_free(head);
  }
  assert_int_equal(archive_write_free(archive), ARCHIVE_OK);
  return (ml_str){to, used};
}

static ml_str compressed(int filter, ml_str bytes) {
  const entry one = {"x", bytes};
  return pack(ARCHIVE_FORMAT_RAW, filter, &one, 1);
}

/* ---- reading ---- */

enum { HEARD = 4096 };

/* What a run tells: "file severity" of each diagnostic. */
static void hear(void *user, const ml_diagnostic *diagnostic) {
  char *heard = user;
  size_t n = strlen(heard);
  snprintf(heard + n, HEARD - n, "%s %c\n", diagnostic->file == NULL ? "-" : diagnostic->file,
           "NWE"[diagnostic->severity]);
}

/* The documents of a path as "id uri text" lines, each with an end, and the diagnostics behind. */
static void check_with(const char *path, const ml_source_options *options, const char *expected) {
  char found[HEARD] = "", heard[HEARD] = "";
  ml_reporter reporter = {hear, heard};
  ml_source *source = NULL;
  ml_document *document;
  assert_int_equal(ml_source_open(&source, &path, 1, options, &reporter), ML_OK);
  while (ml_source_next(source, &document) == ML_OK && document != NULL) {
    size_t n = strlen(found);
    snprintf(found + n, sizeof found - n, "%s %s %.*s|\n", document->id, document->uri, (int)document->source.n,
             document->source.at);
    ml_document_free(document);
  }
  uint64_t done, all;
  ml_source_progress(source, &done, &all);
  assert_int_equal(done, all);
  ml_source_free(source);
  strncat(found, heard, sizeof found - strlen(found) - 1);
  if (strcmp(found, expected) != 0)
    fail_msg("%s gave\n%sinstead of\n%s", path, found, expected);
}

static void check(const char *path, const char *expected) {
  check_with(path, NULL, expected);
}

static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_BZIP2};

static void test_compressed(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
    write_file("a.txt.packed", compressed(filters[i], ML_STR("云杉")));
    check("a.txt.packed", "a.txt.packed a.txt.packed 云杉|\n");
    write_file("b.gz", compressed(filters[i], ML_STR("{\"id\": \"x\", \"text\": \"云杉\"}\n{\"text\": \"远山\"}\n")));
    check("b.gz", "x b.gz 云杉|\nb.gz:2 b.gz 远山|\n");
    write_file("c", compressed(filters[i], compressed(filters[i], ML_STR("云杉"))));
    check("c", "c c 云杉|\n");
  }
}

static void test_archives(void **state) {
  (void)state;
  const entry entries[] = {{"./d/甲.txt", ML_STR("云杉")},
                           {"d/.hidden", ML_STR("x")},
                           {"p.png", ML_STR("\x89PNG\r\n")},
                           {"n.jsonl", ML_STR("{\"text\": \"远山\"}\n")}};
  const int formats[] = {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FORMAT_ZIP};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    write_file("all", pack(formats[i], ARCHIVE_FILTER_NONE, entries, 4));
    check("all", "all/d/甲.txt all/d/甲.txt 云杉|\nall/n.jsonl:1 all/n.jsonl 远山|\nall/p.png E\n");
  }
  const entry inner = {"inner.tar.gz", pack(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, entries, 1)};
  write_file("outer.zip", pack(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, &inner, 1));
  check("outer.zip", "outer.zip/inner.tar.gz/d/甲.txt outer.zip/inner.tar.gz/d/甲.txt 云杉|\n");
}

static void test_packed_too_deep(void **state) {
  (void)state;
  ml_str bytes = ML_STR("云杉");
  for (int i = 0; i < 10; i++)
    bytes = compressed(ARCHIVE_FILTER_GZIP, bytes);
  const entry one = {"deep.gz", bytes};
  for (int i = 0; i < 10; i++) {
    const entry outer = {"deep.tar", i == 0 ? one.bytes : bytes};
    bytes = pack(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, &outer, 1);
  }
  write_file("deep", bytes);
  check("deep", "deep/deep.tar/deep.tar/deep.tar/deep.tar/deep.tar E\n");
}

/* Each way of being cut off is an error that names the file; what was whole before it is read. */
static void test_cut_off(void **state) {
  (void)state;
  const entry entries[] = {{"a.txt", ML_STR("云杉")}, {"b.txt", ML_STR("远山云杉白桦")}};
  for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
    ml_str whole = compressed(filters[i], ML_STR("云杉云杉云杉云杉"));
    write_file("cut", (ml_str){whole.at, whole.n - 12});
    check("cut", "cut E\n");
  }
  ml_str tar = pack(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, entries, 2);
  write_file("cut.tar", (ml_str){tar.at, 3 * 512 + 7});
  check("cut.tar", "cut.tar/a.txt cut.tar/a.txt 云杉|\ncut.tar/b.txt E\n");
  write_file("head.gz", ML_STR("\x1F\x8B"));
  check("head.gz", "head.gz E\n");
  write_file("empty.gz", compressed(ARCHIVE_FILTER_GZIP, ML_STR("")));
  check("empty.gz", "empty.gz W\n");
}

/* ---- web archives ---- */

#define RECORD(type, content, length, body)                                                         \
  "WARC/1.0\r\nWARC-Type: " type "\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: " content \
  "\r\nContent-Length: " length "\r\n\r\n" body "\r\n\r\n"
#define HTTP "application/http; msgtype=response"
#define TEXT_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"    /* 45 bytes */
#define CHUNK_HEAD "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" /* 47 bytes */

static const struct {
  const char *archive, *expected;
} archives[] = {
    {RECORD("warcinfo", "application/warc-fields", "2", "xx") RECORD("conversion", "text/plain", "6", "云杉"),
     "w#2 http://a.example/ 云杉|\nw N\n"},
    {RECORD("response", HTTP, "51", TEXT_HEAD "云杉") RECORD("resource", "text/plain", "6", "远山"),
     "w#1 http://a.example/ 云杉|\nw#2 http://a.example/ 远山|\n"},
    {RECORD("response", HTTP, "46", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nxx"), "w N\n"},
    {RECORD("response", HTTP, "26", "HTTP/1.1 301 Moved\r\n\r\nxxxx"), "w N\n"},
    {RECORD("response", HTTP, "72", CHUNK_HEAD "3\r\n云\r\n3;x=y\r\n杉\r\n0\r\n\r\n"), "w#1 http://a.example/ 云杉|\n"},
    {RECORD("response", HTTP, "53", CHUNK_HEAD "云杉"), "w#1 http://a.example/ 云杉|\n"}, /* chunks put together */
    {RECORD("response", HTTP, "62", CHUNK_HEAD "3\r\n云\r\nx\r\n杉\r"), "w#1 E\n"},
    {RECORD("conversion", "text/plain", "600", "云杉"), "w#1 E\n"},
    {"WARC/1.0\r\nWARC-Type: conversion\r\n\r\nx\r\n" RECORD("resource", "text/plain", "6", "远山"),
     "w#2 http://a.example/ 远山|\nw E\nw E\n"},
    {RECORD("resource", "text/plain", "6", "远山") "garbage\r\n", "w#1 http://a.example/ 远山|\nw E\n"},
    {"WARC/1.0\r\nWARC-Type: resp", "w E\n"},
};

static void test_web_archives(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof archives / sizeof *archives; i++) {
    write_file("w", ml_str_of(archives[i].archive));
    check("w", archives[i].expected);
  }
  const entry one = {"w.warc", ml_str_of(archives[1].archive)};
  write_file("w.tar.gz", pack(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, &one, 1));
  check("w.tar.gz", "w.tar.gz/w.warc#1 http://a.example/ 云杉|\nw.tar.gz/w.warc#2 http://a.example/ 远山|\n");
}

/* ---- what servers packed pages with ---- */

#define BYTES(literal) \
  { (literal), sizeof(literal) - 1 }

static const struct {
  const char *coding, *transfer;
  ml_str body;
  const char *expected;
} bodies[] = {
    {"br", "", BYTES("\x8B\x02\x80\xE4\xBA\x91\xE6\x9D\x89\x03"), "w#1 http://a.example/ 云杉|\n"},
    {"BR", "chunked", BYTES("4\r\n\x8B\x02\x80\xE4\r\n6\r\n\xBA\x91\xE6\x9D\x89\x03\r\n0\r\n\r\n"),
     "w#1 http://a.example/ 云杉|\n"},
    {"br", "", BYTES("\x8B\x02\x80\xE4\xBA\x91\xE6"), "w#1 E\n"},
    {"deflate", "", BYTES("\x78\x9C\x7B\xB2\x6B\xE2\xB3\xB9\x9D\x00\x0F\xB9\x04\x3C"), "w#1 http://a.example/ 云杉|\n"},
    {"deflate", "", BYTES("\x7B\xB2\x6B\xE2\xB3\xB9\x9D\x00"), "w#1 http://a.example/ 云杉|\n"},
    {"deflate", "", BYTES("\x78\x9C\x7B\xB2\x6B\xE2\xB3\xB9\x9D\x00"), "w#1 E\n"},
    {"deflate", "", BYTES("\x78\x9C\x7B\xB2\x6B\xE2\xB3\xB9\x9D\x00\x0F\xB9\x04\x3D"), "w#1 E\n"},
    /* the archive has undone it and kept the header's word, or the server lied */
    {"br", "", BYTES("云杉"), "w#1 http://a.example/ 云杉|\n"},
    {"deflate", "", BYTES("云杉"), "w#1 http://a.example/ 云杉|\n"},
    {"gzip", "", BYTES("云杉"), "w#1 http://a.example/ 云杉|\n"},
    {"utf-8", "", BYTES("云杉"), "w#1 http://a.example/ 云杉|\n"},
    {"br", "", BYTES(""), "w#1 http://a.example/ |\nw#1 W\n"},
    /* not known */
    {"dcb", "", BYTES("no text\0\1\2\3\4\5\6\7\x80\x81\x82\x83"), "w#1 E\n"},
};

/* A record with one response in the file w. */
static void write_response(const char *coding, const char *transfer, ml_str body) {
  char head[512];
  int n =
      snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: %s\r\n%s%s%s\r\n",
               coding, *transfer == '\0' ? "" : "Transfer-Encoding: ", transfer, *transfer == '\0' ? "" : "\r\n");
  FILE *file = fopen("w", "wb");
  assert_non_null(file);
  fprintf(file,
          "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: " HTTP
          "\r\nContent-Length: %zu\r\n\r\n%s",
          (size_t)n + body.n, head);
  assert_int_equal(fwrite(body.at, 1, body.n, file), body.n);
  fputs("\r\n\r\n", file);
  assert_int_equal(fclose(file), 0);
}

static void test_codings(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    write_response(bodies[i].coding, bodies[i].transfer, bodies[i].body);
    check("w", bodies[i].expected);
  }
  write_response("gzip", "", compressed(ARCHIVE_FILTER_GZIP, ML_STR("云杉")));
  check("w", "w#1 http://a.example/ 云杉|\n");
  write_response("zstd", "", compressed(ARCHIVE_FILTER_ZSTD, ML_STR("云杉")));
  check("w", "w#1 http://a.example/ 云杉|\n");
}

/* More than one buffer on either side. */
static void test_long_coding(void **state) {
  (void)state;
  enum { LONG = 200000 };
  unsigned char *text = malloc(LONG), *coded = malloc(LONG + 1000);
  uLongf n = LONG + 1000;
  uint32_t random = 1;
  for (size_t i = 0; i < LONG; i++) {
    random = random * 1664525u + 1013904223u;
    text[i] = (unsigned char)('a' + (random >> 24) % 26);
  }
  assert_int_equal(compress(coded, &n, text, LONG), Z_OK);
  write_response("deflate", "", (ml_str){(const char *)coded, n});
  ml_source *source = NULL;
  ml_document *document = NULL;
  const char *path = "w";
  assert_int_equal(ml_source_open(&source, &path, 1, NULL, NULL), ML_OK);
  assert_int_equal(ml_source_next(source, &document), ML_OK);
  assert_int_equal(document->source.n, LONG);
  assert_memory_equal(document->source.at, text, LONG);
  ml_document_free(document);
  ml_source_free(source);
  free(text);
  free(coded);
}

/* ---- which files are read ---- */

static const struct {
  const char *include[3], *exclude[3], *read;
} patterns[] = {
    {{0}, {0}, "in/a.txt in/b.html in/sub/a.txt "},
    {{"*.txt"}, {0}, "in/a.txt in/sub/a.txt "},
    {{"*.html", "sub/*"}, {0}, "in/b.html in/sub/a.txt "},
    {{0}, {"sub"}, "in/a.txt in/b.html "},
    {{0}, {"sub/a.*", "*.html"}, "in/a.txt "},
    {{"a.*"}, {"sub"}, "in/a.txt "},
    {{"/a.txt"}, {0}, ""},
};

static void test_patterns(void **state) {
  (void)state;
  assert_int_equal(mkdir("in", 0755) | mkdir("in/sub", 0755), 0);
  const entry entries[] = {{"a.txt", ML_STR("x")}, {"b.html", ML_STR("x")}, {"sub/a.txt", ML_STR("x")}};
  write_file("in/a.txt", entries[0].bytes);
  write_file("in/b.html", entries[1].bytes);
  write_file("in/sub/a.txt", entries[2].bytes);
  write_file("in.tar", pack(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, entries, 3));
  for (size_t i = 0; i < 2 * sizeof patterns / sizeof *patterns; i++) {
    bool tar = i % 2;
    const char *path = tar ? "in.tar" : "in";
    char found[256] = "";
    ml_source_options options = {.include = patterns[i / 2].include, .exclude = patterns[i / 2].exclude};
    ml_source *source;
    ml_document *document;
    assert_int_equal(ml_source_open(&source, &path, 1, &options, NULL), ML_OK);
    while (ml_source_next(source, &document) == ML_OK && document != NULL) {
      size_t n = strlen(found);
      snprintf(found + n, sizeof found - n, "in%s ", document->uri + strlen(path));
      ml_document_free(document);
    }
    ml_source_free(source);
    assert_string_equal(found, patterns[i / 2].read);
  }
  const char *never[] = {"*", NULL};
  check_with("in/a.txt", &(ml_source_options){.exclude = never}, "a.txt in/a.txt x|\n");
}

static void test_wrong_options(void **state) {
  (void)state;
  const char *path = "in", *unknown[] = {"glosse", NULL};
  ml_source *source;
  assert_int_equal(ml_source_open(&source, &path, 1, &(ml_source_options){.published = "soon"}, NULL), ML_ERR_ARGUMENT);
  assert_null(source);
  assert_int_equal(ml_source_open(&source, &path, 1, &(ml_source_options){.repairs_off = unknown}, NULL),
                   ML_ERR_ARGUMENT);
  assert_null(source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_compressed),    cmocka_unit_test(test_archives),     cmocka_unit_test(test_packed_too_deep),
      cmocka_unit_test(test_cut_off),       cmocka_unit_test(test_web_archives), cmocka_unit_test(test_patterns),
      cmocka_unit_test(test_wrong_options), cmocka_unit_test(test_codings),      cmocka_unit_test(test_long_coding),
  };
  return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
