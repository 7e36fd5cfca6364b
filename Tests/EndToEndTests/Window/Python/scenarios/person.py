"""Someone pairs with a host, talks with whoever is at its console, asks the machine, and writes on while the server is away."""

import json

from accessibility import expect, stays, wait_until
from pages import Pages
from programs import ReservedPort

HELLO, ANSWER, MEANWHILE = "Bonjour, c’est moi.", "Bonjour ! Tout va bien ici.", "Tu es encore là ?"
# It looks right and lets nobody in.
WRONG_CODE = "0000-0000-0000"


def run(programs):
    port = ReservedPort()
    with programs.window() as window:
        pages = Pages(window)
        with programs.server(port=port.number) as server:
            make_mistakes(pages, server)
            pages.connect(port.number, server.code("alice"))
            follow_marks(pages, server)
            ask(pages, server)
            watch(pages)
            server.kill()
            write_meanwhile(pages)
        with programs.server(port=port.number) as server:
            find_it_delivered(pages, server)
            search(pages)


def make_mistakes(pages, server):
    """A mistake is told at its field, and takes nothing away of what was typed."""
    pages.press("Connect to a Host…")
    right = {"IP": "127.0.0.1", "Port": str(server.port), "Code": WRONG_CODE}
    for name, wrong in (("IP", "300.1.2.3"), ("Port", "99999"), ("Code", "12")):
        pages.fill_form(**{**right, name: wrong})
        pages.press("Connect")
        pages.wait_error(name)
        expect(pages.field(name).text == wrong, f"{name} lost what was typed", pages.field(name).text)
        others = [other for other in right if other != name and pages.field(other).description]
        expect(not others, "other fields are blamed:", others)
    pages.fill_form(**right)
    pages.press("Connect")
    pages.wait_error("Code")
    expect(not server.call("GET", "/v1/people")["people"], "somebody was let in")


def follow_marks(pages, server):
    """What was said is sent, then received, then read; and answered."""
    pages.send(HELLO)
    pages.row(HELLO, pages.say("sent"))
    server.mark("alice", delivered=server.entries("alice")[-1]["id"])
    pages.row(HELLO, pages.say("delivered"))
    with server.console() as console:
        console.wait(f"alice: {HELLO}")
        console.wait("alice> ")
        pages.row(HELLO, pages.say("read"))
        console.type(ANSWER)
        pages.row(ANSWER)
    expect(server.messages("alice") == [HELLO, ANSWER], "the log has", server.messages("alice"))


def ask(pages, server):
    """The four buttons are answered with what the machine tells others, too."""
    known = {item: answer["values"] for item, answer in json.loads(server.run("ask", "name", "os", "ram", "--json")).items()}
    gibibytes = f"{known['ram']['totalBytes'] / 1024**3:.1f}".replace(".", pages.say(".", "number"))
    for button, expected in (
        ("Name", known["name"]["name"]),
        ("OS", known["os"]["prettyName"]),
        ("RAM", pages.say("{number}\u00a0GiB", number=gibibytes)),
        ("CPU", "%"),
    ):
        before = pages.rows()
        pages.press(button)
        wait_until(
            f"{button} is answered with {expected!r}",
            lambda: any(expected in row for row in pages.rows()[len(before) :]),
        )


def watch(pages):
    """The plots move."""
    seen = set()

    def moves():
        seen.add(tuple(pages.plot(name).description for name in ("Processor", "Memory", "Network", "Disks")))
        return len(seen) > 2

    wait_until("the plots move", moves)


def write_meanwhile(pages):
    """What is written while the server is away waits, and the window says why."""
    waiting = pages.say("kept until the host is back")
    pages.send(MEANWHILE)
    pages.row(MEANWHILE, waiting)
    pages.wait_banner("{reason} What you write is kept and goes out when {host} is back.", reason="")
    stays("the message waits", lambda: pages.rows(MEANWHILE, waiting))


def find_it_delivered(pages, server):
    """It is delivered once when the server is back."""
    pages.row(MEANWHILE, pages.say("sent"))
    rows = pages.rows(MEANWHILE)
    expect(len(rows) == 1, "the window has it several times:", rows)
    lines = server.run("export", "--conversation", "alice").splitlines()
    texts = [json.loads(line).get("text") for line in lines]
    expect(texts.count(MEANWHILE) == 1, "the log has", texts)


def search(pages):
    """What was said is found by its words."""
    pages.search("va bien")
    pages.found(ANSWER)
    pages.application.keys("Escape")
    wait_until("the search is closed", lambda: not pages.is_searching)
