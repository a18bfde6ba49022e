#include "base/str.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int shk_str_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

void shk_str_trim(const char **text, size_t *n)
{
    while (*n && shk_str_blank(**text)) (*text)++, (*n)--;
    while (*n && shk_str_blank((*text)[*n - 1])) (*n)--;
}

int shk_str_is(const char *text, size_t n, const char *word) { return strlen(word) == n && !memcmp(text, word, n); }

int shk_str_ends(const char *text, const char *tail)
{
    const size_t n = strlen(text), m = strlen(tail);
    return n >= m && !strcmp(text + n - m, tail);
}

int shk_str_starts(const char *text, const char *head) { return !strncmp(text, head, strlen(head)); }

static int digit(char c) { return c >= '0' && c <= '9'; }

/* Length of the decimal number that starts at s, 0 if there is none. */
static size_t decimal(const char *s, size_t n)
{
    size_t i = 0, digits = 0;
    if (i < n && (s[i] == '+' || s[i] == '-')) i++;
    while (i < n && digit(s[i])) i++, digits++;
    if (i < n && s[i] == '.') i++;
    while (i < n && digit(s[i])) i++, digits++;
    if (!digits) return 0;
    if (i < n && (s[i] == 'e' || s[i] == 'E')) {
        size_t j = i + 1;
        if (j < n && (s[j] == '+' || s[j] == '-')) j++;
        if (j >= n || !digit(s[j])) return i;
        while (j < n && digit(s[j])) j++;
        i = j;
    }
    return i;
}

static int special(const char *s, size_t n, double *out)
{
    double sign = 1;
    if (n && (*s == '+' || *s == '-')) {
        if (*s == '-') sign = -1;
        s++, n--;
    }
    if ((n == 3 && !strncasecmp(s, "inf", 3)) || (n == 8 && !strncasecmp(s, "infinity", 8))) *out = sign * INFINITY;
    else if (n == 3 && !strncasecmp(s, "nan", 3)) *out = NAN;
    else return 0;
    return 1;
}

int shk_str_double(const char *text, size_t n, double *out)
{
    enum { LONGEST = 10000 };
    shk_str_trim(&text, &n);
    if (!n || n > LONGEST) return 0;
    if (decimal(text, n) != n) return special(text, n, out);
    char stack[64], *buf = n < sizeof stack ? stack : malloc(n + 1);    /* strtod wants a terminator */
    if (!buf) return 0;
    memcpy(buf, text, n);
    buf[n] = 0;
    *out = strtod(buf, NULL);
    if (buf != stack) free(buf);
    return 1;
}

int shk_str_int(const char *text, size_t n, long long *out)
{
    shk_str_trim(&text, &n);
    char buf[32];
    if (!n || n >= sizeof buf) return 0;
    size_t i = text[0] == '+' || text[0] == '-';
    if (i == n) return 0;
    for (size_t k = i; k < n; k++)
        if (!digit(text[k])) return 0;
    memcpy(buf, text, n);
    buf[n] = 0;
    errno = 0;
    *out = strtoll(buf, NULL, 10);
    return errno == 0;
}

/* Optimal string alignment: three rows of the usual table. */
int shk_str_distance(const char *a, const char *b, int limit)
{
    enum { MAX = 128 };
    const size_t n = strlen(a), m = strlen(b);
    if (n >= MAX || m >= MAX) return limit + 1;
    int row[3][MAX];
    for (size_t j = 0; j <= m; j++) row[0][j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int *now = row[i % 3];
        const int *prev = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            int best = prev[j - 1] + (a[i - 1] != b[j - 1]);
            if (prev[j] + 1 < best) best = prev[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best) best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    const int dist = row[n % 3][m];
    return dist > limit ? limit + 1 : dist;
}
