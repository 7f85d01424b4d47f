/* Lists and watches of the one kind whose data was generated. */
#ifndef COLLECTION_H
#define COLLECTION_H
#include "connection.h"

struct statistics {
  long list_pages[FORMS], lists[FORMS], watches[FORMS];
  long gets, writes, others;
  uint64_t list_bytes, watch_bytes;
};
extern struct statistics statistics;

/* Set by the control requests: what the lists hold, how many events may be sent, whether lists wait. */
extern size_t objects_limit, events_allowed;
extern bool lists_held;

void answer_collection(struct connection *connection, const struct request *request);
void answer_object(struct connection *connection, const struct request *request, const char *name);
/* Sends events as far as allowed; false when the connection is gone. */
bool pump_watch(struct connection *connection);
void start_silent_watch(struct connection *connection, const struct request *request);
#endif
