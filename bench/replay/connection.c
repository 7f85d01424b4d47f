#define _GNU_SOURCE
#include "connection.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>

struct connection *connections[MAX_CONNECTIONS];

double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void add(struct connection *connection, struct segment segment) {
  if (segment.size > 0 && connection->out_count < MAX_SEGMENTS) connection->out[connection->out_count++] = segment;
}

void send_static(struct connection *connection, const char *data, size_t size) {
  add(connection, (struct segment){data, size, NULL});
}

void send_copy(struct connection *connection, const char *data, size_t size) {
  char *copy = malloc(size);
  if (copy != NULL) add(connection, (struct segment){memcpy(copy, data, size), size, copy});
}

void send_text(struct connection *connection, const char *format, ...) {
  char *text = NULL;
  va_list arguments;
  va_start(arguments, format);
  int size = vasprintf(&text, format, arguments);
  va_end(arguments);
  if (size >= 0) add(connection, (struct segment){text, (size_t)size, text});
}

void send_response(struct connection *connection, const char *status, const char *type, size_t length) {
  send_text(connection, "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", status, type, length);
}

bool flush_segments(struct connection *connection) {
  while (connection->out_count > 0) {
    struct iovec parts[MAX_SEGMENTS];
    for (int i = 0; i < connection->out_count; i++)
      parts[i] = (struct iovec){(void *)connection->out[i].data, connection->out[i].size};
    ssize_t written = writev(connection->fd, parts, connection->out_count);
    if (written < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    int done = 0;
    while (done < connection->out_count && (size_t)written >= connection->out[done].size) {
      written -= (ssize_t)connection->out[done].size;
      free(connection->out[done++].owned);
    }
    connection->out_count -= done;
    memmove(connection->out, connection->out + done, sizeof(struct segment) * (size_t)connection->out_count);
    if (connection->out_count > 0) {
      connection->out[0].data += written;
      connection->out[0].size -= (size_t)written;
    }
  }
  return true;
}
