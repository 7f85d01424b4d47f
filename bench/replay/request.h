/* One HTTP/1.1 request, as far as the server reads it. */
#ifndef REQUEST_H
#define REQUEST_H
#include <stdbool.h>
#include <stddef.h>

struct request {
  char method[8];
  char path[512];
  char query[1536];
  char accept[512];
  size_t body;
  bool upgrade; /* a WebSocket is asked for */
};

/* The bytes that the head takes, 0 if it is not complete yet, -1 if it cannot be read. */
long parse_request(const char *data, size_t size, struct request *request);
/* A parameter of the query, without decoding; the default when it is not there. */
long query_number(const struct request *request, const char *name, long otherwise);
bool query_is(const struct request *request, const char *name);
#endif
