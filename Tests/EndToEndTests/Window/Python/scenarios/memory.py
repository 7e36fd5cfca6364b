"""The window opens as it was closed: its size, whether the panel was open, the host that was looked at."""

from accessibility import expect, wait_until, xdotool
from pages import Pages

SIZE = (933, 611)


def run(programs):
    with programs.server("first") as first, programs.server("second") as second:
        with programs.window() as window:
            pages = Pages(window)
            pages.press("Connect to a Host…")
            pages.connect(first.port, first.code("alice"))
            pages.press("Add Host")
            pages.connect(second.port, second.code("bob"))
            wait_until("both hosts are in the list", lambda: len(pages.places) == 2)
            pages.select_at(0)
            wait_until("the panel is open", lambda: pages.is_panel_open)
            window.application.keys("F9")
            wait_until("the panel is closed", lambda: not pages.is_panel_open)
            number = window.application.x_windows[0]
            xdotool("windowsize", number, *(str(side) for side in SIZE))
            wait_until("the window has its new size", lambda: size(window) == SIZE)
            pages.composer.set_text("Pas encore envoyé")
        with programs.window() as window:
            pages = Pages(window)
            pages.composer
            expect(size(window) == SIZE, "the size is", size(window))
            expect("selected" in pages.places[0].states, "the host that was looked at is not selected")
            expect(not pages.is_panel_open, "the panel is open")


def size(window):
    """The width and height in pixels."""
    geometry = xdotool("getwindowgeometry", "--shell", window.application.x_windows[0])
    values = dict(line.split("=") for line in geometry.splitlines())
    return int(values["WIDTH"]), int(values["HEIGHT"])
