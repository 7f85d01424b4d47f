#define _GNU_SOURCE
#include "collection.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define LIST_VERSION 1000000L
#define BOOKMARK_SECONDS 60
#define DEFAULT_WATCH_SECONDS 2700
#define PUMP_BYTES (8 << 20)

struct statistics statistics;
size_t objects_limit = (size_t)-1, events_allowed = 0;
bool lists_held = false;

static const char *const list_types[FORMS] = {"application/json", "application/json", "application/vnd.kubernetes.protobuf"};

/* The first entry of Accept that can be served; FORMS when there is none. */
static enum form negotiate(const struct request *request) {
  char accept[sizeof request->accept];
  strcpy(accept, request->accept);
  if (*accept == 0) return FULL;
  char *rest = accept;
  for (char *entry = strsep(&rest, ","); entry != NULL; entry = strsep(&rest, ",")) {
    bool partial = strstr(entry, "as=PartialObjectMetadata") != NULL;
    bool other = !partial && strstr(entry, ";as=") != NULL;
    bool json = strstr(entry, "application/json") != NULL || strstr(entry, "*/*") != NULL;
    if (partial && strstr(entry, "protobuf") != NULL && dataset[PROTO].present) return PROTO;
    if (partial && json && dataset[META].present) return META;
    if (!partial && !other && json && dataset[FULL].present) return FULL;
  }
  return FORMS;
}

static void refuse_type(struct connection *connection) {
  static const char body[] = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"only the "
                             "following media types are accepted: application/json\",\"reason\":\"NotAcceptable\",\"code\":406}";
  send_response(connection, "406 Not Acceptable", "application/json", sizeof body - 1);
  send_static(connection, body, sizeof body - 1);
}

static size_t held_objects(enum form form) {
  size_t count = dataset[form].items.count;
  return objects_limit < count ? objects_limit : count;
}

static size_t put_varint(char *at, size_t value) {
  size_t size = 0;
  for (; value > 127; value >>= 7) at[size++] = (char)(value & 127) | (char)128;
  at[size++] = (char)value;
  return size;
}

/* The head of a PartialObjectMetadataList: envelope, type, and the list's own metadata before the items. */
static size_t put_proto_head(char *at, const char *version, const char *token, size_t items_size) {
  static const char type[] = "k8s\0\x0a\x2b\x0a\x0emeta.k8s.io/v1\x12\x19PartialObjectMetadataList\x12";
  char meta[128];
  size_t meta_size = 0;
  memcpy(meta, "\x0a\x00\x12", 3);
  meta_size = 3;
  meta[meta_size++] = (char)strlen(version);
  meta_size = (size_t)(stpcpy(meta + meta_size, version) - meta);
  meta[meta_size++] = 0x1a;
  meta[meta_size++] = (char)strlen(token);
  meta_size = (size_t)(stpcpy(meta + meta_size, token) - meta);
  memcpy(at, type, sizeof type - 1);
  size_t size = sizeof type - 1;
  size += put_varint(at + size, 2 + meta_size + items_size);
  at[size++] = 0x0a;
  at[size++] = (char)meta_size;
  memcpy(at + size, meta, meta_size);
  return size + meta_size;
}

struct frame {
  char head[512], tail[256];
  size_t head_size, tail_size;
};

