"""Somebody else answers where the host was, and a person is shut out: the window stops, says why, and goes on when it may."""

from accessibility import Announcements, expect, stays, wait_until
from impostor import Impostor, key_at
from pages import Pages
from programs import ReservedPort

HELLO, KEPT, AGAIN, ANEW = "Bonjour", "Pour toi seul", "Me revoilà", "Et ici aussi"


def run(programs):
    port = ReservedPort()
    said = Announcements()
    with programs.window() as window:
        pages = Pages(window)
        with programs.server("genuine", port=port.number) as server:
            pages.press("Connect to a Host…")
            pages.connect(port.number, server.code("alice"))
            pages.send(HELLO)
            pages.row(HELLO, pages.say("sent"))
            host, key = pages.places[0].name, key_at(port.number)
        pages.send(KEPT)
        pages.row(KEPT, pages.say("kept until the host is back"))
        with Impostor(programs.folder / "impostor", port.number) as impostor:
            meet(pages, impostor, host, key, said)
        with programs.server("genuine", port=port.number) as server:
            find_it_again(pages, server)
            be_shut_out(pages, server, host, said)
        with programs.server("anew", port=port.number) as server:
            find_it_installed_anew(pages, server, host)


def meet(pages, impostor, host, key, said):
    """Both keys are shown, and nothing is said to the impostor, or tried again."""
    stop = wait_stop(pages, "{host} shows another key", host)
    for name, shown in (("Key it was paired with", key), ("Key it shows now", impostor.key)):
        row = stop.find("label", pages.say(name)).parent
        # It stands there on two lines.
        expect(shown in row.dump().replace("\\n", ":"), f"{name} is not {shown}:", row.dump())
    said.wait(pages.say("{host} shows another key", host=host))
    visits = impostor.visits
    stays("the impostor is left alone", lambda: impostor.visits == visits, seconds=3)
    pages.press("Try Again")
    wait_until("it is tried again", lambda: impostor.visits > visits)
    wait_stop(pages, "{host} shows another key", host)
    expect(impostor.heard == b"", "the impostor was told", impostor.heard)


def find_it_again(pages, server):
    """When the machine itself is back, what was kept is delivered once."""
    pages.wait_focus("Try Again")
    pages.application.keys("space")
    pages.row(KEPT, pages.say("sent"))
    pages.wait_focus("Message")
    expect(server.messages("alice") == [HELLO, KEPT], "the log has", server.messages("alice"))


def be_shut_out(pages, server, host, said):
    """Who is removed is told so; with a new code the same conversation goes on."""
    server.run("people", "remove", "alice", "--yes")
    wait_stop(pages, "{host} no longer lets you in", host)
    said.wait(pages.say("{host} no longer lets you in", host=host))
    pages.wait_focus("Try Again")
    pages.press("Pair Again…")
    pages.wait_focus("Code")
    expect(pages.field("Port").text == str(server.port), "the port is", pages.field("Port").text)
    pages.application.type(server.code("alice"))
    pages.application.keys("Return")
    pages.row(HELLO)
    pages.wait_focus("Message")
    pages.send(AGAIN)
    pages.row(AGAIN, pages.say("sent"))
    expect(server.messages("alice") == [HELLO, KEPT, AGAIN], "the log has", server.messages("alice"))
    expect(len(pages.places) == 1, "the list has", [place.name for place in pages.places])


def find_it_installed_anew(pages, server, host):
    """Installed anew it is another machine: one may pair with it, and forget the old one."""
    wait_stop(pages, "{host} shows another key", host)
    pages.press("Pair Again…")
    pages.connect(server.port, server.code("alice"))
    wait_until("both are in the list", lambda: len(pages.places) == 2)
    pages.send(ANEW)
    pages.row(ANEW, pages.say("sent"))
    expect(server.messages("alice") == [ANEW], "the log has", server.messages("alice"))
    pages.select_at(0)
    pages.press("Forget Host…")
    pages.answer("Forget {host}?", "Cancel")
    expect(len(pages.places) == 2, "it is forgotten unasked")
    pages.press("Forget Host…")
    pages.answer("Forget {host}?", "Forget")
    wait_until("it is forgotten", lambda: len(pages.places) == 1)
    pages.row(ANEW)


def wait_stop(pages, heading, host):
    """Waits until the page with this heading is all that is shown of the host."""
    heading = pages.say(heading, host=host)

    def shown():
        page = pages.main.find("panel", heading)
        return page if page and page.is_on_top else None

    return wait_until(f"a page says {heading!r}", shown)
