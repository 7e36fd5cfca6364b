"""An admin leaves and comes back, resets the server and stops it, each after a question."""

from accessibility import expect, stays, wait_until
from pages import Pages
from programs import ReservedPort


def run(programs):
    # One that the system chose would be another after the reset.
    port = ReservedPort()
    with programs.server(port=port.number) as server, programs.window() as window:
        pages = Pages(window)
        pages.press("Connect to a Host…")
        pages.connect(server.port, server.code("alice", role="admin"))
        leave(pages, server)
        reset(pages, server)
        stop(pages, server)


def leave(pages, server):
    """Leaving asks first; only this window leaves, and it comes back when it is told."""
    wait_until("alice is connected", lambda: "alice" in server.people)
    pages.choose("Control", "Disconnect…")
    pages.answer("Disconnect from {host}?", "Cancel")
    stays("alice is connected", lambda: "alice" in server.people)
    pages.choose("Control", "Disconnect…")
    pages.answer("Disconnect from {host}?", "Disconnect")
    wait_until("alice has left", lambda: "alice" not in server.people)
    pages.main.wait("label", pages.say("Disconnected"))
    pages.press("Connect")
    wait_until("alice is connected again", lambda: "alice" in server.people)


def reset(pages, server):
    """Everyone leaves, and the window comes back by itself."""
    pages.choose("Control", "Reset the Server…")
    pages.answer("Reset the server of {host}?", "Reset")
    wait_until("the port is opened again", lambda: server.shown.count("Listening") == 2)
    wait_until("alice is back", lambda: "alice" in server.people)
    pages.row(pages.say("You used {word}", word="reset"))
    expect(server.process.poll() is None, "the server ended with", server.process.poll())


def stop(pages, server):
    """The server ends well, and the window says that it is away."""
    pages.choose("Control", "Stop the Server…")
    pages.answer("Stop the server of {host}?", "Stop")
    status = server.exit_status()
    expect(status == 0, "the server ended with", status)
    pages.wait_banner("You stopped the server of {host}: it has to be started again there.")
