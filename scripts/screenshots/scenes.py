"""What there is to see: each scene is some pages of one window after the other."""

import contextlib
import socket

from stage import LAST, NARROW_SIZE, SEARCHED, WAITING

from accessibility import wait_until

NARROWEST_SIZE = (360, 640)
# Takes connections, and never answers.
NOBODY = "127.0.99.1"


def conversation(stage, camera, scheme):
    """What is said, with the panel beside it."""
    with alice(stage, scheme) as pages:
        camera.take("window", pages)


def guest(stage, camera, scheme):
    """Before there is any host."""
    with stage.window("nobody", scheme) as pages:
        camera.take("welcome", pages)
        pages.press("Connect to a Host…")
        pages.field("IP")
        camera.take("connection", pages)
        with socket.create_server((NOBODY, 0)) as silent:
            pages.fill_form(IP=NOBODY, Port=str(silent.getsockname()[1]), Code="7H2K-9QXM-4T8P")
            pages.press("Connect")
            pages.main.button(pages.say("Cancel"))
            camera.take("connection-connecting", pages)
            pages.wait_error("IP")
        camera.take("connection-failed", pages)
        pages.fill_form(IP="", Port="70000", Code="7H2K")
        pages.press("Connect")
        pages.wait_error("IP")
        camera.take("connection-error", pages)


def person(stage, camera, scheme):
    """Someone who talks with hosts."""
    with alice(stage, scheme) as pages:
        camera.take("window", pages)
        pages.search(SEARCHED[stage.language])
        pages.found(SEARCHED[stage.language])
        camera.take("search", pages)
        pages.application.type("xyz")
        wait_shown(pages, "Nothing Found")
        camera.take("search-nothing", pages)
        pages.application.keys("Escape")
        for menu in ("Main Menu", "Control"):
            pages.press(menu)
            pages.main.wait("menu item")
            camera.take(f"{menu.lower().replace(' ', '-')}", pages)
            pages.application.keys("Escape")
        windows = (
            ("help", "Main Menu", "Help"),
            ("shortcuts", "Main Menu", "Keyboard Shortcuts"),
            ("about", "Main Menu", "About Tchat"),
            ("question-forget", "Control", "Forget Host…"),
        )
        for name, menu, item in windows:
            pages.choose(menu, item)
            pages.opened(item)
            camera.take(name, pages)
            pages.application.keys("Escape")
            pages.wait_alone()
        pages.select("studio")
        pages.main.wait("status bar", contains=pages.say("Nobody is at the console: your message will be waiting."))
        camera.take("unattended", pages)
        # Her window opens with what it was closed with.
        pages.select("lab-07")
        pages.row(LAST[stage.language])


def narrow(stage, camera, scheme):
    """As narrow as a phone."""
    with alice(stage, scheme, size=NARROW_SIZE) as pages:
        camera.take("narrow", pages)
        pages.press("Information")
        wait_until("the panel is open", lambda: pages.is_panel_open)
        camera.take("narrow-information", pages)
        pages.application.keys("Escape")
        pages.press("Back")
        camera.take("narrow-sidebar", pages)
    with alice(stage, scheme, size=NARROWEST_SIZE) as pages:
        camera.take("narrowest", pages)
    with stage.window("nobody", scheme, size=NARROWEST_SIZE) as pages:
        camera.take("narrowest-welcome", pages)
        pages.press("Connect to a Host…")
        pages.field("IP")
        camera.take("narrowest-connection", pages)


def operator(stage, camera, scheme):
    """Whoever sits at a host."""
    with stage.chatting("alice"), stage.operator_window(scheme) as pages:
        pages.select("alice")
        pages.row(stage.last)
        camera.take("operator", pages)
        for name, item in (("question-reset", "Reset the Server…"), ("question-stop", "Stop the Server…")):
            pages.choose("Control", item)
            pages.opened("the question")
            camera.take(name, pages)
            pages.application.keys("Escape")
            pages.wait_alone()
    with stage.operator_window(scheme, host="nas") as pages:
        camera.take("operator-empty", pages)


def large(stage, camera, scheme):
    """For those who need large text."""
    for suffix, variables in (("large", {"text_scale": 2}), ("contrast", {"ADW_DEBUG_HIGH_CONTRAST": "1"})):
        with alice(stage, scheme, **variables) as pages:
            camera.take(suffix, pages)
        with stage.window("nobody", scheme, **variables) as pages:
            pages.press("Connect to a Host…")
            pages.fill_form(IP="", Code="7H2K")
            pages.press("Connect")
            pages.wait_error("IP")
            camera.take(f"{suffix}-connection", pages)
    with alice(stage, scheme, size=NARROW_SIZE, text_scale=2) as pages:
        camera.take("large-narrow", pages)
        pages.press("Information")
        wait_until("the panel is open", lambda: pages.is_panel_open)
        camera.take("large-narrow-information", pages)
        pages.application.keys("Escape")
        pages.press("Back")
        camera.take("large-narrow-sidebar", pages)


def wait_shown(pages, text):
    """Waits until this is in front; what is behind it in a stack keeps its size."""
    said = pages.say(text)
    wait_until(f"{said!r} is shown", lambda: any(label.is_on_top for label in pages.main.all("label", said)))


@contextlib.contextmanager
def alice(stage, scheme, **more):
    """Her window, with the conversation at its end."""
    with stage.window("alice", scheme, **more) as pages:
        if "size" not in more:
            pages.select("lab-07")
        pages.row(LAST[stage.language])
        yield pages


def away(stage, camera, scheme):
    """A host that can't be heard, and what waits for it."""
    with stage.window("alice", scheme) as pages:
        pages.select("lab-12")
        pages.plot("Processor")
        stage.cut_off("lab-12")
        banner = pages.say("{reason} What you write is kept and goes out when {host} is back.", reason="", host="lab-12")
        pages.main.wait("status bar", contains=banner)
        pages.send(WAITING[stage.language])
        pages.row(WAITING[stage.language], pages.say("kept until the host is back"))
        camera.take("away", pages)
        stage.bring_back("lab-12")
        pages.main.wait_gone("status bar", contains=banner)


def blocked(stage, camera, scheme):
    """Hosts that don't let the user in, or are not what they were."""
    for name, host in (("key-changed", "lab-12"), ("shut-out", "studio")):
        with stage.window("alice", scheme) as pages:
            pages.select(host)
            pages.main.button(pages.say("Pair Again…"))
            camera.take(name, pages)
    with stage.window("alice", scheme, size=NARROWEST_SIZE) as pages:
        pages.main.button(pages.say("Pair Again…"))
        camera.take("narrowest-shut-out", pages)
