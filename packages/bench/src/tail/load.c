/*
 * Client and origin of `pnpm bench tail`, in one thread, so that neither waits for the other's turn on their core. In C, because a client in
 * JavaScript has pauses of its own.
 *
 *   load ORIGIN_PORT      answers on that port of 127.0.0.1, and plays a round for each line of its standard input:
 *
 *   PORT HOST RATE CONNECTIONS WARM IDLE MEASURE BURST EVERY SOURCES
 *
 * CONNECTIONS clients of the proxy at PORT ask for http://HOST/, together RATE times a second: for WARM ms, which do not count; nothing for
 * IDLE ms; for MEASURE ms, which count. Then, every EVERY ms, BURST new connections come at once, each for one request. RATE 0: each client
 * asks again as soon as it has its answer. With SOURCES above 0 the clients come, in turns, from 127.0.1.1, 127.0.2.1 and so on, so many.
 *
 * Open loop: request i is due at the start plus i / RATE, whatever the answers do. If no connection is free it waits for one, and its latency
 * is counted from when it was due, so a stalled proxy cannot make the client ask less (coordinated omission). Written: a line `measuring`, then
 * one line of JSON; times in microseconds. After each it waits for a line, so that what its parent reads of the proxy is of that moment. `delay` is how late a request was sent although a connection was free: the client's own fault.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { BODY = 256, EVENTS = 256, INPUT = 4096, PATIENCE_MS = 20000 };
enum kind { LISTENER, ORIGIN, CLIENT, GUEST }; /* a guest comes in a burst, for one request */

struct peer {
  enum kind kind;
  int fd, connected, asked;
  int round;      /* of a guest: the one that it came in */
  int source;     /* of a client: the third byte of its address; 0: the system chooses it */
  int matched;    /* of an origin's request: how much of the empty line has come */
  double due;     /* of the request under way */
  size_t got;     /* of an answer */
  struct peer *next; /* free client */
  char input[INPUT];
};

static int epoll, proxy_port, source_count, current_round;
static char request[512], answer[512];
static size_t request_bytes, answer_bytes;

static struct peer **clients, *idle_clients;
static int client_count, connected_count;

static double *queue; /* due times of requests that no connection was free for */
static size_t queue_head, queue_tail, queue_room;

static double *latencies, *delays;
static size_t latency_count, delay_count, sample_room;
static long sent, done, failed, outstanding;
static int counting, closed_loop;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

