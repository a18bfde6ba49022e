#include "base/err.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *shk_err_text(enum shk_err e)
{
    switch (e) {
    case SHK_OK: return "success";
#define X(name, text) case SHK_E_##name: return text;
    SHK_ERR_LIST(X)
#undef X
    }
    return "unknown error";
}

enum shk_err shk_fail(struct shk_diag *d, enum shk_err code, const char *fmt, ...)
{
    if (!d || d->code != SHK_OK) return code;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(d->text, sizeof d->text, fmt, ap);
    va_end(ap);
    d->code = code;
    return code;
}

enum shk_err shk_wrap(struct shk_diag *d, enum shk_err code, const char *fmt, ...)
{
    if (!d || code == SHK_OK) return code;
    char old[sizeof d->text], front[256];
    memcpy(old, d->text, sizeof old);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(front, sizeof front, fmt, ap);
    va_end(ap);
    snprintf(d->text, sizeof d->text, "%s: %.*s", front, (int)(sizeof d->text - sizeof front - 3), old);
    d->code = code;
    return code;
}

/* Length of "file:line: " at the beginning of a message, or 0. */
static size_t place(const char *text)
{
    const char *end = strstr(text, ": ");
    const char *p = end;
    while (p && p > text && p[-1] >= '0' && p[-1] <= '9') p--;
    return p && p < end && p > text + 1 && p[-1] == ':' ? (size_t)(end + 2 - text) : 0;
}

enum shk_err shk_wrap_at(struct shk_diag *d, enum shk_err code, const char *file, int line, const char *fmt, ...)
{
    if (!d || code == SHK_OK) return code;
    char old[sizeof d->text], front[256], head[600];
    memcpy(old, d->text, sizeof old);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(front, sizeof front, fmt, ap);
    va_end(ap);
    const size_t own = place(old), n = strlen(front);
    d->code = code;
    if (own && !strncmp(old + own, front, n) && old[own + n] == ':') return code;
    if (own && own < sizeof head) snprintf(head, sizeof head, "%.*s", (int)own, old);
    else snprintf(head, sizeof head, "%.500s:%d: ", file ? file : "?", line);
    snprintf(d->text, sizeof d->text, "%s%s: %.*s", head, front, (int)(sizeof d->text - strlen(head) - n - 3), old + (own < sizeof head ? own : 0));
    return code;
}

void shk_assert_failed(const char *cond, const char *file, int line)
{
    fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, cond);
    abort();
}
