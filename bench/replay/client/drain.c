/* The fastest client there can be: reads the bytes of the watch and forgets them. It shows how fast the server is. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static unsigned long long bytes = 0;

static void report(int signal) {
  (void)signal;
  char line[64];
  int size = snprintf(line, sizeof line, "{\"report\":{\"bytes\":%llu}}\n", bytes);
  if (write(STDOUT_FILENO, line, (size_t)size) < 0) _exit(1);
  _exit(0);
}

int main(void) {
  static char buffer[1 << 20];
  const char *server = getenv("BENCH_SERVER"), *colon = server == NULL ? NULL : strrchr(server, ':');
  if (colon == NULL) {
    fprintf(stderr, "BENCH_SERVER is not set\n");
    return 2;
  }
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(colon + 1)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    perror("connect");
    return 1;
  }
  signal(SIGTERM, report);
  static const char request[] = "GET /apis/kopf.dev/v1/kopfexamples?watch=true&resourceVersion=1000000 HTTP/1.1\r\nHost: replay\r\n\r\n";
  if (send(fd, request, sizeof request - 1, 0) < 0) return 1;
  for (ssize_t got; (got = recv(fd, buffer, sizeof buffer, 0)) > 0;) bytes += (unsigned long long)got;
  return 1;
}