/* A round of which a part is missing says nothing: the run ends, and the parent reports what was written. */
static _Noreturn void fail(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static void must(long result, const char *what) {
  if (result < 0) fail(what, strerror(errno));
}

static void *memory(size_t count, size_t size) {
  void *found = calloc(count, size);
  if (found == NULL) must(-1, "calloc");
  return found;
}

static void watch(int operation, struct peer *peer, unsigned events) {
  struct epoll_event event = {.events = events, .data.ptr = peer};
  must(epoll_ctl(epoll, operation, peer->fd, &event), "epoll_ctl");
}

static struct sockaddr_in loopback(int port) {
  return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int tcp(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
  must(fd, "socket");
  must(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes), "TCP_NODELAY");
  return fd;
}

/* ── the origin ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

static struct peer *listen_at(int port) {
  struct peer *listener = memory(1, sizeof *listener);
  struct sockaddr_in address = loopback(port);
  int yes = 1;
  listener->kind = LISTENER;
  listener->fd = tcp();
  must(setsockopt(listener->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes), "SO_REUSEADDR");
  must(bind(listener->fd, (struct sockaddr *)&address, sizeof address), "bind");
  must(listen(listener->fd, 4096), "listen");
  watch(EPOLL_CTL_ADD, listener, EPOLLIN);
  return listener;
}

static void accept_all(struct peer *listener) {
  for (int fd; (fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
    struct peer *origin = memory(1, sizeof *origin);
    int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    origin->kind = ORIGIN;
    origin->fd = fd;
    watch(EPOLL_CTL_ADD, origin, EPOLLIN);
  }
}

static void leave(struct peer *peer) {
  close(peer->fd);
  free(peer);
}

/* An answer for each empty line that ends a head; none of the requests has a body. */
static void serve(struct peer *origin) {
  static const char end[] = "\r\n\r\n";
  ssize_t count = recv(origin->fd, origin->input, INPUT, 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    leave(origin);
    return;
  }
  for (ssize_t i = 0; i < count; i += 1) {
    char byte = origin->input[i];
    origin->matched = byte == end[origin->matched] ? origin->matched + 1 : byte == '\r';
    if (origin->matched < 4) continue;
    origin->matched = 0;
    if (send(origin->fd, answer, answer_bytes, MSG_NOSIGNAL) != (ssize_t)answer_bytes) {
      leave(origin);
      return;
    }
  }
}

/* ── clients ────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void sample(double **samples, size_t *count, double value) {
  if (*count < sample_room) (*samples)[(*count)++] = value;
}

static void begin_connecting(struct peer *peer) {
  struct sockaddr_in address = loopback(proxy_port);
  peer->fd = tcp();
  peer->connected = 0;
  peer->got = 0;
  if (peer->source > 0) {
    struct sockaddr_in source = loopback(0);
    source.sin_addr.s_addr = htonl(0x7f000001 + (peer->source << 8));
    must(bind(peer->fd, (struct sockaddr *)&source, sizeof source), "bind");
  }
  if (connect(peer->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) must(-1, "connect");
  watch(EPOLL_CTL_ADD, peer, EPOLLOUT);
}

static void finished(struct peer *peer, int well) {
  double time = now();
  outstanding -= 1;
  peer->asked = 0;
  if (well) done += 1;
  else failed += 1;
  if (counting) sample(&latencies, &latency_count, time - peer->due);
}

static void ask(struct peer *peer, double due, int was_free) {
  peer->due = due;
  peer->asked = 1;
  peer->got = 0;
  sent += 1;
  if (counting && was_free) sample(&delays, &delay_count, now() - due);
  /* A connection that the proxy has closed shows when it is read. */
  if (send(peer->fd, request, request_bytes, MSG_NOSIGNAL) < 0 && errno != EPIPE && errno != ECONNRESET) must(-1, "send");
}

static void next_request(struct peer *client) {
  if (closed_loop) {
    outstanding += 1;
    ask(client, now(), 0);
  } else if (queue_head != queue_tail) {
    ask(client, queue[queue_head++ % queue_room], 0);
  } else {
    client->next = idle_clients;
    idle_clients = client;
  }
}

static void due_request(double due) {
  struct peer *client = idle_clients;
  outstanding += 1;
  if (client == NULL) {
    if (queue_tail - queue_head < queue_room) queue[queue_tail++ % queue_room] = due;
    return;
  }
  idle_clients = client->next;
  ask(client, due, 1);
}

static void forget_idle(struct peer *client) {
  struct peer **at = &idle_clients;
  while (*at != NULL && *at != client) at = &(*at)->next;
  if (*at != NULL) *at = client->next;
}

/* The proxy has closed it, is going to, or answered in another way than it should: another takes its place. */
static void lost(struct peer *peer) {
  if (peer->asked) finished(peer, 0);
  if (peer->kind == GUEST) {
    leave(peer);
    return;
  }
  forget_idle(peer);
  close(peer->fd);
  begin_connecting(peer);
}

static void now_connected(struct peer *peer) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(peer->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) fail("The proxy refuses connections", strerror(error));
  watch(EPOLL_CTL_MOD, peer, EPOLLIN);
  peer->connected = 1;
  if (peer->kind == GUEST) {
    ask(peer, peer->due, 0);
    return;
  }
  connected_count += 1;
  if (connected_count > client_count) next_request(peer); /* it has come back: the others wait for the start */
}

static void read_answer(struct peer *peer) {
  ssize_t count = recv(peer->fd, peer->input + peer->got, INPUT - peer->got, 0);
  char *end;
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0 || !peer->asked) {
    lost(peer);
    return;
  }
  peer->got += count;
  end = memmem(peer->input, peer->got, "\r\n\r\n", 4);
  if (end != NULL && memcmp(peer->input, "HTTP/1.1 200", 12) != 0) {
    lost(peer);
    return;
  }
  if (end == NULL || (size_t)(end + 4 - peer->input) + BODY > peer->got) return;
  *end = '\0';
  finished(peer, 1);
  if (peer->kind == GUEST) leave(peer);
  else if (strcasestr(peer->input, "\r\nconnection: close") != NULL) lost(peer); /* a new one, as it asks for */
  else next_request(peer);
}

