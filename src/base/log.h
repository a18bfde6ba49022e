/* log.h — warnings and progress for people, on standard error. A NULL log swallows everything. */
#ifndef SHK_BASE_LOG_H
#define SHK_BASE_LOG_H
#include "base/err.h"

enum shk_log_level { SHK_LOG_DEBUG, SHK_LOG_INFO, SHK_LOG_WARN };

struct shk_log {
    enum shk_log_level level;           /* messages below it are dropped */
    int warnings;                       /* counted, for the summary */
    void (*sink)(void *user, enum shk_log_level level, const char *line);    /* NULL: standard error */
    void *user;
};

void shk_log(struct shk_log *log, enum shk_log_level level, const char *fmt, ...) SHK_PRINTF(3, 4);
#define shk_info(log, ...) shk_log((log), SHK_LOG_INFO, __VA_ARGS__)
#define shk_warn(log, ...) shk_log((log), SHK_LOG_WARN, __VA_ARGS__)
#endif
