#include "routes.h"
#include "collection.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ROUTES 64

struct route {
  char path[256], accept[128], type[128];
  struct blob body;
};

static struct route routes[MAX_ROUTES];
static int route_count = 0;

/* A line is: path, what Accept must hold ("-": anything), content type, file. The first line that fits answers. */
void load_routes(const char *folder) {
  char path[4096], file[128];
  snprintf(path, sizeof path, "%s/routes.tsv", folder);
  FILE *table = fopen(path, "r");
  if (table == NULL) {
    perror(path);
    exit(1);
  }
  for (struct route *it = routes; route_count < MAX_ROUTES; it = &routes[++route_count]) {
    if (fscanf(table, " %255[^\t] %127[^\t] %127[^\t] %127[^\n]", it->path, it->accept, it->type, file) != 4) break;
    it->body = map_file(folder, file, true);
  }
  fclose(table);
}

bool answer_route(struct connection *connection, const struct request *request) {
  for (int i = 0; i < route_count; i++) {
    const struct route *it = &routes[i];
    if (strcmp(it->path, request->path) != 0) continue;
    if (strcmp(it->accept, "-") != 0 && strstr(request->accept, it->accept) == NULL) continue;
    statistics.others++;
    if (query_is(request, "watch")) {
      start_silent_watch(connection, request);
      return true;
    }
    send_response(connection, "200 OK", it->type, it->body.size);
    send_static(connection, it->body.data, it->body.size);
    return true;
  }
  return false;
}