static void frame_list(struct frame *frame, enum form form, const char *token, size_t left, size_t items_size) {
  char version[32], remaining[64] = "";
  snprintf(version, sizeof version, "%ld", LIST_VERSION);
  if (left > 0) snprintf(remaining, sizeof remaining, ",\"remainingItemCount\":%zu", left);
  if (form == PROTO) {
    frame->head_size = put_proto_head(frame->head, version, token, items_size);
    memcpy(frame->tail, "\x1a\x00\x22\x00", frame->tail_size = 4);
  } else if (form == META) {
    frame->head_size = (size_t)sprintf(frame->head,
        "{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":{\"resourceVersion\":\"%s\","
        "\"continue\":\"%s\"%s},\"items\":[", version, token, remaining);
    frame->tail_size = (size_t)sprintf(frame->tail, "]}\n");
  } else {
    frame->head_size = (size_t)sprintf(frame->head, "{\"apiVersion\":\"kopf.dev/v1\",\"items\":[");
    frame->tail_size = (size_t)sprintf(frame->tail,
        "],\"kind\":\"KopfExampleList\",\"metadata\":{\"continue\":\"%s\"%s,\"resourceVersion\":\"%s\"}}\n", token, remaining, version);
  }
}

static void answer_list(struct connection *connection, const struct request *request, enum form form) {
  size_t total = held_objects(form), first = (size_t)query_number(request, "continue", 0);
  size_t limit = (size_t)query_number(request, "limit", 0);
  if (first > total) first = total;
  size_t last = limit == 0 || first + limit > total ? total : first + limit;
  char token[32] = "";
  if (last < total) snprintf(token, sizeof token, "%zu", last);
  const struct stream *items = &dataset[form].items;
  size_t size = items->offset[last] - items->offset[first];
  if (form != PROTO && size > 0) size--; /* the comma behind the last item */
  struct frame frame;
  frame_list(&frame, form, token, total - last, size);
  send_response(connection, "200 OK", list_types[form], frame.head_size + size + frame.tail_size);
  send_copy(connection, frame.head, frame.head_size);
  send_static(connection, items->bytes.data + items->offset[first], size);
  send_copy(connection, frame.tail, frame.tail_size);
  statistics.list_pages[form]++;
  if (first == 0) statistics.lists[form]++;
  statistics.list_bytes += size;
}

static void start_watch(struct connection *connection, const struct request *request, const char *type) {
  send_text(connection, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n", type);
  connection->bookmarks = query_is(request, "allowWatchBookmarks");
  connection->bookmark_due = now() + BOOKMARK_SECONDS;
  connection->ends = now() + (double)query_number(request, "timeoutSeconds", DEFAULT_WATCH_SECONDS);
}

void start_silent_watch(struct connection *connection, const struct request *request) {
  start_watch(connection, request, "application/json");
  connection->watch = SILENT_WATCH;
}

static void send_initial_events(struct connection *connection, enum form form) {
  const struct stream *added = &dataset[form].added;
  send_static(connection, added->bytes.data, added->offset[held_objects(form)]);
  send_static(connection, dataset[form].initial.data, dataset[form].initial.size);
  statistics.lists[form]++;
  statistics.list_bytes += added->offset[held_objects(form)];
}

static void start_event_watch(struct connection *connection, const struct request *request, enum form form) {
  start_watch(connection, request, form == PROTO ? "application/vnd.kubernetes.protobuf;stream=watch" : "application/json");
  const struct stream *events = &dataset[form].events;
  long from = query_number(request, "resourceVersion", LIST_VERSION) - LIST_VERSION;
  if (query_is(request, "sendInitialEvents")) {
    send_initial_events(connection, form);
    from = 0;
  }
  if (from < 0) from = 0;
  if ((size_t)from > events->count) from = (long)events->count;
  connection->watch = EVENT_WATCH;
  connection->form = form;
  connection->next = events->offset[from];
  statistics.watches[form]++;
}

void answer_collection(struct connection *connection, const struct request *request) {
  enum form form = negotiate(request);
  if (form == FORMS) {
    refuse_type(connection);
  } else if (query_is(request, "watch")) {
    if (query_is(request, "sendInitialEvents") && lists_held) {
      connection->request = *request;
      connection->held = true;
      return;
    }
    start_event_watch(connection, request, form);
  } else if (lists_held) {
    connection->request = *request;
    connection->held = true;
  } else {
    answer_list(connection, request, form);
  }
}

void answer_object(struct connection *connection, const struct request *request, const char *name) {
  const struct stream *items = &dataset[FULL].items;
  const char *dash = strchr(name, '-');
  size_t index = dash == NULL ? items->count : strtoul(dash + 1, NULL, 10);
  if (index >= items->count) {
    send_response(connection, "404 Not Found", "application/json", 0);
    return;
  }
  if (strcmp(request->method, "GET") == 0) statistics.gets++;
  else statistics.writes++;
  size_t size = items->offset[index + 1] - items->offset[index] - 1;
  send_response(connection, "200 OK", "application/json", size);
  send_static(connection, items->bytes.data + items->offset[index], size);
}

static void send_bookmark(struct connection *connection) {
  const struct blob *bookmark = &dataset[connection->form].bookmark;
  char copy[4096], version[32];
  if (bookmark->size > sizeof copy) return;
  memcpy(copy, bookmark->data, bookmark->size);
  char *at = memmem(copy, bookmark->size, "1000000", 7);
  snprintf(version, sizeof version, "%ld", LIST_VERSION + (long)events_allowed);
  if (at != NULL) memcpy(at, version, 7);
  send_copy(connection, copy, bookmark->size);
  connection->bookmark_due = now() + BOOKMARK_SECONDS;
}

static void end_watch(struct connection *connection) {
  send_static(connection, "0\r\n\r\n", 5);
  connection->watch = NO_WATCH;
}

static void keep_watch(struct connection *connection, bool caught_up) {
  double time = now();
  if (caught_up && time >= connection->ends) end_watch(connection);
  else if (caught_up && connection->watch == EVENT_WATCH && connection->bookmarks && time >= connection->bookmark_due) send_bookmark(connection);
}

bool pump_watch(struct connection *connection) {
  if (connection->out_count > 0) return true;
  if (connection->watch == SILENT_WATCH) {
    keep_watch(connection, true);
    return true;
  }
  const struct stream *events = &dataset[connection->form].events;
  uint64_t until = events->offset[events_allowed < events->count ? events_allowed : events->count];
  uint64_t stop = until - connection->next > PUMP_BYTES ? connection->next + PUMP_BYTES : until;
  while (connection->next < stop) {
    ssize_t written = send(connection->fd, events->bytes.data + connection->next, stop - connection->next, MSG_NOSIGNAL);
    if (written < 0) {
      connection->wants_write = true;
      return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    }
    connection->next += (uint64_t)written;
    statistics.watch_bytes += (uint64_t)written;
  }
  connection->wants_write = connection->next < until;
  keep_watch(connection, connection->next == until);
  return true;
}
