/* file.h — for readers that want a path: the bytes as a file in a private folder, which is removed at the end. */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static char fuzz_dir[300];

static void fuzz_remove(void) { shk_tempdir_remove(fuzz_dir); }

/* Writes the file and returns its path, which is valid for good; one path for each name. */
static inline const char *fuzz_file(const char *name, const void *data, size_t n)
{
    static struct { char name[40], path[400]; } known[8];
    size_t k = 0;
    if (!*fuzz_dir) {
        struct shk_arena *a = shk_arena_new(1 << 16);
        const char *dir = a ? shk_tempdir_new(a) : NULL;
        if (!dir) abort();
        snprintf(fuzz_dir, sizeof fuzz_dir, "%s", dir);
        shk_arena_free(a);
        atexit(fuzz_remove);
    }
    while (*known[k].name && strcmp(known[k].name, name)) k++;
    if (!*known[k].name) {
        snprintf(known[k].name, sizeof known[k].name, "%s", name);
        snprintf(known[k].path, sizeof known[k].path, "%s/%s", fuzz_dir, name);
    }
    FILE *f = fopen(known[k].path, "wb");
    if (!f || fwrite(data, 1, n, f) != n || fclose(f)) abort();
    return known[k].path;
}
#endif
