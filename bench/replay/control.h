/* What the runner asks of the server: GET /control/{go,hold,objects,state}. */
#ifndef CONTROL_H
#define CONTROL_H
#include "connection.h"

void answer_control(struct connection *connection, const struct request *request);
#endif
