/* err.h — one error type for the whole engine.
 *
 * A function that can fail returns enum shk_err and takes a struct shk_diag to which the place that knows writes
 * one line: file, line, the offending value, what was expected. Callers may put context in front of it with
 * shk_wrap(). Library functions never print and never exit. */
#ifndef SHK_BASE_ERR_H
#define SHK_BASE_ERR_H

#define SHK_ERR_LIST(X)                                  \
    X(NOMEM, "out of memory")                           \
    X(IO, "cannot read or write")                       \
    X(SYNTAX, "malformed input file")                   \
    X(INVALID, "invalid parameter")                     \
    X(UNSUPPORTED, "not supported")                     \
    X(LIMIT, "limit exceeded")                          \
    X(NOTFOUND, "not found")                            \
    X(COMPUTE, "failed while computing")                \
    X(CANCELLED, "cancelled")

enum shk_err {
    SHK_OK,
#define X(name, text) SHK_E_##name,
    SHK_ERR_LIST(X)
#undef X
};

struct shk_diag { enum shk_err code; char text[1024]; };

#define SHK_CHECKED __attribute__((warn_unused_result))
#define SHK_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* The only macro with a hidden return. */
#define SHK_TRY(call) do { enum shk_err e_ = (call); if (e_ != SHK_OK) return e_; } while (0)

/* Writes the message (unless d is NULL or already holds one) and returns code, so that `return shk_fail(...)` reads well. */
enum shk_err shk_fail(struct shk_diag *d, enum shk_err code, const char *fmt, ...) SHK_PRINTF(3, 4);

/* Puts "context: " in front of the message in d; returns code unchanged. */
enum shk_err shk_wrap(struct shk_diag *d, enum shk_err code, const char *fmt, ...) SHK_PRINTF(3, 4);

/* The same with a place: "file:line: context: " in front, or the context alone behind the place (a file and a line) that the message
 * begins with already. Says nothing twice. */
enum shk_err shk_wrap_at(struct shk_diag *d, enum shk_err code, const char *file, int line, const char *fmt, ...) SHK_PRINTF(5, 6);

const char *shk_err_text(enum shk_err e);

/* A programmer's error, in release builds too: prints the condition and aborts. */
#define SHK_ASSERT(cond) ((cond) ? (void)0 : shk_assert_failed(#cond, __FILE__, __LINE__))
_Noreturn void shk_assert_failed(const char *cond, const char *file, int line);
#endif
