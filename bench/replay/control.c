#include "control.h"
#include "collection.h"
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

struct progress {
  int open, behind, held;
  long queued;
};

/* Bytes that a client has not acknowledged count as queued: a client is done when nothing is. */
static struct progress measure(void) {
  struct progress progress = {0};
  for (int fd = 0; fd < MAX_CONNECTIONS; fd++) {
    struct connection *it = connections[fd];
    if (it == NULL) continue;
    if (it->held) progress.held++;
    if (it->watch == EVENT_WATCH) {
      const struct stream *events = &dataset[it->form].events;
      progress.open++;
      if (it->out_count > 0 || it->next < events->offset[events_allowed < events->count ? events_allowed : events->count]) progress.behind++;
    }
    if (it->watch == EVENT_WATCH || it->out_count > 0) {
      int unsent = 0;
      ioctl(fd, SIOCOUTQ, &unsent);
      progress.queued += unsent;
    }
  }
  return progress;
}

static int print_forms(char *at, const char *name, const long *values) {
  return sprintf(at, "\"%s\":{\"full\":%ld,\"meta\":%ld,\"proto\":%ld},", name, values[FULL], values[META], values[PROTO]);
}

void answer_control(struct connection *connection, const struct request *request) {
  const char *command = request->path + strlen("/control/");
  if (strcmp(command, "go") == 0) events_allowed = (size_t)query_number(request, "events", 0);
  if (strcmp(command, "hold") == 0) lists_held = query_is(request, "lists");
  if (strcmp(command, "objects") == 0) objects_limit = (size_t)query_number(request, "limit", -1);
  struct progress progress = measure();
  char body[1024];
  int size = sprintf(body, "{");
  size += print_forms(body + size, "lists", statistics.lists);
  size += print_forms(body + size, "listPages", statistics.list_pages);
  size += print_forms(body + size, "watches", statistics.watches);
  size += sprintf(body + size,
      "\"gets\":%ld,\"writes\":%ld,\"others\":%ld,\"listBytes\":%lu,\"watchBytes\":%lu,"
      "\"allowed\":%zu,\"open\":%d,\"behind\":%d,\"held\":%d,\"queued\":%ld}",
      statistics.gets, statistics.writes, statistics.others, statistics.list_bytes, statistics.watch_bytes,
      events_allowed, progress.open, progress.behind, progress.held, progress.queued);
  send_response(connection, "200 OK", "application/json", (size_t)size);
  send_text(connection, "%s", body);
}
