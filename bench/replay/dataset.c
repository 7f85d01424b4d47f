#define _GNU_SOURCE
#include "dataset.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct representation dataset[FORMS];
const char *const form_names[FORMS] = {"full", "meta", "proto"};

struct blob map_file(const char *folder, const char *name, bool required) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  int fd = open(path, O_RDONLY);
  if (fd < 0) {
    if (!required) return (struct blob){NULL, 0};
    perror(path);
    exit(1);
  }
  struct stat status;
  fstat(fd, &status);
  size_t size = (size_t)status.st_size;
  /* Read ahead of time: a page fault in the measured phase would be the disk's cost. */
  void *data = size == 0 ? "" : mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  close(fd);
  if (data == MAP_FAILED) {
    perror(path);
    exit(1);
  }
  return (struct blob){data, size};
}

static struct blob map_part(const char *folder, enum form form, const char *part, bool required) {
  char name[128];
  snprintf(name, sizeof name, "%s-%s", form_names[form], part);
  return map_file(folder, name, required);
}

static struct stream map_stream(const char *folder, enum form form, const char *part) {
  char name[64];
  snprintf(name, sizeof name, "%s.idx", part);
  struct blob index = map_part(folder, form, name, true);
  snprintf(name, sizeof name, "%s.bin", part);
  size_t count = index.size / sizeof(uint64_t) - 1;
  return (struct stream){map_part(folder, form, name, true), (const uint64_t *)index.data, count};
}

void load_dataset(const char *folder) {
  for (enum form form = FULL; form < FORMS; form++) {
    struct representation *it = &dataset[form];
    it->bookmark = map_part(folder, form, "bookmark.bin", false);
    it->present = it->bookmark.data != NULL;
    if (!it->present) continue;
    it->initial = map_part(folder, form, "initial.bin", true);
    it->items = map_stream(folder, form, "items");
    it->added = map_stream(folder, form, "added");
    it->events = map_stream(folder, form, "events");
  }
}
