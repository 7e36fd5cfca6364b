"""Looks at a window and acts on it as a screen reader does, through AT-SPI.

What GTK 4.8 tells is used only where it is true: "showing" is set for no widget, so what has no size is not shown; a widget without
a name is called as its type is; a click is done a while after it was asked for, so its effect must be waited for.
"""

import functools
import re
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")

import pyatspi
from gi.repository import Atspi, GLib

DEADLINE_SECONDS = 60
QUIET_SECONDS = 1  # how long something that must not happen is looked out for
POLL_SECONDS = 0.03

# A widget without a name of its own.
TYPE_NAME = re.compile(r"(Gtk|Adw|Gdk)[A-Z]\w*")
CLICK = "click"

BUTTONS = {"push button", "toggle button", "radio button", "check box", "menu item", "check menu item", "radio menu item"}
FIELDS = {"text", "entry", "password text"}
WINDOWS = {"frame", "dialog", "window"}
SHOWN_STATES = {"focused", "focusable", "checked", "selected", "expanded", "pressed", "active", "invalid entry"}


class Failure(Exception):
    """Something is not as it should be."""


def expect(condition, *details):
    """Fails with what is told, unless the condition holds."""
    if not condition:
        raise Failure(" ".join(detail if isinstance(detail, str) else repr(detail) for detail in details))


def turn():
    """Takes the events that have come."""
    context = GLib.MainContext.default()
    while context.iteration(False):
        pass


def wait_until(what, condition, seconds=DEADLINE_SECONDS):
    """Looks again and again until the condition holds, and returns what it returned."""
    deadline = time.monotonic() + seconds
    while True:
        turn()
        if result := condition():
            return result
        if time.monotonic() > deadline:
            raise Failure(f"waited {seconds} s until {what}")
        time.sleep(POLL_SECONDS)


def stays(what, condition, seconds=QUIET_SECONDS):
    """Checks that the condition holds for a while."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        turn()
        if not condition():
            raise Failure(f"it was not to change that {what}")
        time.sleep(POLL_SECONDS)


def or_else(default):
    """Gives what went away while it was looked at this value."""

    def decorate(function):
        @functools.wraps(function)
        def safe(*arguments):
            try:
                result = function(*arguments)
            except (GLib.Error, LookupError, NotImplementedError, RuntimeError, AttributeError):
                return default
            return default if result is None else result

        return safe

    return decorate


class Element:
    """One thing in a window."""

    def __init__(self, node):
        self.node = node

    @property
    @or_else("")
    def role(self):
        return self.node.getRoleName()

    @property
    @or_else("")
    def name(self):
        """What a screen reader calls it, if it has a name."""
        name = self.node.name
        return "" if TYPE_NAME.fullmatch(name) else without_mnemonic(name)

    @property
    @or_else("")
    def description(self):
        return self.node.description

    @property
    @or_else(frozenset())
    def states(self):
        return frozenset(pyatspi.stateToString(state) for state in self.node.getState().getStates())

    @property
    @or_else(None)
    def text(self):
        """What stands in it; None where nothing can."""
        text = self.node.queryText()
        return text.getText(0, text.characterCount)

    @property
    @or_else(None)
    def value(self):
        return self.node.queryValue().currentValue

    @property
    @or_else((0, 0, 0, 0))
    def extents(self):
        """Where it is in its window: x, y, width, height."""
        extents = self.node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        return extents.x, extents.y, extents.width, extents.height

    @property
    def is_shown(self):
        """Whether it has room in its window, though perhaps scrolled out of sight."""
        return self.extents[2] > 0 and self.extents[3] > 0

    @property
    @or_else(False)
    def is_on_top(self):
        """Whether a click in its middle would hit it."""
        window = self.node
        while window.getRoleName() not in WINDOWS:
            window = window.parent
        x, y, width, height = self.extents
        hit = window.queryComponent().getAccessibleAtPoint(x + width // 2, y + height // 2, pyatspi.WINDOW_COORDS)
        while hit and hit.path != self.node.path:
            hit = hit.parent
        return hit is not None

    @property
    @or_else(False)
    def has_extents(self):
        """Whether it is a widget; the page of a stack, for example, is something between two."""
        return "Component" in self.node.get_interfaces()

    @property
    @or_else(())
    def children(self):
        """What is in it and is shown."""
        nodes = [self.node.getChildAtIndex(index) for index in range(self.node.childCount)]
        elements = [Element(node) for node in nodes if node]
        return [element for element in elements if element.is_shown or not element.has_extents]

    @property
    def parent(self):
        return Element(self.node.parent)

    def walk(self):
        """It and everything in it that is shown, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, role=None, name=None, *, contains=None, description=None):
        """Everything in it of this role (or one of these), this name, with this in its name or text, with this description."""
        roles = {role} if isinstance(role, str) else role
        for element in self.walk():
            if (
                (roles is None or element.role in roles)
                and (name is None or element.name == name)
                and (contains is None or contains in element.name or contains in (element.text or ""))
                and (description is None or description in element.description)
            ):
                yield element

    def find(self, role=None, name=None, **more):
        """The first of these, or None."""
        return next(self.all(role, name, **more), None)

    def wait(self, role=None, name=None, seconds=DEADLINE_SECONDS, **more):
        """The first of these, as soon as there is one."""
        found = functools.partial(self.find, role, name, **more)
        return wait_until(f"there is {wanted(role, name, more)}", found, seconds)

    def wait_gone(self, role=None, name=None, **more):
        """Waits until there is none of these."""
        wait_until(f"there is no {wanted(role, name, more)}", lambda: not self.find(role, name, **more))

    def button(self, name):
        """The button or menu's item of this name, as soon as it can be pressed."""

        def found():
            usable = [one for one in self.all(BUTTONS, name) if one.can_click and "sensitive" in one.states]
            if len(usable) > 1:
                # The pages of a stack that are not shown keep their size.
                usable = [one for one in usable if one.is_on_top]
            return next(iter(usable), None)

        return wait_until(f"a button {name!r} can be pressed", found)

    def field(self, name):
        """The field of this name, as soon as it is there."""
        return self.wait(FIELDS, name)

    def press(self):
        """Clicks on it; what that does comes later."""
        self.node.queryAction().doAction(self.click_index)

    @property
    @or_else(False)
    def can_click(self):
        return self.click_index is not None

    @property
    def click_index(self):
        action = self.node.queryAction()
        return next((index for index in range(action.nActions) if action.getName(index) == CLICK), None)

    def set_text(self, text):
        """Writes a text in it, in place of what stands there, as a program for dictation does."""
        self.node.queryEditableText().setTextContents(text)
        wait_until(f"{self.name} has the text {text!r}", lambda: self.text == text)

    @property
    def is_focused(self):
        return "focused" in self.states

    def dump(self, depth=0):
        """It and everything in it, for whoever looks into a failure."""
        line = self.line()
        lines = ["  " * depth + line] if line else []
        lines += [child.dump(depth + 1 if line else depth) for child in self.children]
        return "\n".join(line for line in lines if line)

    def line(self):
        """What it is; nothing for a box that only holds others."""
        role, name, text, description, states = self.role, self.name, self.text, self.description, self.states
        if role in ("panel", "filler") and not name and not description:
            return ""
        parts = [role, repr(name)]
        if text is not None and text != name:
            parts.append(f"text={text!r}")
        if description:
            parts.append(f"description={description!r}")
        parts += sorted(states & SHOWN_STATES)
        if "sensitive" not in states:
            parts.append("insensitive")
        return " ".join(parts)


