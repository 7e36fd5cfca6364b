"""A screen reader finds a name and a role for everything that can have the focus, on every page."""

from accessibility import expect, wait_until
from pages import Pages

UNKNOWN_ROLES = {"", "unknown", "invalid", "filler", "redundant object"}


def run(programs):
    with programs.server() as server, programs.window() as window:
        pages, keys = Pages(window), window.application.keys
        check(pages, "the first page")
        pages.press("Connect to a Host…")
        pages.field("IP")
        check(pages, "the form")
        pages.press("Connect")
        pages.wait_error("Code")
        check(pages, "the form with a mistake")
        pages.connect(server.port, server.code("alice", role="admin"))
        pages.send("Bonjour")
        pages.press("CPU")
        pages.row(pages.say("Processor"))
        check(pages, "the conversation")
        pages.search("Bonjour")
        pages.found("Bonjour")
        check(pages, "the search")
        keys("Escape")
        for menu in ("Main Menu", "Control"):
            pages.press(menu)
            pages.main.wait("menu item")
            check(pages, f"the menu {menu}")
            keys("Escape")
            pages.main.wait_gone("menu item")
        for offer in ("Disconnect…", "Reset the Server…", "Stop the Server…", "Forget Host…"):
            pages.choose("Control", offer)
            check_window(pages, f"the question of {offer}")
        for offer in ("Help", "Keyboard Shortcuts", "About Tchat"):
            pages.choose("Main Menu", offer)
            check_window(pages, f"the window of {offer}")
        server.run("people", "remove", "alice", "--yes")
        pages.main.wait("panel", pages.say("{host} no longer lets you in", host=pages.places[0].name))
        check(pages, "the page that stops")


def check_window(pages, where):
    """Looks at what was opened over the window, and closes it."""
    wait_until(f"{where} is open", lambda: len(pages.application.windows) == 2)
    check(pages, where)
    pages.application.keys("Escape")
    pages.wait_alone()


def check(pages, where):
    """Looks at everything that can have the focus, and at what is in lists and shows something."""
    elements = pages.application.walk()
    focusable = [element for element in elements if can_have_focus(element)]
    expect(focusable, f"nothing can have the focus on {where}")
    nameless = [element.line() for element in focusable if not element.name or element.role in UNKNOWN_ROLES]
    expect(not nameless, f"without a name or role on {where}:", nameless)


def can_have_focus(element):
    """Whether the keyboard leads there; GTK also says so of what gives the focus to what is in it."""
    if "focusable" not in element.states or element.role == "scroll pane":
        return False
    return element.role != "list item" or not all("focusable" in part.states for part in element.children)
