/* arena.h — memory by lifetime: many small allocations, one release.
 *
 * One arena a lifetime (job, task, scratch). Objects in it have no destructor. An arena has a limit in bytes; an
 * allocation that would pass it returns NULL, before the operating system kills anything. Not thread-safe. */
#ifndef SHK_BASE_ARENA_H
#define SHK_BASE_ARENA_H
#include <stddef.h>
#include "base/err.h"

struct shk_arena;

/* limit 0 means no limit. NULL if out of memory. Free with shk_arena_free (NULL-safe). */
struct shk_arena *shk_arena_new(size_t limit);
void shk_arena_free(struct shk_arena *a);

/* Zeroed memory of n * size bytes aligned to 64 for large blocks and 16 for small ones; NULL on overflow, over the limit or out of memory. */
void *shk_arena_alloc(struct shk_arena *a, size_t n, size_t size);
char *shk_arena_strdup(struct shk_arena *a, const char *s);
char *shk_arena_strndup(struct shk_arena *a, const char *s, size_t n);
char *shk_arena_printf(struct shk_arena *a, const char *fmt, ...) SHK_PRINTF(2, 3);
#define SHK_NEW(arena, type, n) ((type *)shk_arena_alloc((arena), (n), sizeof(type)))

/* Scratch: everything allocated after mark is given back by release. */
struct shk_arena_mark { void *chunk; size_t used, total; };
struct shk_arena_mark shk_arena_mark(const struct shk_arena *a);
void shk_arena_release(struct shk_arena *a, struct shk_arena_mark m);
size_t shk_arena_bytes(const struct shk_arena *a);
#endif
