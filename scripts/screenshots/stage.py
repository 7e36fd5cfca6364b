"""The servers that pictures are taken of, and what was said to them."""

import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import sys

from accessibility import wait_until
from camera import resize, set_text_scale
from pages import Pages
from programs import Programs, Terminal, run

SIZE, NARROW_SIZE = (1180, 740), (380, 740)
# As GNOME has it; without its settings daemon GTK would not know.
GTK_SETTINGS = """[Settings]
gtk-font-name=Cantarell 11
gtk-decoration-layout=:close
gtk-icon-theme-name=Adwaita
gtk-xft-antialias=1
gtk-xft-hinting=1
gtk-xft-hintstyle=hintslight
gtk-xft-rgba=none
gtk-cursor-blink=0
gtk-enable-animations=0
"""
LOAD = """
import math, time
start = time.monotonic()
while True:
    now = time.monotonic() - start
    share = 0.25 + 0.15 * math.sin(now / 40) + 0.08 * math.sin(now / 9) + 0.05 * math.sin(now / 2.3)
    end = time.monotonic() + 0.1 * share
    while time.monotonic() < end: pass
    time.sleep(0.1 * (1 - share))
"""
# Starts a program on a machine of another name, where the user has another name too, as far as it can see.
RENAMED = ["unshare", "--user", "--map-current-user", "--uts", "--mount", "sh", "-c"]
RENAMING = 'hostname "$0" && mount --bind "$1" /etc/passwd && shift && exec "$@"'
OPERATOR = "emma"
PORT = 5005

# The last part of each host's address.
HOSTS = {"lab-07": 7, "lab-12": 12, "nas": 20, "studio": 31}
NETWORKS = {"en": "127.0.10", "fr": "127.0.20"}
# Who says what; a name in brackets is what somebody asks the machine.
STORY = {
    "en": [
        ("alice", "Good morning! The nightly build failed on this machine. Could you have a look?"),
        ("operator", "Good morning Alice, let me see."),
        ("alice", "[disk]"),
        ("operator", "The old images had filled the disk. I have removed them, it builds again."),
        ("alice", "[cpu]"),
        ("alice", "I can see it, thank you! May we restart it tonight?"),
        ("operator", "Yes, after 6 p.m."),
    ],
    "fr": [
        ("alice", "Bonjour ! La compilation de nuit a échoué sur cette machine. Tu peux regarder ?"),
        ("operator", "Bonjour Alice, je regarde."),
        ("alice", "[disk]"),
        ("operator", "Les vieilles images remplissaient le disque. Je les ai supprimées, ça compile de nouveau."),
        ("alice", "[cpu]"),
        ("alice", "Je vois ça, merci ! On peut redémarrer ce soir ?"),
        ("operator", "Oui, après 18 h."),
    ],
}
# What others say, which the operator doesn't read.
OTHERS = {
    "en": [("bob", "The printer no longer answers."), ("chloe", "Is the backup done?"), ("chloe", "I need it by noon.")],
    "fr": [("bob", "L’imprimante ne répond plus."), ("chloe", "La sauvegarde est finie ?"), ("chloe", "Il me la faut à midi.")],
}
LAST = {"en": "Perfect, until then.", "fr": "Parfait, à ce soir."}
BACKUP = {
    "en": ["Is the backup of last night complete?", "I can’t find the archive of the project."],
    "fr": ["La sauvegarde de cette nuit est-elle complète ?", "Je ne trouve pas l’archive du projet."],
}
WAITING = {"en": "Are you there again?", "fr": "Tu es de nouveau là ?"}
SEARCHED = {"en": "restart", "fr": "redémarrer"}


