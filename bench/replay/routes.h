/* Documents that never change: discovery, namespaces, definitions. Read from routes.tsv of the static folder. */
#ifndef ROUTES_H
#define ROUTES_H
#include "connection.h"

void load_routes(const char *folder);
/* False when no document has that path. */
bool answer_route(struct connection *connection, const struct request *request);
#endif
