"""A screen reader finds a name and a role for everything that can have the focus, on every page."""

from accessibility import expect, wait_until
from pages import Pages

# What has the focus only to pass it on.
PASSING_ROLES = {"scroll pane", "frame", "dialog", "window"}
UNKNOWN_ROLES = {"", "unknown", "invalid", "filler", "panel", "redundant object"}


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
        pages.choose("Control", "Disconnect…")
        check_window(pages, "the question")
        for item in ("Help", "About Tchat"):
            pages.choose("Main Menu", item)
            check_window(pages, item)


def check_window(pages, where):
    """Looks at what was opened over the window, and closes it."""
    wait_until(f"{where} is open", lambda: len(pages.application.windows) == 2)
    check(pages, where)
    pages.application.keys("Escape")
    pages.wait_alone()


def check(pages, where):
    """Looks at everything that can have the focus."""
    focusable = [element for element in pages.application.walk() if "focusable" in element.states]
    expect(focusable, f"nothing can have the focus on {where}")
    nameless = [
        element.line() or element.role
        for element in focusable
        if element.role not in PASSING_ROLES and (not element.name or element.role in UNKNOWN_ROLES)
    ]
    expect(not nameless, f"without a name or role on {where}:", nameless)
