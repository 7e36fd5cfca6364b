"""Looks at a window and acts on it as a screen reader does, through AT-SPI.

It speaks D-Bus itself: the library for AT-SPI asks one thing after the other, and a look at the window takes hundreds of questions.

What GTK 4.8 tells is used only where it is true: "showing" is set for no widget, so what has no size is not shown; a widget without
a name is called as its type is; a click is done a while after it was asked for, so its effect must be waited for.
"""

import functools
import re
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")

from gi.repository import Atspi, Gio, GLib

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


class Bus:
    """The bus of the accessibility, with what can be asked there."""

    TIMEOUT_MILLISECONDS = 30_000
    WINDOW_COORDINATES = 1

    @functools.cached_property
    def connection(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        answer = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1)
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        return Gio.DBusConnection.new_for_address_sync(answer.unpack()[0], flags)

    def call(self, node, interface, method, parameters=None):
        """Asks one thing, and returns what is answered."""
        answer = self.connection.call_sync(
            *node, interface, method, parameters, None, Gio.DBusCallFlags.NONE, self.TIMEOUT_MILLISECONDS
        ).unpack()
        return answer[0] if len(answer) == 1 else answer

    def call_all(self, calls):
        """Asks all of these at once, and returns what is answered, None for what can't be."""
        answers = [None] * len(calls)
        missing = len(calls)

        def answered(connection, result, index):
            nonlocal missing
            missing -= 1
            try:
                answers[index] = connection.call_finish(result).unpack()[0]
            except GLib.Error:
                pass

        for index, (node, interface, method, parameters) in enumerate(calls):
            self.connection.call(
                *node, interface, method, parameters, None, Gio.DBusCallFlags.NONE, self.TIMEOUT_MILLISECONDS, None, answered, index
            )
        while missing:
            GLib.MainContext.default().iteration(True)
        return answers

    def process_id(self, name):
        """The process that has this name on the bus."""
        bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
        return self.call(bus, "org.freedesktop.DBus", "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))


BUS = Bus()
ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
NULL_PATH = "/org/a11y/atspi/null"
# The names of the states, by their numbers.
STATES = [Atspi.StateType(number).value_nick.replace("-", " ") for number in range(int(Atspi.StateType.LAST_DEFINED))]


class Element:
    """One thing in a window."""

    def __init__(self, node):
        # Its program's name on the bus, and its path there.
        self.node = node

    def call(self, interface, method, signature=None, *arguments):
        """Asks it something."""
        parameters = None if signature is None else GLib.Variant(signature, arguments)
        return BUS.call(self.node, f"org.a11y.atspi.{interface}", method, parameters)

    def get(self, interface, name):
        """Asks for one of its properties."""
        parameters = GLib.Variant("(ss)", (f"org.a11y.atspi.{interface}", name))
        return BUS.call(self.node, "org.freedesktop.DBus.Properties", "Get", parameters)

    @property
    @or_else("")
    def role(self):
        return role_name(self.call("Accessible", "GetRole"))

    @property
    @or_else("")
    def name(self):
        """What a screen reader calls it, if it has a name."""
        name = self.get("Accessible", "Name")
        return "" if TYPE_NAME.fullmatch(name) else without_mnemonic(name)

    @property
    @or_else("")
    def description(self):
        return self.get("Accessible", "Description")

    @property
    @or_else(frozenset())
    def states(self):
        return state_names(self.call("Accessible", "GetState"))

    @property
    @or_else(None)
    def text(self):
        """What stands in it; None where nothing can."""
        return self.call("Text", "GetText", "(ii)", 0, self.get("Text", "CharacterCount"))

    @property
    @or_else(None)
    def value(self):
        return self.get("Value", "CurrentValue")

    @property
    @or_else((0, 0, 0, 0))
    def extents(self):
        """Where it is in its window: x, y, width, height."""
        return self.call("Component", "GetExtents", "(u)", Bus.WINDOW_COORDINATES)

    @property
    @or_else(False)
    def is_on_top(self):
        """Whether a click in its middle would hit it."""
        window = self
        while window.role not in WINDOWS:
            window = window.parent
        x, y, width, height = self.extents
        middle = (x + width // 2, y + height // 2, Bus.WINDOW_COORDINATES)
        hit = Element(window.call("Component", "GetAccessibleAtPoint", "(iiu)", *middle))
        while hit.node[1] != NULL_PATH and hit.node != self.node:
            hit = hit.parent
        return hit.node == self.node

    @property
    def children(self):
        """What is in it and is shown."""
        return [child for child, _, _ in self.tree(levels=1)[2]]

    def tree(self, levels=None):
        """It, its role, and the same of everything in it that has room in its window, though perhaps scrolled out of sight."""
        found, *_ = BUS.call_all([(self.node, ACCESSIBLE, "GetChildren", None)])
        root = (self, self.role, [])
        level = [(root, found or [])]
        while level and levels != 0:
            nodes = [node for _, children in level for node in children]
            answers = iter(BUS.call_all([call for node in nodes for call in questions(node)]))
            following = []
            for (_, _, shown), children in level:
                for node in children:
                    role, extents, grandchildren = next(answers), next(answers), next(answers)
                    # What has no extents is no widget; the page of a stack, for example, is something between two.
                    has_room = extents is None or (extents[2] > 0 and extents[3] > 0)
                    # What has no role has just gone.
                    if role is not None and has_room:
                        shown.append((Element(node), role_name(role), []))
                        following.append((shown[-1], grandchildren or []))
            level = following
            levels = levels and levels - 1
        return root

    @property
    def parent(self):
        return Element(self.get("Accessible", "Parent"))

    def walk(self):
        """It and everything in it that is shown, in order."""
        return [element for element, _ in flat(self.tree())]

    def all(self, role=None, name=None, *, contains=None, description=None):
        """Everything in it of this role (or one of these), this name, with this in its name or text, with this description."""
        roles = {role} if isinstance(role, str) else role
        for element, role in flat(self.tree()):
            if (
                (roles is None or role in roles)
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
        self.call("Action", "DoAction", "(i)", self.click_index)

    @property
    @or_else(False)
    def can_click(self):
        return self.click_index is not None

    @property
    def click_index(self):
        count = self.get("Action", "NActions")
        return next((index for index in range(count) if self.call("Action", "GetName", "(i)", index) == CLICK), None)

    def set_text(self, text):
        """Writes a text in it, in place of what stands there, as a program for dictation does."""
        self.call("EditableText", "SetTextContents", "(s)", text)
        wait_until(f"{self.name} has the text {text!r}", lambda: self.text == text)

    def select(self, index):
        """Selects what is in it at that place."""
        self.call("Selection", "SelectChild", "(i)", index)

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
        elements = self.walk()
        answers = BUS.call_all([(element.node, ACCESSIBLE, "GetState", None) for element in elements])
        return next((element for element, bits in zip(elements, answers) if bits and "focused" in state_names(bits)), None)

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
        for member in ("Announcement", "PropertyChange"):
            BUS.connection.signal_subscribe(
                None, "org.a11y.atspi.Event.Object", member, None, None, Gio.DBusSignalFlags.NONE, self.take
            )

    def take(self, _connection, sender, path, _interface, member, parameters, *_):
        detail, _, _, content, *_ = parameters.unpack()
        is_meant = member == "Announcement" or (detail == "accessible-description" and Element((sender, path)).is_focused)
        if is_meant and content:
            self.texts.append(content)

    def wait(self, text, whole=False):
        """Waits until this was said, or something with this in it."""
        wait_until(f"{text!r} is announced", lambda: self.count(text, whole))

    def count(self, text, whole=False):
        """How often this was said, or something with this in it."""
        return sum(text == said or (not whole and text in said) for said in self.texts)


@or_else(None)
def application(process_id):
    """The root of a program's windows."""
    for name, path in BUS.call(ROOT, ACCESSIBLE, "GetChildren"):
        if BUS.process_id(name) == process_id and Element((name, path)).children:
            return name, path
    return None


@functools.cache
def role_name(number):
    """The name of a role: GTK's own are those of ARIA."""
    return Atspi.role_get_name(Atspi.Role(number))


def state_names(bits):
    """The names of the states whose bits are set in two numbers of 32."""
    low, high = bits
    return frozenset(name for number, name in enumerate(STATES) if (low | high << 32) >> number & 1)


def questions(node):
    """What is asked of everything that is walked by."""
    yield node, ACCESSIBLE, "GetRole", None
    yield node, "org.a11y.atspi.Component", "GetExtents", GLib.Variant("(u)", (Bus.WINDOW_COORDINATES,))
    yield node, ACCESSIBLE, "GetChildren", None


def flat(tree):
    """All of a tree in order, each with its role."""
    element, role, children = tree
    yield element, role
    for child in children:
        yield from flat(child)


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
