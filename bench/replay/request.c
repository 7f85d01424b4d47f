#define _GNU_SOURCE
#include "request.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void read_header(const char *line, struct request *request) {
  if (strncasecmp(line, "accept:", 7) == 0)
    snprintf(request->accept, sizeof request->accept, "%.*s", (int)strcspn(line + 7, "\r"), line + 7);
  if (strncasecmp(line, "upgrade: websocket", 18) == 0) request->upgrade = true;
  if (strncasecmp(line, "content-length:", 15) == 0) request->body = strtoul(line + 15, NULL, 10);
}

long parse_request(const char *data, size_t size, struct request *request) {
  const char *end = memmem(data, size, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  *request = (struct request){0};
  char target[2048] = "";
  if (sscanf(data, "%7s %2047s", request->method, target) != 2) return -1;
  char *question = strchr(target, '?');
  if (question != NULL) {
    snprintf(request->query, sizeof request->query, "&%s", question + 1);
    *question = 0;
  }
  snprintf(request->path, sizeof request->path, "%.511s", target);
  for (const char *line = strstr(data, "\r\n"); line != NULL && line < end; line = strstr(line + 2, "\r\n"))
    read_header(line + 2, request);
  return end + 4 - data;
}

static const char *query_value(const struct request *request, const char *name) {
  char wanted[64];
  snprintf(wanted, sizeof wanted, "&%s=", name);
  const char *found = strstr(request->query, wanted);
  return found == NULL ? NULL : found + strlen(wanted);
}

long query_number(const struct request *request, const char *name, long otherwise) {
  const char *value = query_value(request, name);
  return value == NULL || *value < '0' || *value > '9' ? otherwise : strtol(value, NULL, 10);
}

bool query_is(const struct request *request, const char *name) {
  const char *value = query_value(request, name);
  return value != NULL && (strncmp(value, "true", 4) == 0 || *value == '1');
}
