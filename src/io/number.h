/* number.h — decimal text to double, exactly as strtod rounds it and faster for the numbers that people write. */
#ifndef SHK_IO_NUMBER_H
#define SHK_IO_NUMBER_H
#include <stddef.h>

/* Reads [+-]digits[.digits][e[+-]digits] from s, stopping at end or at the first character that does not belong. Returns the
 * character after it, or NULL if there is no number at s. nan, inf and hexadecimal are not numbers here; a value too large
 * becomes HUGE_VAL, which callers refuse. Leading blanks are not skipped. The text need not end in 0. */
const char *shk_read_double(const char *s, const char *end, double *out);

/* The whole of s (blanks around it allowed) as a finite double or a whole number: 1 on success. */
int shk_to_double(const char *s, double *out);
int shk_to_long(const char *s, long *out);
#endif
