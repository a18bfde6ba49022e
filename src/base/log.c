#include "base/log.h"
#include <stdarg.h>
#include <stdio.h>

void shk_log(struct shk_log *log, enum shk_log_level level, const char *fmt, ...)
{
    if (!log) return;
    if (level == SHK_LOG_WARN) log->warnings++;
    if (level < log->level) return;
    char line[1200];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (log->sink) log->sink(log->user, level, line);
    else fprintf(stderr, "%s%s\n", level == SHK_LOG_WARN ? "warning: " : "", line);
}
