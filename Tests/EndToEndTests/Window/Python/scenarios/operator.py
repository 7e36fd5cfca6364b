"""Whoever sits at the machine answers the people who write to it, from the window."""

from accessibility import expect, wait_until
from notifications import Notifications
from pages import Pages
from programs import run as run_program


class Person:
    """Someone who writes from a terminal."""

    def __init__(self, programs, server, name):
        self.programs, self.name = programs, name
        self.environment = programs.environment(name)
        self.tchat("connect", f"127.0.0.1:{server.port}", "--code", server.code(name), "--alias", "lab")

    def tchat(self, *arguments):
        return run_program(self.programs.tchat, arguments, self.environment)

    def say(self, text):
        self.tchat("say", "lab", text)


def run(programs):
    notifications = Notifications()
    with programs.server() as server:
        alice, bob = Person(programs, server, "alice"), Person(programs, server, "bob")
        for text in ("Bonjour", "On peut redémarrer ce soir ?"):
            alice.say(text)
        bob.say("L’imprimante ne répond plus.")
        with programs.window(TCHAT_SOCKET=server.socket_path) as window:
            pages = Pages(window)
            see_unread(pages)
            answer(pages, server, alice)
            be_notified(pages, notifications, bob)


def unread(pages, name):
    """How many messages of a conversation are unread."""
    description = pages.place(name).description
    return next((n for n in range(1, 10) if pages.programs.say_count("{count} unread message", "{count} unread messages", n) in description), 0)


def see_unread(pages):
    """Conversations say how many messages nobody has read; those that are looked at are read."""
    pages.select("alice")
    pages.row("On peut redémarrer ce soir ?")
    wait_until("alice’s messages are read", lambda: unread(pages, "alice") == 0)
    expect(unread(pages, "bob") == 1, "bob’s unread messages:", unread(pages, "bob"))


def answer(pages, server, alice):
    """What is answered reaches whom it was meant for."""
    pages.send("Oui, après 18 h.")
    pages.row("Oui, après 18 h.", pages.say("sent"))
    wait_until("it is in alice’s conversation", lambda: "Oui, après 18 h." in server.messages("alice"))
    expect("Oui, après 18 h." not in server.messages("bob"), "bob got it")
    entry = server.entries("alice")[-1]
    expect(entry["author"]["kind"] == "operator", "the author is", entry["author"])
    expect("Oui, après 18 h." in alice.tchat("search", "lab", "après"), "alice does not see it")


def be_notified(pages, notifications, bob):
    """A message in another conversation is notified of; a click leads there, and then it is read."""
    bob.say("C’est urgent.")
    notification = notifications.wait("C’est urgent.")
    expect("bob" in notification.title, "the title is", notification.title)
    wait_until("two are unread", lambda: unread(pages, "bob") == 2)
    notifications.activate(notification)
    wait_until("bob’s conversation is open", lambda: "selected" in pages.place("bob").states)
    pages.row("C’est urgent.")
    wait_until("bob’s messages are read", lambda: unread(pages, "bob") == 0)
