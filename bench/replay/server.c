/*
 * Replays what a Kubernetes API server would send for one custom resource: discovery, lists in pages, watch streams, from
 * bytes that were generated before. One thread, epoll. It prints {"port":N} and serves until it is ended.
 *
 *   server STATIC_FOLDER DATASET_FOLDER
 */
#define _GNU_SOURCE
#include "collection.h"
#include "control.h"
#include "routes.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define COLLECTION "/apis/kopf.dev/v1/kopfexamples"

static int poller;

static void answer_missing(struct connection *connection) {
  static const char body[] = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"the server "
                             "could not find the requested resource\",\"reason\":\"NotFound\",\"details\":{},\"code\":404}";
  statistics.others++;
  send_response(connection, "404 Not Found", "application/json", sizeof body - 1);
  send_static(connection, body, sizeof body - 1);
}

/* As proxies that know no WebSockets answer: clients that tried one go on with plain HTTP. */
static void refuse_upgrade(struct connection *connection) {
  statistics.others++;
  send_response(connection, "200 OK", "application/json", 0);
}

/* Whatever is created (Kubernetes events, mostly) is said to have been. */
static void answer_creation(struct connection *connection) {
  static const char body[] = "{\"kind\":\"Event\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"created\",\"namespace\":\"default\"}}";
  statistics.writes++;
  send_response(connection, "201 Created", "application/json", sizeof body - 1);
  send_static(connection, body, sizeof body - 1);
}

static void answer(struct connection *connection, const struct request *request) {
  const char *name = strstr(request->path, "/kopfexamples/");
  if (strncmp(request->path, "/control/", 9) == 0) answer_control(connection, request);
  else if (request->upgrade) refuse_upgrade(connection);
  else if (strcmp(request->path, COLLECTION) == 0 && strcmp(request->method, "GET") == 0) answer_collection(connection, request);
  else if (name != NULL) answer_object(connection, request, name + strlen("/kopfexamples/"));
  else if (strcmp(request->method, "POST") == 0) answer_creation(connection);
  else if (!answer_route(connection, request)) answer_missing(connection);
}

static void drop(struct connection *connection) {
  for (int i = 0; i < connection->out_count; i++) free(connection->out[i].owned);
  connections[connection->fd] = NULL;
  close(connection->fd);
  free(connection);
}

static void take(struct connection *connection, size_t size) {
  connection->in_used -= size;
  memmove(connection->in, connection->in + size, connection->in_used);
}

static bool busy(const struct connection *connection) {
  return connection->out_count > 0 || connection->watch != NO_WATCH || connection->held;
}

static bool answer_pending(struct connection *connection) {
  while (!busy(connection)) {
    if (connection->body_left > 0) {
      size_t size = connection->body_left < connection->in_used ? connection->body_left : connection->in_used;
      take(connection, size);
      connection->body_left -= size;
      if (connection->body_left > 0) return true;
    }
    struct request request;
    connection->in[connection->in_used] = 0;
    long size = parse_request(connection->in, connection->in_used, &request);
    if (size <= 0) return size == 0;
    take(connection, (size_t)size);
    connection->body_left = request.body;
    answer(connection, &request);
    if (!flush_segments(connection)) return false;
  }
  return true;
}

static void move_on(struct connection *connection) {
  connection->wants_write = false;
  bool alive = flush_segments(connection);
  if (alive && connection->held && !lists_held) {
    connection->held = false;
    answer_collection(connection, &connection->request);
    alive = flush_segments(connection);
  }
  if (alive && connection->watch != NO_WATCH) alive = pump_watch(connection) && flush_segments(connection);
  if (alive) alive = answer_pending(connection);
  if (!alive) {
    drop(connection);
    return;
  }
  bool write = connection->out_count > 0 || connection->wants_write;
  struct epoll_event event = {.events = EPOLLIN | (write ? EPOLLOUT : 0), .data.fd = connection->fd};
  epoll_ctl(poller, EPOLL_CTL_MOD, connection->fd, &event);
}

static void read_more(struct connection *connection) {
  size_t room = sizeof connection->in - 1 - connection->in_used;
  ssize_t got = room == 0 ? 0 : recv(connection->fd, connection->in + connection->in_used, room, 0);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
    drop(connection);
    return;
  }
  if (got > 0) connection->in_used += (size_t)got;
  move_on(connection);
}

static void welcome(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return;
  if (fd >= MAX_CONNECTIONS) {
    close(fd);
    return;
  }
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  connections[fd] = calloc(1, sizeof(struct connection));
  connections[fd]->fd = fd;
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

static int open_listener(void) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 128) != 0) {
    perror("listen");
    exit(1);
  }
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("{\"port\":%d}\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

/* The gate may have opened, or a bookmark may be due. */
static void move_all_on(void) {
  for (int fd = 0; fd < MAX_CONNECTIONS; fd++)
    if (connections[fd] != NULL && busy(connections[fd])) move_on(connections[fd]);
}

static void serve(int listener) {
  size_t allowed = events_allowed;
  bool held = lists_held;
  double checked = now();
  for (;;) {
    struct epoll_event events[64];
    int count = epoll_wait(poller, events, 64, 500);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) welcome(listener);
      else if (connections[fd] == NULL) continue;
      else if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_more(connections[fd]);
      else move_on(connections[fd]);
    }
    if (allowed != events_allowed || held != lists_held || now() - checked > 0.5) move_all_on();
    else continue;
    allowed = events_allowed;
    held = lists_held;
    checked = now();
  }
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: %s STATIC_FOLDER DATASET_FOLDER\n", arguments[0]);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  load_routes(arguments[1]);
  load_dataset(arguments[2]);
  poller = epoll_create1(EPOLL_CLOEXEC);
  int listener = open_listener();
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  serve(listener);
}
