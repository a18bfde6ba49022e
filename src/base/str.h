/* str.h — text helpers: strict numbers, trimming, distances between words. */
#ifndef SHK_BASE_STR_H
#define SHK_BASE_STR_H
#include <stddef.h>

/* The whole of text[0..n) is one decimal number, surrounded at most by blanks: 1, -2.5, 1e-3, +.5, 3., inf, nan (any case).
 * No hexadecimal, no underscores, at most 10000 characters. Returns 1 and the value, else 0. Values too large become infinite: check isfinite where it matters. */
int shk_str_double(const char *text, size_t n, double *out);
/* Same for integers in the range of long long. */
int shk_str_int(const char *text, size_t n, long long *out);

/* Moves *text and *n so that blanks (space, tab, CR, LF, VT, FF) at both ends are left out. */
void shk_str_trim(const char **text, size_t *n);
int shk_str_blank(char c);
/* text[0..n) equals the string word. */
int shk_str_is(const char *text, size_t n, const char *word);
/* Ends with, starts with. */
int shk_str_ends(const char *text, const char *tail);
int shk_str_starts(const char *text, const char *head);

/* Number of single-character insertions, deletions, replacements and swaps of neighbours that turn a into b; at most
 * limit + 1 is returned. Words longer than 127 characters count as different. */
int shk_str_distance(const char *a, const char *b, int limit);
#endif
