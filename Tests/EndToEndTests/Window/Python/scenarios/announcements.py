"""A screen reader says what happens while the keyboard is elsewhere, and says it once."""

from accessibility import Announcements, expect, stays
from pages import Pages
from programs import ReservedPort

OWN, OLD, NEW = "C’est moi", "Déjà dit", "Du nouveau"


def run(programs):
    port = ReservedPort()
    said = Announcements()
    with programs.server(port=port.number) as server:
        with programs.window() as window:
            pages = Pages(window)
            pages.press("Connect to a Host…")
            pages.connect(port.number, server.code("alice"))
            pages.send(OWN)
            pages.row(OWN, pages.say("sent"))
        server.run("say", "--to", "alice", OLD)
        with programs.window() as window:
            pages = Pages(window)
            pages.row(OLD)
            pages.wait_focus("Message")
            hear_the_new(pages, server, said)
            server.kill()
            once(said, pages.say("{reason} What you write is kept and goes out when {host} is back.", reason="", host=pages.places[0].name))
            with programs.server(port=port.number):
                # That it was lost ended with the same words.
                once(said, pages.say("{host} is back.", host=pages.places[0].name), whole=True)
    for text in (OWN, OLD):
        expect(not said.count(text), f"{text!r} was announced:", said.texts)


def hear_the_new(pages, server, said):
    """What is said now is heard, and what the machine answers; not what was said before."""
    server.run("say", "--to", "alice", NEW)
    once(said, NEW)
    pages.send("cpu")
    once(said, pages.say("Processor"))


def once(said, text, whole=False):
    """Waits until this is announced, and sees that it is not announced again."""
    said.wait(text, whole)
    stays(f"{text!r} is announced once", lambda: said.count(text, whole) == 1)
