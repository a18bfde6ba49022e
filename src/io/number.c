#include "io/number.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Powers of ten that are doubles exactly: with a mantissa below 2^53 one multiplication or division rounds once, so the
 * result is the nearest double (W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990). */
static const double exact_power[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

enum { LONGEST = 1100 };        /* characters of a number: 767 digits decide any rounding, more is not a number people write */

static int slow(const char *s, const char *stop, double *out)
{
    char buf[LONGEST + 1];
    const size_t n = (size_t)(stop - s);
    if (n > LONGEST) return 0;
    memcpy(buf, s, n);
    buf[n] = 0;
    *out = strtod(buf, NULL);   /* the program stays in the C locale */
    return 1;
}

const char *shk_read_double(const char *s, const char *end, double *out)
{
    const char *p = s;
    int neg = 0;
    if (p < end && (*p == '-' || *p == '+')) neg = *p++ == '-';
    uint64_t m = 0;
    int digits = 0, seen = 0, scale = 0;    /* digits: significant ones in m */
    for (; p < end && (unsigned)(*p - '0') < 10; p++, seen = 1)
        if (digits || *p != '0') {
            if (digits < 19) m = m * 10 + (uint64_t)(*p - '0');
            digits++;
        }
    if (p < end && *p == '.') {
        const char *const dot = p++;
        for (; p < end && (unsigned)(*p - '0') < 10; p++, seen = 1)
            if (digits || *p != '0') {
                if (digits < 19) m = m * 10 + (uint64_t)(*p - '0');
                digits++;
            }
        const ptrdiff_t places = p - dot - 1;
        scale = places > 100000 ? -100000 : -(int)places;
    }
    if (!seen) return NULL;
    if (p < end && (*p == 'e' || *p == 'E')) {
        const char *q = p + 1;
        int eneg = 0, e = 0;
        if (q < end && (*q == '-' || *q == '+')) eneg = *q++ == '-';
        if (q < end && (unsigned)(*q - '0') < 10) {
            for (; q < end && (unsigned)(*q - '0') < 10; q++)
                if (e < 100000) e = e * 10 + (*q - '0');
            scale += eneg ? -e : e;
            p = q;
        }
    }
    double v;
    if (digits <= 19 && m <= (UINT64_C(1) << 53) && scale >= -22 && scale <= 22) {
        v = (double)m;
        v = scale < 0 ? v / exact_power[-scale] : v * exact_power[scale];
        *out = neg ? -v : v;
        return p;
    }
    return slow(s, p, out) ? p : NULL;
}

static int blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

int shk_to_double(const char *s, double *out)
{
    while (blank(*s)) s++;
    const char *end = s + strlen(s);
    while (end > s && blank(end[-1])) end--;
    return shk_read_double(s, end, out) == end && end > s && isfinite(*out);
}

int shk_to_long(const char *s, long *out)
{
    while (blank(*s)) s++;
    const char *end = s + strlen(s);
    while (end > s && blank(end[-1])) end--;
    const int neg = end > s && *s == '-';
    if (end > s && (*s == '-' || *s == '+')) s++;
    if (s == end || end - s > 18) return 0;
    long v = 0;
    for (; s < end; s++) {
        if ((unsigned)(*s - '0') >= 10) return 0;
        v = v * 10 + (*s - '0');
    }
    *out = neg ? -v : v;
    return 1;
}
