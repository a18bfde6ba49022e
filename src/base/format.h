/* format.h — numbers as text: quickly, and as the reference prints them. */
#ifndef SHK_BASE_FORMAT_H
#define SHK_BASE_FORMAT_H
#include <stddef.h>

enum { SHK_FORMAT_MAX = 40 };

/* Python's repr of a float: the shortest decimal that reads back, "0.1", "50.0", "1e-05", "nan", "inf". Returns buf. */
char *shk_repr(double v, char buf[SHK_FORMAT_MAX]);

/* The same bytes as sprintf("%.*E", digits, v) for digits 1 to 9, several times faster; -0 is written as 0. Returns the
 * length; buf gets no terminator beyond the text's own 0. */
size_t shk_format_e(double v, int digits, char buf[SHK_FORMAT_MAX]);

/* The same bytes as sprintf("%.*f", digits, v) for digits 1 to 9, where they fit into buf (below 1e28), several times faster. Returns the length. */
size_t shk_format_f(double v, int digits, char buf[SHK_FORMAT_MAX]);
#endif
