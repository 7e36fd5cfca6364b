"""The window speaks the language that the system is set to, also where the system has no data for it."""

from accessibility import expect, wait_until
from pages import Pages

# What a system may be set to, and what is spoken then. Few machines have data for all of these, and nobody has translated to German.
SETTINGS = [
    ({"LANG": "fr_FR.UTF-8", "LANGUAGE": ""}, "fr"),
    ({"LANG": "C.UTF-8", "LC_ALL": "fr_CA.UTF-8", "LANGUAGE": ""}, "fr"),
    ({"LANG": "de_DE.UTF-8", "LANGUAGE": ""}, "en"),
    ({"LANG": "de_DE.UTF-8", "LANGUAGE": "fr:en"}, "fr"),
    ({"LANG": "C.UTF-8", "LANGUAGE": ""}, "en"),
]


def run(programs):
    with programs.server() as server:
        for number, (variables, language) in enumerate(SETTINGS):
            name = f"person{number}"
            programs.speak(language)
            # A warning would end it, and is looked for at its end.
            with programs.window(name, **variables) as window:
                pages = Pages(window)
                pages.press("Connect to a Host…")
                pages.connect(server.port, server.code(name))
                pages.press("RAM")
                # The question stands there before its answer.
                answer = pages.row(pages.say("Memory"), pages.say("{number}\u00a0GiB", number="").strip())
                expect(pages.say(".", "number") in answer, variables, "say", answer)
                wait_until("the day is named", lambda pages=pages: pages.rows(pages.say("Today")))