static void guests_come(int count, double due) {
  for (int i = 0; i < count; i += 1) {
    struct peer *guest = memory(1, sizeof *guest);
    guest->kind = GUEST;
    guest->round = current_round;
    guest->due = due;
    guest->asked = 1; /* owed an answer from now on */
    outstanding += 1;
    begin_connecting(guest);
  }
}

/* ── rounds ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void handle(struct epoll_event *event) {
  struct peer *peer = event->data.ptr;
  if (peer == NULL) return; /* standard input: the caller looks */
  switch (peer->kind) {
    case LISTENER: accept_all(peer); return;
    case ORIGIN: serve(peer); return;
    case CLIENT:
    case GUEST:
      if (peer->kind == GUEST && peer->round != current_round) leave(peer); /* it was given up */
      else if (!peer->connected) now_connected(peer);
      else read_answer(peer);
  }
}

/* Handles what there is; if there is nothing, waits until `until`. Returns 1 if standard input has something. */
static int turn(double until) {
  static struct epoll_event events[EVENTS];
  int count = epoll_wait(epoll, events, EVENTS, 0), input = 0;
  if (count == 0) {
    double left = until - now();
    struct pollfd poll = {.fd = epoll, .events = POLLIN};
    struct timespec rest = {.tv_sec = left > 0 ? (time_t)left : 0};
    rest.tv_nsec = left > 0 ? (long)((left - rest.tv_sec) * 1e9) : 0;
    ppoll(&poll, 1, &rest, NULL);
    return 0;
  }
  for (int i = 0; i < count; i += 1) {
    if (events[i].data.ptr == NULL) input = 1;
    else handle(&events[i]);
  }
  return input;
}

static void load(double rate, double seconds, int burst, double every) {
  double start = now(), end = start + seconds, burst_at = start + every / 2;
  long i = 0;
  if (rate == 0) {
    closed_loop = 1;
    while (idle_clients != NULL) {
      struct peer *client = idle_clients;
      idle_clients = client->next;
      next_request(client);
    }
  }
  for (double time = start; time < end; time = now()) {
    double next = end;
    for (; rate > 0 && start + i / rate <= time; i += 1) due_request(start + i / rate);
    if (rate > 0 && start + i / rate < next) next = start + i / rate;
    for (; burst > 0 && burst_at <= time; burst_at += every) guests_come(burst, burst_at);
    if (burst > 0 && burst_at < next) next = burst_at;
    turn(next);
  }
  closed_loop = 0;
}

/*
 * Waits for answers that are still out. What never comes counts as failed, and as late as it is now (a guest's: as failed only). A client
 * that waits in vain gets another connection, or its answer could come in the next part of the round and be taken for that of another request.
 */
static void settle(void) {
  for (double end = now() + PATIENCE_MS / 1e3; outstanding > 0 && now() < end;) turn(end);
  for (double time = now(); queue_head != queue_tail; queue_head += 1)
    if (counting) sample(&latencies, &latency_count, time - queue[queue_head % queue_room]);
  for (int i = 0; i < client_count; i += 1)
    if (clients[i]->asked) lost(clients[i]);
  failed += outstanding;
  outstanding = 0;
}

static void wait_for(double seconds) {
  for (double end = now() + seconds; now() < end;) turn(end);
}

static void wait_for_line(void) {
  char line[16];
  while (!turn(now() + 3600)) continue;
  if (fgets(line, sizeof line, stdin) == NULL) exit(0);
}

