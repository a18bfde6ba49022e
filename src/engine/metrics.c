#include "engine/metrics.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "engine/monitor.h"

enum { REQUEST_MAX = 4096, BODY_MAX = 1 << 20 };

static void send_all(int fd, const char *p, size_t n)
{
    while (n) {
        const ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
        if (k <= 0) return;
        p += k;
        n -= (size_t)k;
    }
}

static void answer(int fd, const char *path, char *body)
{
    char request[REQUEST_MAX + 1], header[256];
    size_t n = 0;
    const double until = shk_seconds() + 2;             /* one after the other: who says nothing, or a byte a second, must not keep the rest out */
    while (n < REQUEST_MAX && shk_seconds() < until) {
        const ssize_t k = recv(fd, request + n, REQUEST_MAX - n, 0);
        if (k <= 0) break;
        n += (size_t)k;
        request[n] = 0;
        if (strstr(request, "\r\n\r\n") || strstr(request, "\n\n")) break;
    }
    request[n] = 0;
    size_t size = 0;
    const char *status = "404 Not Found";
    if (!strncmp(request, "GET /metrics ", 13) || !strncmp(request, "GET / ", 6)) {
        FILE *f = fopen(path, "re");
        if (f) {
            size = fread(body, 1, BODY_MAX, f);
            fclose(f);
        }
        body[size] = 0;
        char *end = strstr(body, "# end\n");
        if (end) size = (size_t)(end - body);
        status = "200 OK";
    }
    const int h = snprintf(header, sizeof header, "HTTP/1.1 %s\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: %zu\r\n"
                           "Connection: close\r\n\r\n", status, size);
    send_all(fd, header, (size_t)h);
    send_all(fd, body, size);
}

static _Noreturn void serve(int sock, pid_t parent, const char *path)
{
    char *body = malloc(BODY_MAX + 1);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || !body) _exit(0);
    prctl(PR_SET_NAME, "metrics");
    signal(SIGINT, SIG_IGN);            /* Ctrl-C reaches the whole group: the parent decides */
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    dup2(sock, 3);                      /* nothing else that was open is held */
    close_range(4, ~0u, 0);
    const struct timeval patience = { .tv_sec = 1 };
    for (;;) {
        const int fd = accept(3, NULL, NULL);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENOMEM) usleep(100000);
            continue;
        }
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        answer(fd, path, body);
        close(fd);
    }
}

static int parse(const char *where, struct sockaddr_in *to)
{
    char host[64] = "127.0.0.1", *end;
    const char *port = strrchr(where, ':');
    if (port) snprintf(host, sizeof host, "%.*s", (int)(port - where), where);
    port = port ? port + 1 : where;
    const long n = strtol(port, &end, 10);
    *to = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)n) };
    return *port >= '0' && *port <= '9' && !*end && n <= 65535 && inet_pton(AF_INET, host, &to->sin_addr) == 1;
}

enum shk_err shk_metrics_serve(const char *where, struct shk_diag *d, struct shk_metrics *out)
{
    struct sockaddr_in to;
    socklen_t size = sizeof to;
    const int on = 1;
    if (!parse(where, &to)) return shk_fail(d, SHK_E_INVALID, "--metrics-port %s: expected a port or ADDRESS:PORT", where);
    const int sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (sock >= 0) setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (sock < 0 || bind(sock, (struct sockaddr *)&to, size) || listen(sock, 8) || getsockname(sock, (struct sockaddr *)&to, &size)) {
        const enum shk_err e = shk_fail(d, SHK_E_IO, "--metrics-port %s: cannot listen: %s", where, strerror(errno));
        if (sock >= 0) close(sock);
        return e;
    }
    char host[INET_ADDRSTRLEN] = "";
    inet_ntop(AF_INET, &to.sin_addr, host, sizeof host);
    snprintf(out->address, sizeof out->address, "%s:%d", host, ntohs(to.sin_port));
    out->path = mmap(NULL, SHK_METRICS_PATH, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (out->path == MAP_FAILED) {
        close(sock);
        out->path = NULL;
        return shk_fail(d, SHK_E_NOMEM, "--metrics-port %s: out of memory", where);
    }
    const pid_t parent = getpid();
    fflush(NULL);
    out->pid = fork();
    if (out->pid == 0) serve(sock, parent, out->path);
    close(sock);
    if (out->pid > 0) return SHK_OK;
    out->pid = 0;
    return shk_fail(d, SHK_E_IO, "--metrics-port %s: cannot fork: %s", where, strerror(errno));
}

void shk_metrics_end(struct shk_metrics *m)
{
    if (m->pid <= 0) return;
    kill(m->pid, SIGTERM);
    while (waitpid(m->pid, NULL, 0) < 0 && errno == EINTR) {}
    munmap(m->path, SHK_METRICS_PATH);
    m->pid = 0;
}
