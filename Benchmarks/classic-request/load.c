/* Asks a server on 127.0.0.1 the same thing over and over, with one question open on each connection.
 *
 *     load PORT CONNECTIONS REQUESTS QUESTION REPLY-START [awake]
 *
 * Every connection asks once before anything is measured, so that connecting is not part of the figures; then `load`
 * writes "ready". For each line on its standard input it asks REQUESTS times and writes the requests per second; it
 * ends with its input. In the pauses whoever started it reads the server's CPU time and lets other servers have their
 * turn. A reply is what one recv gives, as in the original client, and has to begin with REPLY-START.
 *
 * With `awake` it never sleeps: on loopback whoever sends pays for waking the receiver, so the server doesn't then. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { events_at_once = 64, reply_bytes = 1024, patience_seconds = 10 };

struct load {
    int poller, wait_milliseconds;
    const char *question, *reply_start;
    size_t question_bytes, reply_start_bytes;
};

static void fail(const char *what) {
    perror(what);
    exit(EXIT_FAILURE);
}

static void ask(const struct load *load, int connection) {
    ssize_t sent = send(connection, load->question, load->question_bytes, MSG_NOSIGNAL);
    if (sent != (ssize_t)load->question_bytes) fail("send");
}

static void take_reply(const struct load *load, int connection) {
    char reply[reply_bytes];
    ssize_t length = recv(connection, reply, sizeof reply, 0);
    if (length < 0) fail("recv");
    if ((size_t)length < load->reply_start_bytes || memcmp(reply, load->reply_start, load->reply_start_bytes) != 0) {
        fprintf(stderr, "load: %zd bytes that are no reply: %.*s\n", length, (int)length, reply);
        exit(EXIT_FAILURE);
    }
}

static int open_connection(const struct load *load, int port) {
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) fail("socket");
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
    int on = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ask(load, connection);
    take_reply(load, connection);
    if (fcntl(connection, F_SETFL, O_NONBLOCK) < 0) fail("fcntl");
    struct epoll_event event = {.events = EPOLLIN, .data.fd = connection};
    if (epoll_ctl(load->poller, EPOLL_CTL_ADD, connection, &event) < 0) fail("epoll_ctl");
    return connection;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static void run(const struct load *load, const int *connections, long connection_count, long requests) {
    long asked = 0, answered = 0;
    double last_reply = seconds();
    while (asked < requests && asked < connection_count) ask(load, connections[asked++]);
    while (answered < requests) {
        struct epoll_event events[events_at_once];
        int ready = epoll_wait(load->poller, events, events_at_once, load->wait_milliseconds);
        if (ready < 0 && errno != EINTR) fail("epoll_wait");
        if (ready == 0) {
            if (seconds() - last_reply < patience_seconds) continue;
            fprintf(stderr, "load: no reply for %d s\n", patience_seconds);
            exit(EXIT_FAILURE);
        }
        for (int i = 0; i < ready; i++) {
            take_reply(load, events[i].data.fd);
            answered++;
            if (asked < requests) {
                ask(load, events[i].data.fd);
                asked++;
            }
        }
        last_reply = seconds();
    }
}

static void say(const char *line) {
    puts(line);
    fflush(stdout);
}

int main(int count, char **arguments) {
    int is_awake = count == 7 && strcmp(arguments[6], "awake") == 0;
    if ((count != 6 && !is_awake) || atol(arguments[2]) < 1) {
        fprintf(stderr, "usage: load PORT CONNECTIONS REQUESTS QUESTION REPLY-START [awake]\n");
        return 64;
    }
    int port = atoi(arguments[1]);
    long connection_count = atol(arguments[2]), requests = atol(arguments[3]);
    struct load load = {
        .poller = epoll_create1(EPOLL_CLOEXEC),
        .wait_milliseconds = is_awake ? 0 : patience_seconds * 1000,
        .question = arguments[4],
        .question_bytes = strlen(arguments[4]),
        .reply_start = arguments[5],
        .reply_start_bytes = strlen(arguments[5]),
    };
    if (load.poller < 0) fail("epoll_create1");

    int *connections = calloc(connection_count, sizeof *connections);
    if (connections == NULL) fail("calloc");
    for (long i = 0; i < connection_count; i++) connections[i] = open_connection(&load, port);

    say("ready");
    char line[16];
    while (fgets(line, sizeof line, stdin) != NULL) {
        double start = seconds();
        run(&load, connections, connection_count, requests);
        char result[32];
        snprintf(result, sizeof result, "%.0f", requests / (seconds() - start));
        say(result);
    }

    for (long i = 0; i < connection_count; i++) close(connections[i]);
    free(connections);
}
