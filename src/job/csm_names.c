#include <string.h>
#include "job/csm.h"

char *shk_source_basename(const char *id, const char *marks, struct shk_arena *a)
{
    char *s = shk_arena_strdup(a, id);
    for (; s && *marks; marks++) {
        char *to = s;
        for (const char *c = s; *c;) {
            if (*c == *marks && c[1] >= '0' && c[1] <= '9') {
                c++;
                while (*c >= '0' && *c <= '9') c++;
            } else *to++ = *c++;
        }
        *to = 0;
    }
    return s;
}
