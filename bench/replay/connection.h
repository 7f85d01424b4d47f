/* A client's connection: what was read of it and what is still to be written to it. */
#ifndef CONNECTION_H
#define CONNECTION_H
#include "dataset.h"
#include "request.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_CONNECTIONS 1024
#define MAX_SEGMENTS 8

struct segment {
  const char *data;
  size_t size;
  char *owned;
};

enum watch { NO_WATCH, SILENT_WATCH, EVENT_WATCH };

struct connection {
  int fd;
  char in[32768];
  size_t in_used, body_left;
  struct segment out[MAX_SEGMENTS];
  int out_count;
  bool wants_write, held;
  struct request request;
  enum watch watch;
  enum form form;
  uint64_t next; /* the byte of the event stream that is sent next */
  bool bookmarks;
  double ends, bookmark_due;
};

extern struct connection *connections[MAX_CONNECTIONS];

double now(void);
void send_static(struct connection *connection, const char *data, size_t size);
void send_copy(struct connection *connection, const char *data, size_t size);
/* printf into a segment of its own. */
void send_text(struct connection *connection, const char *format, ...) __attribute__((format(printf, 2, 3)));
void send_response(struct connection *connection, const char *status, const char *type, size_t length);
/* Writes what is there; false when the connection is gone. */
bool flush_segments(struct connection *connection);
#endif
