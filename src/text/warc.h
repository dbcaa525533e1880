/* WARC: the records of a web archive (ISO 28500), and of the WET files that hold the text of its pages. */
#ifndef ML_TEXT_WARC_H
#define ML_TEXT_WARC_H

#include "text/coding.h"

enum {
  ML_WARC_LINE = 64 * 1024, /* bytes of a line of a header */
  ML_WARC_LINES = 512,      /* lines of a header */
  ML_WARC_URI = 2048,       /* bytes of a uri, with its NUL; a longer one is cut */
  ML_WARC_WORD = 128,       /* bytes of a content type, likewise */
};

/* A place in an archive. Starts zeroed but for `from`. */
typedef struct ml_warc {
  ml_reader *from; /* which it does not own */
  size_t number;   /* of the current record, from 1 */
  uint64_t left;   /* bytes of the record that have not been read */
  uint64_t left_of_chunk;
  bool chunked;             /* the body comes in chunks, each behind a line with its length */
  bool has_text;            /* a page or a text as it was delivered; not a redirection, picture, request and the like */
  bool is_page;             /* it was delivered as HTML */
  char uri[ML_WARC_URI];    /* of the page; "" when unknown */
  char type[ML_WARC_WORD];  /* the Content-Type that came with the body */
  char coded[ML_WARC_WORD]; /* its Content-Encoding */
  ml_coding *coding;        /* that undoes it; NULL: none is needed */
  const char *problem;      /* what is wrong with the record; NULL: nothing. Static */
} ml_warc;

/* Does a file that starts with these bytes hold WARC records? */
bool ml_is_warc(ml_str head);

/* Goes to the next record. ML_READ_DONE, also when the record has a problem; ML_READ_END; or what the reader met. */
ml_read ml_warc_next(ml_warc *warc);

/* The body of the current record, without the header of the protocol that delivered it, its chunks put together and its
 * coding undone. ML_READ_DONE, or ML_READ_NOMEM. */
ml_read ml_warc_open_body(ml_warc *warc, ml_supply *body);

/* Gives back what the body took; the place in the archive stays. */
void ml_warc_close_body(ml_warc *warc);

#endif