static void connect_clients(int count) {
  clients = memory(count, sizeof *clients);
  client_count = count;
  connected_count = 0;
  idle_clients = NULL;
  for (int i = 0; i < count; i += 1) {
    clients[i] = memory(1, sizeof **clients);
    clients[i]->kind = CLIENT;
    clients[i]->source = source_count > 0 ? 1 + i % source_count : 0;
    begin_connecting(clients[i]);
  }
  for (double end = now() + PATIENCE_MS / 1e3; connected_count < count && now() < end;) turn(end);
  if (connected_count < count) fail("The proxy does not accept connections", "no answer in time");
  for (int i = 0; i < count; i += 1) next_request(clients[i]);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Microseconds; the first value that is above this share of them, or the last. */
static double quantile(const double *sorted, size_t count, double share) {
  size_t rank = (size_t)(share * count);
  if (count == 0) return 0;
  return 1e6 * sorted[rank < count ? rank : count - 1];
}

static void report(double seconds) {
  qsort(latencies, latency_count, sizeof *latencies, ascending);
  qsort(delays, delay_count, sizeof *delays, ascending);
  printf("{\"seconds\":%.6f,\"sent\":%ld,\"done\":%ld,\"failed\":%ld,", seconds, sent, done, failed);
  printf("\"p50\":%.1f,\"p90\":%.1f,", quantile(latencies, latency_count, 0.5), quantile(latencies, latency_count, 0.9));
  printf("\"p99\":%.1f,\"p999\":%.1f,", quantile(latencies, latency_count, 0.99), quantile(latencies, latency_count, 0.999));
  printf("\"max\":%.1f,\"delayP99\":%.1f,", quantile(latencies, latency_count, 1), quantile(delays, delay_count, 0.99));
  printf("\"delayMax\":%.1f}\n", quantile(delays, delay_count, 1));
}

static void play(const char *line) {
  double rate, warm, idle, measure, every, seconds;
  int connections, burst;
  char host[200];
  if (sscanf(line, "%d %199s %lf %d %lf %lf %lf %d %lf %d", &proxy_port, host, &rate, &connections, &warm, &idle, &measure, &burst, &every, &source_count) != 10)
    fail("Not a round", line);
  request_bytes = snprintf(request, sizeof request, "GET http://%s/ HTTP/1.1\r\nHost: %s\r\nAccept: text/html\r\n\r\n", host, host);
  /* In a closed loop nobody knows how many there will be: their latencies do not count. */
  sample_room = 1024 + (size_t)(rate * measure / 1e3) + (every > 0 ? (size_t)(burst * (measure / every + 1)) : 0);
  queue_room = sample_room + (size_t)(rate * warm / 1e3);
  queue_head = queue_tail = latency_count = delay_count = 0;
  queue = memory(queue_room, sizeof *queue);
  latencies = memory(sample_room, sizeof *latencies);
  delays = memory(sample_room, sizeof *delays);
  memset(latencies, 0, sample_room * sizeof *latencies); /* no page is touched for the first time while it is measured */
  memset(delays, 0, sample_room * sizeof *delays);
  current_round += 1;
  connect_clients(connections);
  load(rate, warm / 1e3, 0, 0);
  settle();
  wait_for(idle / 1e3);
  puts("measuring");
  wait_for_line();
  sent = done = failed = 0;
  counting = 1;
  seconds = now();
  load(rate, measure / 1e3, burst, every / 1e3);
  seconds = now() - seconds;
  settle();
  counting = 0;
  report(seconds);
  wait_for_line();
  for (int i = 0; i < connections; i += 1) leave(clients[i]);
  free(clients);
  free(queue);
  free(latencies);
  free(delays);
}

int main(int count, char **words) {
  static char line[1024];
  struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
  if (count != 2) {
    fputs("Usage: load ORIGIN_PORT\n", stderr);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  setvbuf(stdin, NULL, _IONBF, 0);
  setvbuf(stdout, NULL, _IOLBF, 0);
  prctl(PR_SET_TIMERSLACK, 1);
  answer_bytes = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%0*d", BODY, BODY, 0);
  must(epoll = epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  listen_at(atoi(words[1]));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &input), "epoll_ctl");
  puts("ready");
  for (;;) {
    if (!turn(now() + 3600)) continue;
    if (fgets(line, sizeof line, stdin) == NULL) return 0;
    play(line);
  }
}
