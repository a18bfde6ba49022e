#include "base/format.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *shk_repr(double v, char buf[SHK_FORMAT_MAX])
{
    if (isnan(v)) return strcpy(buf, "nan");
    if (isinf(v)) return strcpy(buf, v < 0 ? "-inf" : "inf");
    int prec = 1;
    for (; prec <= 17; prec++) {
        snprintf(buf, SHK_FORMAT_MAX, "%.*e", prec - 1, v);
        if (strtod(buf, NULL) == v) break;
    }
    const int exponent = atoi(strchr(buf, 'e') + 1);
    if (exponent >= -4 && exponent < 16) {
        const int decimals = prec - 1 - exponent;
        snprintf(buf, SHK_FORMAT_MAX, "%.*f", decimals > 1 ? decimals : 1, v);
    } else snprintf(buf, SHK_FORMAT_MAX, "%.*e", prec - 1, v);
    return buf;
}

static const double ten[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

size_t shk_format_e(double v, int digits, char buf[SHK_FORMAT_MAX])
{
    if (v == 0) v = 0;                                  /* no minus sign */
    const double a = fabs(v);
    if (!(a >= 1e-15 && a < 1e15)) {
        if (a == 0) {
            memcpy(buf, "0.000000000", 11);
            memcpy(buf + 2 + digits, "E+00", 5);
            return (size_t)digits + 6;
        }
        return (size_t)snprintf(buf, SHK_FORMAT_MAX, "%.*E", digits, v);
    }
    int e = (int)floor(log10(a));
    const int shift = digits - e;                       /* a * 10^shift has digits + 1 digits before the point */
    double scaled = shift >= 0 ? shift > 22 ? a * 1e22 * ten[shift - 22] : a * ten[shift] : a / ten[-shift];
    uint64_t n = (uint64_t)scaled;
    const double rest = scaled - (double)n;
    /* Near a tie the scaled product may have lost the deciding bit; and an exponent off by one shows in the digits. */
    if (fabs(rest - 0.5) < 1e-5 || n + 1 >= (uint64_t)ten[digits + 1] || n < (uint64_t)ten[digits])
        return (size_t)snprintf(buf, SHK_FORMAT_MAX, "%.*E", digits, v);
    n += rest > 0.5;
    char *p = buf;
    if (v < 0) *p++ = '-';
    for (int i = digits + 1; i > 1; i--) {
        p[i] = (char)('0' + n % 10);
        n /= 10;
    }
    p[0] = (char)('0' + n);
    p[1] = '.';
    p += digits + 2;
    *p++ = 'E';
    *p++ = e < 0 ? '-' : '+';
    const int x = e < 0 ? -e : e;
    *p++ = (char)('0' + x / 10);
    *p++ = (char)('0' + x % 10);
    *p = 0;
    return (size_t)(p - buf);
}

size_t shk_format_f(double v, int digits, char buf[SHK_FORMAT_MAX])
{
    const double scaled = fabs(v) * ten[digits];
    const uint64_t whole = scaled < 1e10 ? (uint64_t)scaled : 0;
    const double rest = scaled - (double)whole;
    /* Near a tie the product may have lost the deciding bit. */
    if (!(scaled < 1e10) || fabs(rest - 0.5) < 1e-5) return (size_t)snprintf(buf, SHK_FORMAT_MAX, "%.*f", digits, v);
    uint64_t n = whole + (rest > 0.5);
    char back[24];
    size_t k = 0, at = 0;
    for (; n || k <= (size_t)digits; n /= 10) {
        if (k == (size_t)digits) back[at++] = '.';
        back[at++] = (char)('0' + n % 10);
        k++;
    }
    if (signbit(v)) back[at++] = '-';
    for (k = 0; k < at; k++) buf[k] = back[at - 1 - k];
    buf[at] = 0;
    return at;
}
