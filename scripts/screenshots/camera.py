"""Takes pictures of windows on a display where nothing else is."""

import contextlib
import ctypes
import re
import subprocess
import time

from accessibility import wait_until, xdotool

SCALE = 2
CORNER, SHADOW = 12, "40x18+0+8"  # as libadwaita 1.2 has them, in pixels
# The shadow to the left of a window and above it. To the right the display ends where the window does, so that no menu goes beyond.
MARGIN = 62
# Something may still move when all that was waited for is there.
SETTLING_SECONDS = 0.5
XA_ATOM, XA_WINDOW = 4, 33


class Camera:
    """Takes pictures into a folder."""

    def __init__(self, folder, suffix=""):
        self.folder, self.suffix = folder, suffix

    def of(self, suffix):
        """The same with something at the end of each name."""
        return Camera(self.folder, suffix)

    def take(self, name, pages):
        """A picture of the window, with what is over it in its middle, and a shadow as a desktop gives it."""
        time.sleep(SETTLING_SECONDS)
        main, *others = top_windows(pages)
        frame = Frame(main)
        for number in others:
            own = settled(number)
            xdotool("windowmove", number, str(frame.middle[0] - own.width // 2), str(frame.middle[1] - own.height // 2))
        # The one on top looks as the one that is used.
        front = (others or [main])[-1]
        if xdotool("getwindowfocus", check=False) != front:
            xdotool("windowfocus", front)
        # Where nothing looks as if the pointer were on it.
        xdotool("mousemove", "0", "0")
        time.sleep(SETTLING_SECONDS)
        self.keep(name, frame)

    def keep(self, name, frame):
        corner = CORNER * SCALE
        width, height = frame.content
        mask = f"roundrectangle 0,0,{width - 1},{height - 1},{corner},{corner}"
        path = self.folder / f"{name}{self.suffix}.png"
        command = [
            *["convert", "png:-", "-alpha", "set"],
            *["(", "-size", f"{width}x{height}", "xc:none", "-fill", "white", "-draw", mask, ")"],
            *["-compose", "DstIn", "-composite"],
            *["(", "+clone", "-background", "black", "-shadow", SHADOW, ")"],
            *["+swap", "-background", "none", "-compose", "Over", "-layers", "merge", "+repage", "-strip", str(path)],
        ]
        part = f"{width}x{height}+{frame.left}+{frame.top}"
        shot = subprocess.run(
            ["import", "-window", "root", "-crop", part, "+repage", "png:-"], check=True, stdout=subprocess.PIPE
        )
        subprocess.run(command, check=True, input=shot.stdout)
        print(path, flush=True)


class Frame:
    """Where a window is on the display, with its shadow and without it."""

    def __init__(self, number):
        values = dict(line.split("=") for line in xdotool("getwindowgeometry", "--shell", number).splitlines())
        self.width, self.height = int(values["WIDTH"]), int(values["HEIGHT"])
        left, right, top, bottom = shadow(number)
        self.left, self.top = int(values["X"]) + left, int(values["Y"]) + top
        self.content = self.width - left - right, self.height - top - bottom
        self.middle = int(values["X"]) + self.width // 2, int(values["Y"]) + self.height // 2


def settled(number):
    """Where a window is when it has its shadow and its size no longer changes."""
    frames = [Frame(number)]

    def rests():
        time.sleep(SETTLING_SECONDS)
        frames.append(Frame(number))
        return any(shadow(number)) and vars(frames[-1]) == vars(frames[-2])

    wait_until("a window has its size", rests)
    return frames[-1]


def resize(pages, size):
    """Gives a window this size, without its shadow."""
    number = top_windows(pages)[0]
    wanted = [side * SCALE for side in size]

    def has_shadow():
        return any(shadow(number))

    wait_until("the window has its shadow", has_shadow)
    left, right, top, bottom = shadow(number)
    xdotool("windowsize", number, str(wanted[0] + left + right), str(wanted[1] + top + bottom))
    wait_until(f"the window's size is {wanted}", lambda: list(Frame(number).content) == wanted)


def top_windows(pages):
    """The windows' numbers on the display, the main one first, without menus and other popovers."""
    numbers = xdotool("search", "--onlyvisible", "--pid", str(pages.application.process_id), check=False).split()
    return [number for number in numbers if "Override Redirect State: no" in tell("xwininfo", "-id", number)]


def shadow(number):
    """The width of a window's shadow: left, right, top, bottom."""
    found = re.search(r"= (\d+), (\d+), (\d+), (\d+)", tell("xprop", "-id", number, "_GTK_FRAME_EXTENTS"))
    return [int(side) for side in found.groups()] if found else [0, 0, 0, 0]


def set_text_scale(scale):
    """How large the text is in the windows that are opened from now on, as the desktop's setting says it."""
    tell("xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER", f"Xft.dpi:\t{96 * scale}\n")


def tell(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout


@contextlib.contextmanager
def compositor():
    """Lets windows have round corners and shadows, as on a desktop."""
    say_that_shadows_are_known()
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(["picom", "--backend", "xrender", "--config", "/dev/null"], **silent)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def say_that_shadows_are_known():
    """GTK draws shadows only where a window manager says that it knows of them; there is none, so the display says it."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    root = x11.XDefaultRootWindow(display)

    def atom(name):
        return x11.XInternAtom(display, name, 0)

    for name, kind, value in (
        (b"_NET_SUPPORTING_WM_CHECK", XA_WINDOW, root),
        (b"_NET_SUPPORTED", XA_ATOM, atom(b"_GTK_FRAME_EXTENTS")),
    ):
        data = (ctypes.c_ulong * 1)(value)
        x11.XChangeProperty(
            display, ctypes.c_ulong(root), ctypes.c_ulong(atom(name)), ctypes.c_ulong(kind), 32, 0, data, 1
        )
    x11.XCloseDisplay(display)