class Application(Element):
    """The windows of a program."""

    def __init__(self, process_id):
        super().__init__(wait_until(f"process {process_id} has a window", lambda: application(process_id)))
        self.process_id = process_id
        # GTK does not report every change, so what was seen once would be seen for ever.
        self.node.set_cache_mask(Atspi.Cache.NONE)

    @property
    def windows(self):
        return self.children

    @property
    def main(self):
        """The first window."""
        return wait_until("there is a window", lambda: next(iter(self.windows), None))

    @property
    def focus(self):
        """What has the keyboard."""
        return next((element for element in self.walk() if element.is_focused), None)

    def keys(self, *keys):
        """Presses keys such as `ctrl+q` or `Tab`."""
        self.take_keyboard()
        xdotool("key", "--clearmodifiers", *keys)

    def type(self, text):
        """Types a text with the keyboard."""
        self.take_keyboard()
        xdotool("type", "--clearmodifiers", "--delay", "5", "--", text)

    def take_keyboard(self):
        """Gives the newest window the keyboard unless one of the windows has it; there is no window manager that would."""
        mine = self.x_windows
        if xdotool("getwindowfocus", check=False) not in mine and mine:
            xdotool("windowfocus", mine[-1])

    @property
    def x_windows(self):
        """The windows' numbers on the display, without those of menus."""
        titles = {window.name for window in self.windows}
        numbers = xdotool("search", "--onlyvisible", "--pid", str(self.process_id), check=False).split()
        return [number for number in numbers if xdotool("getwindowname", number, check=False) in titles]


class Announcements:
    """What a screen reader says by itself: announcements, and new descriptions of what has the focus."""

    def __init__(self):
        self.texts = []
        for event in ("object:announcement", "object:property-change:accessible-description"):
            pyatspi.Registry.registerEventListener(self.take, event)

    def take(self, event):
        self.texts.append(str(event.any_data))

    def wait(self, text):
        """Waits until something with this in it was said."""
        wait_until(f"{text!r} is announced", lambda: any(text in said for said in self.texts))


@or_else(None)
def application(process_id):
    """The root of a program's windows."""
    desktop = pyatspi.Registry.getDesktop(0)
    for index in range(desktop.childCount):
        node = desktop.getChildAtIndex(index)
        if node and node.get_process_id() == process_id and node.childCount:
            return node
    return None


def without_mnemonic(name):
    """The name without what GTK 4.8 adds: it calls a button `_Stop Stop` or `Stop Stop`."""
    for middle in [index for index, character in enumerate(name) if character == " "]:
        if name[:middle].replace("_", "", 1) == name[middle + 1 :]:
            return name[middle + 1 :]
    return name


def wanted(role, name, more):
    """What was looked for, in words."""
    return " ".join(str(word) for word in (role, repr(name) if name else None, more or None) if word)


def xdotool(*arguments, check=True):
    """Runs xdotool, and returns what it prints."""
    done = subprocess.run(["xdotool", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if check and done.returncode != 0:
        raise Failure(f"xdotool {' '.join(arguments)}: {done.stderr}")
    return done.stdout.strip()
