/* The generated data, mapped into memory. */
#ifndef DATASET_H
#define DATASET_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum form { FULL, META, PROTO, FORMS };

struct blob {
  const char *data;
  size_t size;
};

/* Records one after the other; record i is the bytes from offset[i] to offset[i + 1]. */
struct stream {
  struct blob bytes;
  const uint64_t *offset;
  size_t count;
};

struct representation {
  bool present;
  struct stream items, added, events;
  struct blob initial, bookmark;
};

extern struct representation dataset[FORMS];
extern const char *const form_names[FORMS];

struct blob map_file(const char *folder, const char *name, bool required);
void load_dataset(const char *folder);
#endif
