"""An admin leaves and comes back, resets the server and stops it, each after a question."""

from accessibility import expect, stays, wait_until
from pages import Pages


def run(programs):
    with programs.server() as server, programs.window() as window:
        pages = Pages(window)
        pages.press("Connect to a Host…")
        pages.connect(server.port, server.code("alice", role="admin"))
        leave(pages, server)
        reset(pages, server)
        stop(pages, server)


def connected(server):
    """Whether alice is connected."""
    return "alice" in server.call("GET", "/v1/host")["presence"].get("people", [])


def leave(pages, server):
    """Leaving asks first; only this window leaves, and it comes back when it is told."""
    host = pages.places[0].name
    wait_until("alice is connected", lambda: connected(server))
    pages.choose("Control", "Disconnect…")
    pages.answer("Disconnect from {host}?", "Cancel", host=host)
    stays("alice is connected", lambda: connected(server))
    pages.choose("Control", "Disconnect…")
    pages.answer("Disconnect from {host}?", "Disconnect", host=host)
    wait_until("alice has left", lambda: not connected(server))
    pages.press("Connect")
    wait_until("alice is connected again", lambda: connected(server))


def reset(pages, server):
    """Everyone leaves, and the window comes back by itself."""
    host = pages.places[0].name
    pages.choose("Control", "Reset the server…")
    pages.answer("Reset the server of {host}?", "Reset", host=host)
    wait_until("the port is opened again", lambda: server.shown.count("Listening") == 2, dump=lambda: server.shown)
    wait_until("alice is back", lambda: connected(server))
    pages.row(pages.say("You used {word}", word="reset"))
    expect(server.process.poll() is None, "the server ended with", server.process.poll())


def stop(pages, server):
    """The server ends well, and the window says that it is away."""
    host = pages.places[0].name
    pages.choose("Control", "Stop the server…")
    pages.answer("Stop the server of {host}?", "Stop", host=host)
    status = server.exit_status()
    expect(status == 0, "the server ended with", status)
    pages.wait_banner()
