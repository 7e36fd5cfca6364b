"""The window as a person uses it, in whatever language it speaks; names are given in English."""

from accessibility import FIELDS, wait_until


class Pages:
    """What is in a window and what can be done there."""

    def __init__(self, window):
        self.programs = window.programs
        self.say = window.programs.say
        self.application = window.application
        self.main = window.main

    def press(self, name):
        """Presses the button, as soon as it can be pressed."""
        self.main.button(self.say(name)).press()

    def choose(self, menu, item):
        """Opens a menu and chooses what is in it."""
        self.press(menu)
        self.main.wait("menu item", self.say(item)).press()
        self.main.wait_gone("menu item")

    def wait_focus(self, name):
        """Waits until what has this name has the keyboard."""

        def has_it():
            focus = self.application.focus
            return focus and focus.name == self.say(name)

        wait_until(f"{name} has the keyboard", has_it)

    # Windows over it

    def opened(self, what):
        """The window over it, as soon as there is one."""

        def found():
            windows = self.application.windows
            return windows[-1] if len(windows) > 1 else None

        return wait_until(f"{what} is open", found)

    def wait_alone(self):
        """Waits until no window is over it."""
        wait_until("all other windows are closed", lambda: len(self.application.windows) == 1)

    def answer(self, heading, button):
        """Answers a question about the host."""
        question = self.opened(heading)
        question.wait("label", self.say(heading, host=self.places[0].name))
        question.button(self.say(button)).press()
        self.wait_alone()

    # The form

    def field(self, name):
        return self.main.wait(FIELDS, self.say(name))

    def fill_form(self, **texts):
        """Writes into fields: IP, Port, Code."""
        for name, text in texts.items():
            self.field(name).set_text(text)

    def wait_error(self, name):
        """Waits until a sentence stands at a field that says what is wrong there."""
        sentence = wait_until(f"{name} is blamed", lambda: self.field(name).description)
        self.main.wait("label", sentence)
        return sentence

    def connect(self, port, code):
        """Fills in the form, and waits until the conversation is there."""
        self.fill_form(IP="127.0.0.1", Port=str(port), Code=code)
        self.press("Connect")
        self.main.wait(FIELDS, self.say("Message"))

    # The list of hosts

    @property
    def places(self):
        """The hosts, and below the one that is looked at its conversations."""
        return [row for row in self.main.wait("list", self.say("Hosts")).children if row.role == "list item"]

    def place(self, name):
        """The host or conversation of this name."""
        return wait_until(f"{name} is in the list", lambda: next((row for row in self.places if row.name == name), None))

    def select(self, name):
        """Looks at a host or conversation."""
        self.place(name)
        self.select_at([row.name for row in self.places].index(name))

    def select_at(self, index):
        """Looks at the host or conversation at that place."""
        self.main.wait("list", self.say("Hosts")).select(index)
        wait_until(f"row {index} is selected", lambda: "selected" in self.places[index].states)

    # The conversation

    @property
    def composer(self):
        """The field for what is to be said."""
        return self.main.wait(FIELDS, self.say("Message"))

    def send(self, text):
        """Writes a message and sends it."""
        self.composer.set_text(text)
        self.press("Send")
        wait_until("the field is empty again", lambda: self.composer.text == "")

    def rows(self, *texts):
        """What a screen reader says of the rows that have all these texts."""
        discussion = self.main.wait("list", self.say("Messages"))
        # The name is that of what is in the row; a row that has nothing in it is one that GTK keeps for later.
        names = [part.name for row in discussion.all("list item") for part in row.children]
        return [name for name in names if all(text in name for text in texts)]

    def row(self, *texts):
        """The last row that has all these texts, as soon as there is one."""
        return wait_until(f"a row has {texts}", lambda: (self.rows(*texts) or [None])[-1])

    def wait_banner(self, text, **values):
        """Waits until the line above the conversation says this."""
        self.main.wait("status bar", contains=self.say(text, host=self.places[0].name, **values))

    # The search

    @property
    def is_searching(self):
        return self.main.find(FIELDS, self.say("Search")) is not None

    def search(self, words):
        """Opens the search, and types what is to be found; GTK 4.8 lets no tool write into the field."""
        self.press("Search")
        wait_until("the search has the keyboard", lambda: self.main.wait(FIELDS, self.say("Search")).is_focused)
        self.application.type(words)

    def found(self, text):
        """What was found with this in it, as soon as it is there."""
        return self.main.wait("list", self.say("Search Results")).wait("list item", contains=text)

    # The panel

    @property
    def is_panel_open(self):
        return "pressed" in self.main.button(self.say("Information")).states

    @property
    def panel(self):
        """What the machine does, beside the conversation."""
        element = self.main.wait("heading", self.say("Server Information"))
        while element.role != "scroll pane":
            element = element.parent
        return element

    def plot(self, name):
        """The plot of this name in the panel."""
        return self.panel.wait("image", self.say(name))
