/* numbers.h — half of the mutations of a text put an odd number, or another number or word of the same text, in the place of one:
 * bytes alone rarely leave a text that is still well-formed. Without libFuzzer nothing is here. */
#ifndef FUZZ_NUMBERS_H
#define FUZZ_NUMBERS_H
#include <stddef.h>
#include <stdint.h>
#ifdef MAINSHOCK_FUZZ
#include <ctype.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t n, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t n, size_t max, unsigned seed);

struct fuzz_random { uint64_t s; };
static size_t fuzz_below(struct fuzz_random *r, size_t n)
{
    r->s ^= r->s << 13; r->s ^= r->s >> 7; r->s ^= r->s << 17;
    return n ? (r->s >> 11) % n : 0;
}

static int fuzz_in_word(const uint8_t *p, int number) { return number ? isdigit(*p) || strchr("+-.eE", *p) : isalnum(*p) || *p == '_'; }

/* A run of word characters around a random place: [*from, *to). */
static int fuzz_word(struct fuzz_random *r, const uint8_t *data, size_t n, int number, size_t *from, size_t *to)
{
    for (int k = 0; k < 30; k++) {
        size_t at = fuzz_below(r, n), end;
        if (number ? !isdigit(data[at]) : !isalpha(data[at])) continue;
        for (end = at; end < n && data[end] && fuzz_in_word(data + end, number); end++) { }
        while (at && data[at - 1] && fuzz_in_word(data + at - 1, number)) at--;
        *from = at;
        *to = end;
        return 1;
    }
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t n, size_t max, unsigned seed)
{
    static const char *const odd[] = { "0", "-1", "1", "nan", "inf", "-inf", "1e308", "-1e308", "1e-308", "1e19", "4294967296", "2147483648", "-2147483649",
        "9223372036854775808", "1e9", "1e5", "0.1", "1e-9", "89.999999", "90", "180", "-180", "180.1", "360", "1000000", "6", "8.5", "12", "0.5", "99999999999999999999", "" };
    struct fuzz_random r = { seed * UINT64_C(0x9e3779b97f4a7c15) + 1 };
    size_t from, to, a, b;
    const int number = fuzz_below(&r, 4) > 0;
    if (!n || fuzz_below(&r, 2) || !fuzz_word(&r, data, n, number, &from, &to)) return LLVMFuzzerMutate(data, n, max);
    char text[64];
    size_t len;
    if (number && fuzz_below(&r, 3)) {
        const char *s = odd[fuzz_below(&r, sizeof odd / sizeof *odd)];
        len = strlen(s);
        memcpy(text, s, len);
    } else {
        if (!fuzz_word(&r, data, n, number, &a, &b)) return LLVMFuzzerMutate(data, n, max);
        len = b - a < sizeof text ? b - a : sizeof text;
        memcpy(text, data + a, len);
    }
    if (n - (to - from) + len > max) return LLVMFuzzerMutate(data, n, max);
    memmove(data + from + len, data + to, n - to);
    memcpy(data + from, text, len);
    return n - (to - from) + len;
}
#endif
#endif
