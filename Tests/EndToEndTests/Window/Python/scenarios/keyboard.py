"""Everything can be done with the keyboard alone."""

from accessibility import Failure, expect, wait_until, xdotool
from pages import Pages

MOST_TABS = 60
# Older than what fits into the window.
FIRST, LAST = "Tout au début", "Long 4"
# What the Tab key leads to from where one writes, in this order; more stands between them.
ORDER = ["Message", "Name", "CPU", "Processor", "Add Host", "Main Menu", "Search", "Information", "Control", "Today", "Insert Emoji"]


def run(programs):
    with programs.server("first") as first, programs.server("second") as second:
        with programs.window() as window:
            pages, keys = Pages(window), window.application.keys
            pair(pages, first, "alice")
            write(pages, first)
            walk_around(pages)
            ask(pages, first)
            read_plot(pages)
            search(pages, first)
            read_back(pages, first)
            page_back(pages)
            pair(pages, second, "bob")
            go_between_hosts(pages)
            fold_information(pages)
            open_and_close(pages)
            keys("ctrl+w")
            expect(window.exit_status() == 0, "Ctrl+W ends it with", window.exit_status())


def pair(pages, server, name):
    """Fills in the form, and ends where one writes."""
    keys = pages.application.keys
    keys("ctrl+n")
    pages.wait_focus("IP")
    keys("Escape")
    pages.main.wait_gone("push button", pages.say("Back"))
    keys("ctrl+n")
    for field, text in (("IP", "127.0.0.1"), ("Port", str(server.port)), ("Code", server.code(name))):
        walk_to(pages, field)
        keys("ctrl+a")
        pages.application.type(text)
        wait_until(f"{field} is typed", lambda field=field, text=text: pages.field(field).text == text)
    keys("Return")
    pages.wait_focus("Message")


def write(pages, server):
    """Enter sends, Shift+Enter begins a new line."""
    pages.application.type("first line")
    pages.application.keys("shift+Return")
    pages.application.type("second line")
    pages.application.keys("Return")
    wait_until("it is sent", lambda: server.messages("alice") == ["first line\nsecond line"])
    pages.row("second line")


def walk_around(pages):
    """The Tab key leads through the whole window and back to where one began, Shift+Tab the other way round."""
    there = walk(pages, "Tab")
    wanted = [pages.say(name) for name in ORDER]
    expect([name for name in there if name in wanted] == wanted, "the Tab key leads to", there)
    expect(pages.places[0].name in there, "the Tab key passes the hosts:", there)
    back = walk(pages, "shift+Tab")
    expect(set(back) == set(there), "Shift+Tab leads to", back, "and Tab to", there)


def ask(pages, server):
    """The space bar presses a button."""
    walk_to(pages, "CPU")
    pages.application.keys("space")
    wait_until("it is asked", lambda: "question" in [entry["type"] for entry in server.entries("alice")])


