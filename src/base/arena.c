#include "base/arena.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 16, ALIGN = 64, HEADER = ALIGN };

struct chunk { struct chunk *prev; size_t size, used; void *base; };      /* base: what malloc gave */
_Static_assert(sizeof(struct chunk) <= HEADER, "chunk header");

struct shk_arena { struct chunk *top; size_t total, limit; };

struct shk_arena *shk_arena_new(size_t limit)
{
    struct shk_arena *a = calloc(1, sizeof *a);
    if (a) a->limit = limit;
    return a;
}

void shk_arena_free(struct shk_arena *a)
{
    if (!a) return;
    for (struct chunk *c = a->top, *prev; c; c = prev) {
        prev = c->prev;
        free(c->base);
    }
    free(a);
}

/* A chunk of its own is zeroed by calloc: of large ones no page is touched before it is used, and a process forked until then shares none. */
static struct chunk *new_chunk(size_t room)
{
    void *base = room > CHUNK ? calloc(1, room + HEADER + ALIGN) : malloc(room + HEADER + ALIGN);
    if (!base) return NULL;
    struct chunk *c = (struct chunk *)(((uintptr_t)base + ALIGN - 1) & ~(uintptr_t)(ALIGN - 1));
    *c = (struct chunk){ .size = room, .base = base };
    return c;
}

void *shk_arena_alloc(struct shk_arena *a, size_t n, size_t size)
{
    if (size && n > (SIZE_MAX >> 1) / size) return NULL;
    size_t want = n * size;
    if (want == 0) want = 1;
    const size_t align = want >= 256 ? 64 : 16;
    struct chunk *c = a->top;
    size_t at = c ? (c->used + align - 1) & ~(align - 1) : 0;
    if (!c || at > c->size || want > c->size - at) {
        const size_t room = want > CHUNK - HEADER ? (want + 63) & ~(size_t)63 : CHUNK - HEADER;
        if (a->limit && (room > a->limit || a->total > a->limit - room)) return NULL;
        c = new_chunk(room);
        if (!c) return NULL;
        c->prev = a->top;
        a->top = c;
        a->total += room;
        at = 0;
    }
    char *p = (char *)c + HEADER + at;
    c->used = at + want;
    return at == 0 && c->size > CHUNK ? p : memset(p, 0, want);
}

char *shk_arena_strndup(struct shk_arena *a, const char *s, size_t n)
{
    char *p = shk_arena_alloc(a, n + 1, 1);
    if (p) memcpy(p, s, n);
    return p;
}

char *shk_arena_strdup(struct shk_arena *a, const char *s) { return shk_arena_strndup(a, s, strlen(s)); }

char *shk_arena_printf(struct shk_arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    const int n = vsnprintf(NULL, 0, fmt, ap);
    char *p = n < 0 ? NULL : shk_arena_alloc(a, (size_t)n + 1, 1);
    if (p) vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(ap);
    return p;
}

struct shk_arena_mark shk_arena_mark(const struct shk_arena *a)
{
    return (struct shk_arena_mark){ a->top, a->top ? a->top->used : 0, a->total };
}

void shk_arena_release(struct shk_arena *a, struct shk_arena_mark m)
{
    while (a->top != m.chunk) {
        struct chunk *prev = a->top->prev;
        free(a->top->base);
        a->top = prev;
    }
    if (a->top) a->top->used = m.used;
    a->total = m.total;
}

size_t shk_arena_bytes(const struct shk_arena *a) { return a->total; }
