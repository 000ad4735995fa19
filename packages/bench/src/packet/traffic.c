/*
 * Client and server of `pnpm bench packet`. In C, because a client in JavaScript takes more CPU time than what is measured.
 *
 *   traffic server                                                      TCP and UDP on port 443, until it is ended
 *   traffic tcp  ADDRESS COUNT CONCURRENCY ANSWER HELLO_FILE      new connections: a hello, and an answer of so many bytes
 *   traffic quic ADDRESS COUNT CONCURRENCY BYTES DATAGRAMS_FILE  pairs of datagrams of so many bytes each
 *
 * A hello's random begins with the length of the answer that it asks for, 8 bytes, most significant first. A client prints one line of
 * JSON.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { PORT = 443, HELLO_BYTES = 517, RANDOM_AT = 11, EVENTS = 256, PATIENCE_MS = 60000 };

/* A ServerHello as far as it matters, and zeros. */
static char page[1 << 20] = "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03 not a request for another hello";
static char input[1 << 20];

struct flow {
  int fd;
  int step;
  long bytes;
  double since;
  char hello[HELLO_BYTES];
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

/* Ends the process: a round of which a part is missing says nothing, and the parent reports what was written. */
static void must(int result, const char *what) {
  if (result >= 0) return;
  perror(what);
  exit(1);
}

static void watch(int epoll, int operation, struct flow *flow, unsigned events) {
  struct epoll_event event = {.events = events, .data.ptr = flow};
  must(epoll_ctl(epoll, operation, flow->fd, &event), "epoll_ctl");
}

/* ── the server ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

static int bound(int type) {
  int fd = socket(AF_INET, type | SOCK_NONBLOCK, 0), yes = 1;
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  must(fd, "socket");
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  must(bind(fd, (void *)&any, sizeof any), "bind");
  return fd;
}

static void let_go(struct flow *flow) {
  close(flow->fd);
  free(flow);
}

/* The whole hello, then the answer, then nothing until the client goes. */
static void serve(int epoll, struct flow *flow) {
  if (flow->step == 0) {
    long count = read(flow->fd, flow->hello + flow->bytes, HELLO_BYTES - flow->bytes);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return let_go(flow);
    flow->bytes += count;
    if (flow->bytes < HELLO_BYTES) return;
    uint64_t asked;
    memcpy(&asked, flow->hello + RANDOM_AT, sizeof asked);
    flow->bytes = be64toh(asked);
    flow->step = 1;
  }
  while (flow->step == 1 && flow->bytes > 0) {
    long most = flow->bytes < 262144 ? flow->bytes : 262144, count = write(flow->fd, page, most);
    if (count < 0 && errno == EAGAIN) return watch(epoll, EPOLL_CTL_MOD, flow, EPOLLOUT);
    if (count <= 0) return let_go(flow);
    flow->bytes -= count;
  }
  if (flow->step == 1) watch(epoll, EPOLL_CTL_MOD, flow, EPOLLIN);
  flow->step = 2;
  long count = read(flow->fd, input, sizeof input);
  if (count == 0 || (count < 0 && errno != EAGAIN)) let_go(flow);
}

static _Noreturn void server(void) {
  int epoll = epoll_create1(0), yes = 1;
  struct flow tcp = {.fd = bound(SOCK_STREAM)}, udp = {.fd = bound(SOCK_DGRAM)};
  struct epoll_event events[EVENTS];
  must(listen(tcp.fd, 8192), "listen");
  watch(epoll, EPOLL_CTL_ADD, &tcp, EPOLLIN);
  watch(epoll, EPOLL_CTL_ADD, &udp, EPOLLIN);
  puts("ready");
  fflush(stdout);
  for (;;) {
    int ready = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      struct flow *flow = events[i].data.ptr;
      struct sockaddr_in from;
      socklen_t length = sizeof from;
      if (flow == &udp) /* one byte of a short header for each datagram */
        while (recvfrom(udp.fd, input, sizeof input, 0, (void *)&from, &length) >= 0)
          sendto(udp.fd, "\x40", 1, 0, (void *)&from, length);
      else if (flow == &tcp)
        for (int fd; (fd = accept4(tcp.fd, 0, 0, SOCK_NONBLOCK)) >= 0;) {
          setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
          struct flow *one = calloc(1, sizeof *one);
          one->fd = fd;
          watch(epoll, EPOLL_CTL_ADD, one, EPOLLIN);
        }
      else if (events[i].events & EPOLLERR)
        let_go(flow);
      else
        serve(epoll, flow);
    }
  }
}