class Load:
    """Keeps the machine busy, now more, now less."""

    def __enter__(self):
        self.process = subprocess.Popen([sys.executable, "-c", LOAD])
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Stage:
    """The servers, and what was said to them."""

    def __init__(self, folder, language):
        self.programs, self.language = Programs(folder, language), language
        self.open = contextlib.ExitStack()
        self.servers, self.prefixes = {}, {}
        self.desktop = self.programs.desktop

    def __enter__(self):
        self.open.callback(self.programs.delete)
        for name in HOSTS:
            self.prefixes[name] = self.renamed(name)
            self.start(name)
        self.lab = self.servers["lab-07"]
        for name in ["alice", *dict(OTHERS[self.language])]:
            self.pair(name, self.lab)
        for name in list(HOSTS)[1:]:
            self.pair("alice", self.servers[name])
        return self

    def __exit__(self, *_):
        if self.programs.failure:
            print(self.programs.failure, file=sys.stderr)
        self.open.close()

    def renamed(self, name):
        """What to put before a command so that it runs on a machine of this name; nothing where that isn't possible."""
        users = self.programs.folder / "passwd"
        users.write_text(f"{OPERATOR}:x:{os.getuid()}:{os.getgid()}:Emma:/root:/bin/sh\n")
        prefix = [*RENAMED, RENAMING, name, str(users)]
        return prefix if subprocess.run([*prefix, "true"], check=False).returncode == 0 else []

    def address(self, name):
        """A host's own address, all of which are this machine's."""
        return f"{NETWORKS[self.language]}.{HOSTS[name]}"

    def start(self, name, port=None):
        """Starts a host's server, at the usual port unless somebody has it."""
        address = self.address(name)
        port = port or (PORT if is_free(address, PORT) else 0)
        server = self.programs.server(name, port, prefix=self.prefixes[name], address=address)
        self.servers[name] = self.open.enter_context(server)

    def pair(self, name, server):
        """Lets a person in; their window has its files where their terminal has them."""
        address = f"{self.address(server.name)}:{server.port}"
        self.tchat(name, "connect", address, "--code", server.code(name), "--alias", server.name)

    def tchat(self, name, *arguments, text=""):
        """Runs tchat as a person, and returns what it prints."""
        return run(self.programs.tchat, arguments, self.programs.environment(name), text)

    @contextlib.contextmanager
    def console(self):
        """Somebody at the console of lab-07."""
        command = [*self.prefixes["lab-07"], self.programs.tchat, "console"]
        with Terminal(command, self.lab.environment) as console:
            wait_until("somebody is at the console", lambda: OPERATOR in console.shown or console.shown)
            yield console

    def tell(self):
        """Has everybody say what they say, one thing each time the caller goes on."""
        # She reads in a terminal what is answered.
        with self.console() as console, self.chatting("alice"):
            for name, text in STORY[self.language]:
                if name == "operator":
                    console.type(text)
                    wait_until("it is answered", lambda text=text: text in self.lab.messages("alice"))
                elif text.startswith("["):
                    self.tchat(name, "chat", "lab-07", text=f"/ask {text[1:-1]}\n")
                else:
                    self.tchat(name, "say", "lab-07", text)
                    console.wait(text)
                yield
        for name, text in OTHERS[self.language]:
            self.tchat(name, "say", "lab-07", text)
        self.tchat("alice", "say", "lab-07", LAST[self.language])
        for text in BACKUP[self.language]:
            self.tchat("alice", "say", "lab-12", text)

    @property
    def last(self):
        return LAST[self.language]

    def read(self):
        """Has alice read what was said, so that her window opens at the end."""
        with self.window("alice", "default") as pages:
            pages.select("lab-07")
            pages.row(self.last)
            pages.application.keys("ctrl+End")
            last = [entry["id"] for entry in self.lab.entries("alice") if entry["author"]["kind"] == "operator"][-1]
            wait_until("alice has read all", lambda: self.lab.marker("alice", "person") >= last)

    def cut_off(self, name):
        """Ends a host's server as a power failure does."""
        self.servers[name].kill()

    def bring_back(self, name):
        """Starts a host's server again."""
        self.start(name, self.servers[name].port)

    def replace(self, name):
        """Starts a server where a host was, which is another one."""
        self.cut_off(name)
        shutil.rmtree(self.programs.folder / name / "state")
        self.bring_back(name)

    def shut_out(self, person, name):
        """Takes away a person's access to a host."""
        self.servers[name].call("DELETE", f"/v1/people/{person}")

    @contextlib.contextmanager
    def chatting(self, name):
        """Somebody who is connected from a terminal."""
        command = [self.programs.tchat, "chat", "lab-07"]
        with Terminal(command, self.programs.environment(name)) as chat:
            # Whoever asked the server for those who are connected would be so, too, and the console would turn to them.
            chat.wait(f"{name}@lab-07")
            yield

    @contextlib.contextmanager
    def operator_window(self, scheme, size=SIZE, host="lab-07", **variables):
        """The window of whoever sits at a host."""
        starter = self.programs.folder / "tchat-desktop"
        starter.write_text(f'#!/bin/sh\nexec {shlex.join([*self.prefixes[host], self.desktop])} "$@"\n')
        starter.chmod(0o700)
        self.programs.desktop = str(starter)
        try:
            socket_path = self.servers[host].socket_path
            with self.window(f"operator-{host}", scheme, size, TCHAT_SOCKET=socket_path, **variables) as pages:
                yield pages
        finally:
            self.programs.desktop = self.desktop

    @contextlib.contextmanager
    def window(self, name, scheme, size=SIZE, text_scale=1, **variables):
        """A person's window, in the middle of nothing."""
        settings = self.programs.folder / name / "config/gtk-4.0/settings.ini"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(GTK_SETTINGS)
        set_text_scale(text_scale)
        variables = {"ADW_DEBUG_COLOR_SCHEME": scheme, "GDK_SCALE": "2", **variables}
        with self.programs.window(name, **variables) as window:
            pages = Pages(window)
            resize(pages, size)
            yield pages


def is_free(address, port):
    """Whether a server could have this port."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except OSError:
            return False
    return True
