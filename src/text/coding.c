#include "text/coding.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <strings.h>
#include <zlib.h>

enum { CHUNK = 16 * 1024, WITH_HEADER = 15, WITHOUT_HEADER = -15 };

typedef enum kind { AS_IS, DEFLATE, BROTLI } kind;

struct ml_coding {
  ml_supply from;
  kind kind;
  z_stream inflater;
  bool inflating;
  BrotliDecoderState *brotli;
  unsigned char in[CHUNK];
  size_t begin, end;   /* of what has been pulled and not decoded */
  bool begun, over;    /* the first bytes were looked at; the end of the coded stream was seen */
  bool starved;        /* there are no more bytes */
  const char *problem; /* of the coding; NULL: of the supply */
};

static kind kind_of(const char *name) {
  return strcasecmp(name, "deflate") == 0 ? DEFLATE : strcasecmp(name, "br") == 0 ? BROTLI : AS_IS;
}

bool ml_coding_known(const char *name) {
  return kind_of(name) != AS_IS;
}

ml_read ml_coding_open(ml_coding **out, const char *name, ml_supply from) {
  ml_coding *coding = *out = calloc(1, sizeof *coding);
  if (coding == NULL)
    return ML_READ_NOMEM;
  coding->from = from;
  coding->kind = kind_of(name);
  return ML_READ_DONE;
}

/* ---- decoders ---- */

static void stop(ml_coding *coding) {
  if (coding->inflating)
    inflateEnd(&coding->inflater);
  coding->inflating = false;
  BrotliDecoderDestroyInstance(coding->brotli);
  coding->brotli = NULL;
}

/* A decoder that has seen nothing; false: there is no memory. */
static bool start(ml_coding *coding, int window) {
  stop(coding);
  if (coding->kind == BROTLI) {
    coding->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    return coding->brotli != NULL;
  }
  coding->inflater = (z_stream){0};
  coding->inflating = inflateInit2(&coding->inflater, window) == Z_OK;
  return coding->inflating;
}

static size_t inflate_some(ml_coding *coding, unsigned char *to, size_t room) {
  z_stream *z = &coding->inflater;
  z->next_in = coding->in + coding->begin;
  z->avail_in = (uInt)(coding->end - coding->begin);
  z->next_out = to;
  z->avail_out = (uInt)(room < CHUNK ? room : CHUNK);
  uInt before = z->avail_out;
  int result = inflate(z, Z_NO_FLUSH);
  coding->begin = coding->end - z->avail_in;
  coding->over = result == Z_STREAM_END;
  if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
    coding->problem = "its bytes are no whole deflate stream";
  return before - z->avail_out;
}

static size_t decode_brotli(ml_coding *coding, unsigned char *to, size_t room) {
  size_t n_in = coding->end - coding->begin, n_out = room;
  const uint8_t *in = coding->in + coding->begin;
  BrotliDecoderResult result = BrotliDecoderDecompressStream(coding->brotli, &n_in, &in, &n_out, &to, NULL);
  coding->begin = coding->end - n_in;
  coding->over = result == BROTLI_DECODER_RESULT_SUCCESS;
  if (result == BROTLI_DECODER_RESULT_ERROR)
    coding->problem = "its bytes are no whole brotli stream";
  return room - n_out;
}

static size_t decode_as_is(ml_coding *coding, unsigned char *to, size_t room) {
  size_t left = coding->end - coding->begin, n = left < room ? left : room;
  memcpy(to, coding->in + coding->begin, n);
  coding->begin += n;
  return n;
}

/* How many bytes were written of what is in `in`; 0, perhaps with a problem: more has to be pulled. */
static size_t decode(ml_coding *coding, unsigned char *to, size_t room) {
  return coding->kind == AS_IS    ? decode_as_is(coding, to, room)
         : coding->kind == BROTLI ? decode_brotli(coding, to, room)
                                  : inflate_some(coding, to, room);
}

/* ---- pulling ---- */

static bool fill(ml_coding *coding) {
  ptrdiff_t n = coding->from.pull(coding->from.user, (char *)coding->in, CHUNK);
  coding->begin = 0;
  coding->end = n > 0 ? (size_t)n : 0;
  coding->starved = n == 0;
  return n >= 0;
}

/* Text has no controls but for white space; of coded bytes nearly all streams have some. */
static bool looks_plain(const ml_coding *coding) {
  static const char white[] = "\t\n\f\r";
  for (size_t i = 0; i < coding->end; i++)
    if (coding->in[i] < 0x20 && memchr(white, coding->in[i], sizeof white - 1) == NULL)
      return false;
  return true;
}

/* Can the first bytes be decoded so? The decoder is as new behind it. */
static bool fits(ml_coding *coding, int window, bool *memory) {
  unsigned char out[256];
  *memory = start(coding, window);
  if (!*memory)
    return false;
  decode(coding, out, sizeof out);
  bool fitting = coding->problem == NULL && (coding->over || !looks_plain(coding));
  coding->problem = NULL;
  coding->over = false;
  coding->begin = 0;
  *memory = start(coding, window);
  return fitting;
}

/* Looks at the first bytes; false: there is no memory. */
static bool look(ml_coding *coding) {
  bool memory = true;
  coding->begun = true;
  bool coded = coding->end > 0 && fits(coding, WITH_HEADER, &memory);
  if (!coded && memory && coding->end > 0 && coding->kind == DEFLATE)
    coded = fits(coding, WITHOUT_HEADER, &memory);
  if (!coded)
    coding->kind = AS_IS;
  return memory;
}

static ptrdiff_t pull(void *user, char *to, size_t room) {
  ml_coding *coding = user;
  while (!coding->over && coding->problem == NULL) {
    if (coding->begin == coding->end && !coding->starved && !fill(coding))
      return -1;
    if (!coding->begun && !look(coding)) {
      coding->problem = "no memory is left";
      break;
    }
    size_t n = decode(coding, (unsigned char *)to, room);
    if (n > 0)
      return (ptrdiff_t)n;
    if (coding->starved && coding->kind == AS_IS)
      coding->over = true;
    else if (coding->starved && !coding->over)
      coding->problem = "its coded bytes are cut off";
  }
  return coding->problem == NULL ? 0 : -1;
}

static const char *problem(void *user) {
  ml_coding *coding = user;
  return coding->problem != NULL ? coding->problem : coding->from.problem(coding->from.user);
}

ml_supply ml_coding_supply(ml_coding *coding) {
  return (ml_supply){.pull = pull, .problem = problem, .user = coding};
}

void ml_coding_free(ml_coding *coding) {
  if (coding == NULL)
    return;
  stop(coding);
  free(coding);
}
