"""Runs the real programs: servers with their console, and windows, each with folders of its own."""

import contextlib
import fcntl
import gettext
import http.client
import json
import os
import pathlib
import pty
import re
import shutil
import socket
import subprocess
import tempfile
import termios
import threading

from accessibility import Application, DEADLINE_SECONDS, Failure, wait_until

CONTROLS = re.compile(r"\x1b\[[0-9;?]*[@-~]|\r")
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
READY = re.compile(r"(?:address=|Listening on )127(?:\.\d+){3}:(\d+)\D")
# What GLib writes when a program uses it wrongly.
COMPLAINT = re.compile(r"^.*-(?:WARNING|CRITICAL|ERROR) \*\*.*$", re.MULTILINE)
# The programs' language is the scenario's, and so is the display; the rest of the environment is theirs alone.
KEPT_VARIABLES = {
    "PATH", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GDK_BACKEND", "GSK_RENDERER",
    "GSETTINGS_BACKEND", "WITH_DISPLAY",
}  # fmt: skip


class Programs:
    """The programs under test, the language they speak, and the folder that everything of theirs is in."""

    def __init__(self, folder, language="en"):
        folder = pathlib.Path(folder).resolve()
        self.tchat, self.desktop = str(folder / "tchat"), str(folder / "tchat-desktop")
        self.catalogues = folder.parent / "share/locale"
        self.speak(language)
        # Directly in /tmp: the path of a Unix socket must fit 108 bytes.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tchat-window-", dir="/tmp"))
        self.running = []
        self.failure = None

    def speak(self, language):
        """Lets the windows that are opened from now on speak this language."""
        self.language = language
        # English stands in the programs themselves.
        self.catalogue = gettext.translation("tchat", self.catalogues, [language], fallback=language == "en")

    def say(self, text, context=None, **values):
        """The text as the programs say it."""
        said = self.catalogue.pgettext(context, text) if context else self.catalogue.gettext(text)
        return fill(said, values)

    def say_count(self, one, many, count, **values):
        """The text as the programs say it of so many."""
        return fill(self.catalogue.ngettext(one, many, count), {"count": count, **values})

    def environment(self, name, language="en", **more):
        """What a program finds that has its files in the folder of this name."""
        home = self.folder / name
        for kind in ("config/tchat", "run"):
            (home / kind).mkdir(mode=0o700, parents=True, exist_ok=True)
        # Without a file here one in /etc would count.
        (home / "config/tchat/tchat.yaml").touch()
        return {
            **{key: value for key, value in os.environ.items() if key in KEPT_VARIABLES},
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "LANG": "C.UTF-8",
            "LANGUAGE": language,
            "TERM": "xterm-256color",
            "TZ": "UTC",
            **more,
        }

    @contextlib.contextmanager
    def server(self, name="server", port=0, console=False, prefix=(), address="127.0.0.1"):
        """A server that runs within the block; with a console, in a terminal of its own; with a prefix, as its arguments."""
        server = Server(self, name, f"{address}:{port}", console, prefix)
        self.running.append(server)
        try:
            server.wait()
            yield server
        except BaseException:
            self.keep_dump()
            raise
        finally:
            self.running.remove(server)
            server.end()

    @contextlib.contextmanager
    def window(self, name="window", **variables):
        """A window that is open within the block; that it ends well is checked at its end."""
        window = Window(self, name, variables)
        self.running.append(window)
        try:
            window.wait()
            yield window
            window.quit()
        except BaseException:
            self.keep_dump()
            raise
        finally:
            self.running.remove(window)
            window.end()

    def keep_dump(self):
        """Keeps what stands in the windows and terminals when something fails first."""
        if self.failure is None:
            self.failure = "\n".join(running.dump() for running in self.running)

    def delete(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Server:
    """A running `tchat serve`."""

    def __init__(self, programs, name, address, console, prefix):
        self.programs, self.name = programs, name
        self.environment = programs.environment(name)
        command = [*prefix, programs.tchat, "serve", "--listen", address]
        self.terminal = Terminal(command, self.environment) if console else None
        self.pipes = None if console else Piped(command, self.environment)
        self.process = (self.terminal or self.pipes).process
        self.consoles = []

    def wait(self):
        """Waits until it listens."""
        found = wait_until("the server listens", lambda: READY.search(self.shown) or self.process.poll() is not None)
        if found is True:
            raise Failure(f"the server did not start: {self.shown}")
        self.port = int(found[1])

    @property
    def shown(self):
        return (self.terminal or self.pipes).shown

    @property
    def socket_path(self):
        return f"{self.environment['XDG_RUNTIME_DIR']}/tchat/tchat.sock"

    def run(self, *arguments):
        """Runs `tchat` as a user of the server's machine, and returns what it prints."""
        return run(self.programs.tchat, arguments, self.environment)

    def code(self, name, role="member"):
        """A code that lets someone in."""
        return CODE.search(self.run("pair", "--name", name, "--role", role))[0]

    def console(self):
        """Another console."""
        self.consoles.append(Terminal([self.programs.tchat, "console"], self.environment))
        return self.consoles[-1]

    def call(self, method, path, body=None):
        """Asks the API through the Unix socket, as the operator, and returns what it answers."""
        connection = UnixConnection(self.socket_path)
        try:
            headers = {"Content-Type": "application/json"} if body is not None else {}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status >= 300:
                raise Failure(f"{method} {path} is answered {answer.status} {content!r}")
            return json.loads(content) if content else None
        finally:
            connection.close()

    def entries(self, conversation):
        """What stands in a conversation, oldest first; nothing, where there is none yet."""
        names = [one["name"] for one in self.call("GET", "/v1/conversations")["conversations"]]
        if conversation not in names:
            return []
        return self.call("GET", f"/v1/conversations/{conversation}/entries?limit=500")["entries"]

    def messages(self, conversation):
        """The texts of the messages in a conversation, oldest first."""
        return [entry["text"] for entry in self.entries(conversation) if entry["type"] == "message"]

    def marker(self, conversation, kind):
        """Up to which entry a conversation was read from one side."""
        summaries = self.call("GET", "/v1/conversations")["conversations"]
        markers = next(one["markers"] for one in summaries if one["name"] == conversation)
        return max([0, *(marker.get("read", 0) for marker in markers if marker["reader"]["kind"] == kind)])

    @property
    def people(self):
        """Who is connected now; whoever asks is so meanwhile."""
        connection = UnixConnection(self.socket_path)
        try:
            connection.request("GET", "/v1/events")
            events = connection.getresponse()
            while events.readline().strip() != b"event: presence":
                pass
            return json.loads(events.readline().removeprefix(b"data:"))["people"]
        finally:
            connection.close()

    def mark(self, conversation, **ids):
        """Tells how far the operator has received or seen a conversation."""
        self.call("PUT", f"/v1/conversations/{conversation}/markers?as=operator", ids)

    def kill(self):
        """Ends it as a power failure does."""
        self.process.kill()
        self.process.wait(DEADLINE_SECONDS)

    def exit_status(self):
        """Waits for its end, and returns its exit status."""
        return self.process.wait(DEADLINE_SECONDS)

    def end(self):
        (self.terminal or self.pipes).end()

    def dump(self):
        consoles = "".join(f"\n--- and its console\n{console.shown}" for console in self.consoles)
        return f"--- {self.name} shows\n{self.shown}{consoles}"


class Window:
    """A running `tchat-desktop`."""

    def __init__(self, programs, name, variables):
        self.programs, self.name = programs, name
        # Any misuse of GLib ends the program.
        variables = {"G_DEBUG": "fatal-warnings", "TCHAT_SOCKET": "/nonexistent/tchat.sock", **variables}
        self.environment = programs.environment(name, programs.language, **variables)
        self.pipes = Piped([programs.desktop], self.environment)
        self.process = self.pipes.process

    def wait(self):
        """Waits until it is on the display."""
        self.application = Application(self.process.pid)
        self.main = self.application.main

    def exit_status(self):
        return self.process.wait(DEADLINE_SECONDS)

    def quit(self):
        """Ends it with the keyboard, if it still runs, and checks that it was content."""
        if self.process.poll() is None:
            self.application.keys("ctrl+q")
        status = self.exit_status()
        complaints = COMPLAINT.findall(self.pipes.whole())
        if status != 0 or complaints:
            raise Failure(f"the window ended with {status} and said: {self.pipes.shown}")

    def end(self):
        self.pipes.end()

    def dump(self):
        shown = f"--- {self.name} (status {self.process.poll()}) writes\n{self.pipes.shown}\n--- and shows\n"
        return shown + (self.application.dump() if hasattr(self, "application") else "nothing")


class Shown:
    """What a process writes, collected by a thread so that the process never waits."""

    def start(self, process, descriptor):
        self.process, self.descriptor, self.pieces = process, descriptor, []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        with contextlib.suppress(OSError):  # of a terminal, that is its end
            while piece := os.read(self.descriptor, 1 << 16):
                self.pieces.append(piece)

    @property
    def shown(self):
        return CONTROLS.sub("", b"".join(self.pieces).decode(errors="replace"))

    def wait(self, text):
        """Waits until this is there."""
        wait_until(f"{text!r} is shown", lambda: text in self.shown)

    def whole(self):
        """Everything, as soon as the process has ended."""
        self.reader.join(DEADLINE_SECONDS)
        return self.shown

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(DEADLINE_SECONDS)
        self.reader.join(DEADLINE_SECONDS)
        os.close(self.descriptor)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


class Piped(Shown):
    """A process that nobody types to."""

    def __init__(self, command, environment):
        reading, writing = os.pipe()
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=writing, stderr=writing)
        os.close(writing)
        self.start(process, reading)


class Terminal(Shown):
    """A terminal with a process in it."""

    def __init__(self, command, environment):
        self.master, slave = pty.openpty()
        termios.tcsetwinsize(self.master, (50, 200))

        def take_terminal():
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        process = subprocess.Popen(
            command,
            env=environment,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=take_terminal,
        )
        os.close(slave)
        self.start(process, self.master)

    def type(self, line):
        """Types a line and Return."""
        os.write(self.master, f"{line}\r".encode())


class UnixConnection(http.client.HTTPConnection):
    """HTTP through a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=DEADLINE_SECONDS)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class ReservedPort:
    """A port that no one else gets, but that a server may use again and again."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.number = self.socket.getsockname()[1]


def fill(text, values):
    """The text with each `{name}` replaced by its value."""
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), text)


def run(program, arguments, environment, text=""):
    """Runs a program that reads a text to its end, and returns what it prints."""
    done = subprocess.run(
        [program, *arguments],
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
    )
    if done.returncode != 0:
        raise Failure(f"{program} {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
    return done.stdout