/* ── the client ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

struct task {
  int is_quic;
  struct sockaddr_in to;
  long count, concurrency, bytes, length;
  char *data;
};

static char *file(const char *path, long *length) {
  FILE *stream = fopen(path, "r");
  if (!stream || fseek(stream, 0, SEEK_END)) must(-1, path);
  *length = ftell(stream);
  rewind(stream);
  char *data = malloc(*length);
  if (fread(data, 1, *length, stream) != (size_t)*length) must(-1, path);
  return data;
}

static void begin(int epoll, const struct task *task, struct flow *flow, long index) {
  int yes = 1;
  flow->fd = socket(AF_INET, (task->is_quic ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK, 0);
  flow->step = flow->bytes = 0;
  flow->since = now();
  must(flow->fd, "socket");
  if (!task->is_quic) setsockopt(flow->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connect(flow->fd, (void *)&task->to, sizeof task->to) && errno != EINPROGRESS) must(-1, "connect");
  watch(epoll, EPOLL_CTL_ADD, flow, task->is_quic ? EPOLLIN : EPOLLOUT);
  if (!task->is_quic) return;
  char *pair = task->data + 2 * task->bytes * (index % (task->length / (2 * task->bytes)));
  for (int i = 0; i < 2; i++) must(write(flow->fd, pair + i * task->bytes, task->bytes), "write");
}

/* 1: it has had its whole answer. 0: it waits. -1: it failed. */
static int proceed(int epoll, const struct task *task, struct flow *flow) {
  if (!task->is_quic && flow->step == 0) {
    if (write(flow->fd, task->data, task->length) != task->length) return -1;
    flow->step = 1;
    watch(epoll, EPOLL_CTL_MOD, flow, EPOLLIN);
    return 0;
  }
  long wanted = task->is_quic ? 2 : task->bytes, count;
  while ((count = read(flow->fd, input, sizeof input)) > 0)
    if ((flow->bytes += count) >= wanted) return 1;
  return count < 0 && errno == EAGAIN ? 0 : -1;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void client(const struct task *task) {
  int epoll = epoll_create1(0);
  long started = 0, live = 0, done = 0, failed = 0;
  struct flow *flows = calloc(task->concurrency, sizeof *flows);
  struct flow **idle = calloc(task->concurrency, sizeof *idle);
  double *times = malloc(task->count * sizeof *times), begun = now();
  struct epoll_event events[EVENTS];
  for (long i = 0; i < task->concurrency; i++) idle[i] = &flows[i];
  while (done + failed < task->count) {
    for (; live < task->concurrency && started < task->count; live++, started++)
      begin(epoll, task, idle[task->concurrency - 1 - live], started);
    int ready = epoll_wait(epoll, events, EVENTS, PATIENCE_MS);
    if (ready <= 0) failed = task->count - done;
    for (int i = 0; i < ready; i++) {
      struct flow *flow = events[i].data.ptr;
      int result = proceed(epoll, task, flow);
      if (result == 0) continue;
      if (result > 0) times[done++] = now() - flow->since;
      else failed++;
      live--;
      close(flow->fd);
      idle[task->concurrency - 1 - live] = flow;
    }
  }
  double seconds = now() - begun;
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  qsort(times, done, sizeof *times, ascending);
  printf("{\"done\":%ld,\"failed\":%ld,\"seconds\":%.4f,\"cpuMicros\":%ld,\"medianMicros\":%.1f}\n", done, failed, seconds,
         1000000L * (used.ru_utime.tv_sec + used.ru_stime.tv_sec) + used.ru_utime.tv_usec + used.ru_stime.tv_usec,
         done ? times[done / 2] * 1e6 : 0);
}

int main(int count, char **words) {
  signal(SIGPIPE, SIG_IGN);
  if (count == 2 && !strcmp(words[1], "server")) server();
  if (count != 7) {
    fputs("traffic server | traffic tcp|quic ADDRESS COUNT CONCURRENCY BYTES FILE\n", stderr);
    return 2;
  }
  struct task task = {.is_quic = !strcmp(words[1], "quic"), .count = atol(words[3]), .concurrency = atol(words[4]), .bytes = atol(words[5])};
  task.to = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(PORT)};
  inet_pton(AF_INET, words[2], &task.to.sin_addr);
  task.data = file(words[6], &task.length);
  if (!task.is_quic) {
    uint64_t asked = htobe64(task.bytes);
    memcpy(task.data + RANDOM_AT, &asked, sizeof asked);
  }
  client(&task);
  return 0;
}