def read_plot(pages):
    """The arrows read the values of a plot, and so does the pointer."""
    walk_to(pages, "Processor")
    for key, seconds in (("Left", 0), ("Left", 15), ("Right", 0)):
        pages.application.keys(key)
        said = pages.say("{span} ago: {value}", span=f"{seconds}\u00a0s", value="") if seconds else pages.say("Now: {value}", value="")
        wait_until(f"the value is read: {said!r}", lambda said=said: pages.plot("Processor").description.startswith(said))
    x, y, width, height = pages.plot("Processor").extents
    xdotool("mousemove", "--window", pages.application.x_windows[0], str(x + width // 4), str(y + height // 2))
    # That long ago the server did not run yet.
    wait_until("the pointer reads there", lambda: pages.plot("Processor").description == pages.say("Nothing measured"))


def search(pages, server):
    """What is found is gone to, however long ago it was said."""
    keys = pages.application.keys
    server.run("say", "--to", "alice", FIRST)
    for number in range(1, 5):
        server.run("say", "--to", "alice", "\n".join([f"Long {number}", *["…"] * 12]))
    pages.row(LAST)
    keys("ctrl+f")
    pages.wait_focus("Search")
    pages.application.type("début")
    pages.found(FIRST)
    keys("Down")
    wait_until("the keyboard is on what was found", lambda: FIRST in (pages.application.focus or pages.main).name)
    keys("Return")
    wait_until("it is in sight, with the keyboard", lambda: is_focused_message(pages, FIRST))
    expect(pages.main.button(pages.say("Newest messages")).is_on_top, "nothing leads back to the newest message")


def read_back(pages, server):
    """The arrows go from message to message, Tab leaves them, Escape ends the search, Ctrl+End leads back to the newest."""
    keys = pages.application.keys
    keys("Down")
    wait_until("the next one has the keyboard", lambda: is_focused_message(pages, "Long 1"))
    # Into the message, to mark some of it, and out again.
    step(pages, "Tab")
    expect(step(pages, "Tab").role == "push button", "the Tab key does not leave the messages")
    keys("Escape")
    wait_until("the search is closed", lambda: not pages.is_searching)
    pages.wait_focus("Message")
    keys("ctrl+End")
    wait_until("the newest is in sight", lambda: is_in_sight(pages, LAST))


def page_back(pages):
    """Shift+Tab leads to the newest message, Page Up from there to the first, End back to the newest."""
    keys = pages.application.keys
    keys("shift+Tab", "shift+Tab")
    wait_until("the newest has the keyboard", lambda: is_focused_message(pages, LAST))

    def page_up():
        keys("Prior")
        return is_in_sight(pages, FIRST)

    wait_until("the first is in sight", page_up)
    keys("End")
    wait_until("the newest is in sight again", lambda: is_in_sight(pages, LAST))
    wait_until("the newest has the keyboard again", lambda: is_focused_message(pages, LAST))


def go_between_hosts(pages):
    """Alt with the arrows, and Ctrl with a number, go to another host, where one may write at once."""
    for key, place in (("alt+Up", 0), ("alt+Down", 1), ("ctrl+1", 0), ("ctrl+2", 1)):
        pages.application.keys(key)
        wait_until(f"{key} leads to host {place}", lambda place=place: "selected" in pages.places[place].states)
        pages.wait_focus("Message")


def fold_information(pages):
    """F9 folds the panel and shows it again."""
    for is_open in (False, True):
        pages.application.keys("F9")
        wait_until(f"the panel is open: {is_open}", lambda is_open=is_open: pages.is_panel_open == is_open)


def open_and_close(pages):
    """The help, the keys and the menu are opened and closed."""
    keys = pages.application.keys
    for key in ("F1", "ctrl+question"):
        keys(key)
        pages.opened(f"what {key} opens")
        keys("Escape")
        pages.wait_alone()
    keys("F10")
    pages.main.wait("menu item", pages.say("Quit"))
    keys("Escape")
    pages.main.wait_gone("menu item")


def is_focused_message(pages, text):
    """Whether the keyboard is on the message with this in it, and it is in sight."""
    focus = pages.application.focus
    return focus is not None and text in focus.name and focus.is_on_top


def is_in_sight(pages, text):
    """Whether a message with this in it can be seen."""
    rows = pages.main.wait("list", pages.say("Messages")).all("panel", contains=text)
    return any(row.is_on_top for row in rows)


def walk(pages, key):
    """Presses a key such as Tab until the keyboard is where it began, and returns the names of all that it was on."""
    names = [pages.application.focus.name]
    while len(names) < MOST_TABS:
        names.append(step(pages, key).name)
        if names[-1] == names[0]:
            return names[:-1]
    raise Failure(f"{key} does not lead back to {names[0]!r}, but to {names}")


def walk_to(pages, name):
    """Goes with the Tab key to what has this name."""
    name = pages.say(name)
    focus = wait_until("something has the focus", lambda: pages.application.focus)
    for _ in range(MOST_TABS):
        if focus.name == name:
            return
        focus = step(pages, "Tab")
    raise Failure(f"the Tab key does not lead to {name!r}")


def step(pages, key):
    """Presses a key that leads on, and returns what has the keyboard then."""
    focus = wait_until("something has the focus", lambda: pages.application.focus)
    pages.application.keys(key)
    wait_until(f"{key} leads on from {focus.line()}", lambda: not focus.is_focused)
    return wait_until("something has the focus", lambda: pages.application.focus)
