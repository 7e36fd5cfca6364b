"""Everything can be done with the keyboard alone."""

from accessibility import expect, wait_until
from pages import Pages

MOST_TABS = 60


def run(programs):
    with programs.server() as server, programs.window() as window:
        pages, keys = Pages(window), window.application.keys
        keys("ctrl+n")
        for name, text in (("IP", "127.0.0.1"), ("Port", str(server.port)), ("Code", server.code("alice"))):
            walk_to(pages, name)
            keys("ctrl+a")
            window.application.type(text)
            wait_until(f"{name} is typed", lambda name=name, text=text: pages.field(name).text == text)
        keys("Return")
        wait_until("the cursor is where a message is written", lambda: pages.composer.is_focused)
        window.application.type("first line")
        keys("shift+Return")
        window.application.type("second line")
        keys("Return")
        wait_until("it is sent", lambda: server.messages("alice") == ["first line\nsecond line"])
        pages.row("second line")
        walk_to(pages, "CPU")
        keys("space")
        wait_until("it is asked", lambda: "question" in [entry["type"] for entry in server.entries("alice")])
        keys("ctrl+f")
        wait_until("the search is open", lambda: pages.is_searching)
        window.application.type("second")
        pages.found("second line")
        keys("Escape")
        wait_until("the search is closed", lambda: not pages.is_searching)
        for key in ("F1", "ctrl+question"):
            keys(key)
            pages.opened(f"what {key} opens")
            keys("Escape")
            pages.wait_alone()


def walk_to(pages, name):
    """Goes with the Tab key to what has this name."""
    name = pages.say(name)
    for _ in range(MOST_TABS):
        focus = wait_until("something has the focus", lambda: pages.application.focus)
        if focus.name == name:
            return
        pages.application.keys("Tab")
        wait_until(f"the Tab key leads on from {focus.line()}", lambda focus=focus: not focus.is_focused)
    expect(False, f"the Tab key does not lead to {name!r}")
