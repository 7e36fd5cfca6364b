/* The least a server in C does for a classic request: wait, receive, compare the word, send a reply encoded before.
 *
 * reference-server PORT listens on 127.0.0.1 until it is killed. One thread, level-triggered epoll, no allocation for a
 * request. Whatever a real server has to do besides (messages in pieces, roles, limits, slow readers) is left out on
 * purpose: this is the floor that tchat is held against. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { events_at_once = 64, message_bytes = 256 };

struct reply {
    const char *word;
    const char *text;
};

static const struct reply replies[] = {
    {"name", "Nom du pc : reference"},
    {"cpu", "cpu pourcentage : 12.3%"},
};

static void fail(const char *what) {
    perror(what);
    exit(EXIT_FAILURE);
}

static void watch(int poller, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) < 0) fail("epoll_ctl");
}

static int listen_on(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0) fail("socket");
    int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
    if (listen(listener, 1024) < 0) fail("listen");
    return listener;
}

static void accept_from(int listener, int poller) {
    int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client < 0) return;
    int on = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(poller, client);
}

static void answer(int client) {
    char message[message_bytes];
    ssize_t length = recv(client, message, sizeof message, 0);
    if (length < 0 && errno == EAGAIN) return;
    if (length <= 0) {
        close(client);
        return;
    }
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
        if ((size_t)length != strlen(replies[i].word) || memcmp(message, replies[i].word, length) != 0) continue;
        /* A reply is far smaller than an empty send buffer, and the client has one question open at a time. */
        send(client, replies[i].text, strlen(replies[i].text), MSG_NOSIGNAL);
        return;
    }
    close(client);
}

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: reference-server PORT\n");
        return 64;
    }
    int listener = listen_on(atoi(arguments[1]));
    int poller = epoll_create1(EPOLL_CLOEXEC);
    if (poller < 0) fail("epoll_create1");
    watch(poller, listener);
    for (;;) {
        struct epoll_event events[events_at_once];
        int ready = epoll_wait(poller, events, events_at_once, -1);
        if (ready < 0 && errno != EINTR) fail("epoll_wait");
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == listener) {
                accept_from(listener, poller);
            } else {
                answer(events[i].data.fd);
            }
        }
    }
}
