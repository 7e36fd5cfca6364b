"""What update-translations and check-translations share: the messages in Swift sources, and PO files.

xgettext reads no Swift: with the nearest languages it misses what stands in an interpolation or in a literal of several
lines, and takes part of other code for messages.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

# What stands for a value in a message.
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Mistake(Exception):
    """Something in a file that has to be changed, as `FILE:LINE: what`."""

    def __init__(self, path, line, text):
        super().__init__(f"{path}:{line}: {text}")


@dataclass
class Message:
    """A message, from a source file or a PO file."""

    context: str | None
    text: str
    plural: str | None = None
    # Where each form of the translation begins is kept too, to say where something is wrong.
    translations: list[str] = field(default_factory=list)
    places: list[tuple[str, int]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    is_fuzzy: bool = False
    is_obsolete: bool = False

    @property
    def key(self):
        return (self.context, self.text)

    @property
    def placeholders(self):
        return set(PLACEHOLDER.findall(self.text))


# --- Swift


@dataclass
class Token:
    kind: str  # word, string, mark, open (of an interpolation), close
    text: str
    line: int
    has_interpolation: bool = False


ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", '"': '"', "'": "'"}
OPENING_QUOTE = re.compile(r'(#*)("""|")')
WORD = re.compile(r"`[^`\n]*`|[\w$]+")
EXTENDED_REGEX = re.compile(r"(#+)/.*?/\1", re.DOTALL)
BARE_REGEX = re.compile(r"/(?![\s/*])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\])+/")


class SwiftLexer:
    """Cuts a source into words, string literals and marks; those in an interpolation follow their literal."""

    def __init__(self, path, source):
        self.path, self.source, self.at, self.line = path, source, 0, 1
        self.tokens = []
        # The line below a comment, and the comment, where it is one for translators.
        self.comments = {}
        self.code(until=None)

    def advance(self, count):
        self.line += self.source.count("\n", self.at, self.at + count)
        self.at += count

    def code(self, until):
        depth = 0
        while self.at < len(self.source):
            rest = self.source[self.at]
            if rest.isspace():
                self.advance(1)
            elif self.source.startswith("//", self.at):
                self.comment()
            elif self.source.startswith("/*", self.at):
                self.block_comment()
            elif match := OPENING_QUOTE.match(self.source, self.at):
                self.string(len(match[1]), match[2])
            elif match := EXTENDED_REGEX.match(self.source, self.at) or self.bare_regex():
                self.tokens.append(Token("word", match[0], self.line))
                self.advance(len(match[0]))
            elif match := WORD.match(self.source, self.at):
                self.tokens.append(Token("word", match[0], self.line))
                self.advance(len(match[0]))
            else:
                depth += {"(": 1, ")": -1}.get(rest, 0)
                if until and depth < 0:
                    return
                self.tokens.append(Token("mark", rest, self.line))
                self.advance(1)
        if until:
            raise Mistake(self.path, self.line, "an interpolation doesn't end")

    def bare_regex(self):
        # After a value a slash divides.
        last = self.tokens[-1] if self.tokens else None
        is_value = last and (last.kind in ("word", "string") or last.text in ")]}")
        return None if is_value and last.text not in ("return", "in", "case", "try") else BARE_REGEX.match(self.source, self.at)

    def comment(self):
        end = self.source.find("\n", self.at)
        end = len(self.source) if end < 0 else end
        text = self.source[self.at + 2 : end].strip()
        begun = self.comments.pop(self.line, None)
        if begun is not None or text.startswith("Translators:"):
            self.comments[self.line + 1] = (begun or []) + [text]
        self.advance(end - self.at)

    def block_comment(self):
        depth = 0
        while self.at < len(self.source):
            if self.source.startswith("/*", self.at):
                depth += 1
                self.advance(2)
            elif self.source.startswith("*/", self.at):
                depth -= 1
                self.advance(2)
                if depth == 0:
                    return
            else:
                self.advance(1)

    def string(self, hashes, quote):
        token = Token("string", "", self.line)
        self.tokens.append(token)
        self.advance(hashes + len(quote))
        # A character and whether it stood there itself: the indentation is taken from those only.
        parts = []
        escape, end = "\\" + "#" * hashes, quote + "#" * hashes
        while not self.source.startswith(end, self.at):
            if self.at >= len(self.source) or (quote == '"' and self.source[self.at] == "\n"):
                raise Mistake(self.path, token.line, "a literal doesn't end")
            if not self.source.startswith(escape, self.at):
                parts.append((self.source[self.at], True))
                self.advance(1)
                continue
            self.advance(len(escape))
            if self.source[self.at] == "(":
                token.has_interpolation = True
                self.tokens.append(Token("open", "", self.line))
                self.advance(1)
                self.code(until=")")
                self.tokens.append(Token("close", "", self.line))
                self.advance(1)
            elif match := re.compile(r"u\{([0-9A-Fa-f]+)\}").match(self.source, self.at):
                parts.append((chr(int(match[1], 16)), False))
                self.advance(len(match[0]))
            elif match := re.compile(r"[ \t]*\n").match(self.source, self.at):
                # The line goes on in the next one.
                parts.append(("", False))
                parts.append(("\n", None))
                self.advance(len(match[0]))
            else:
                parts.append((ESCAPES.get(self.source[self.at], self.source[self.at]), False))
                self.advance(1)
        self.advance(len(end))
        token.text = "".join(c for c, _ in parts) if quote == '"' else self.without_indentation(parts)

    @staticmethod
    def without_indentation(parts):
        """The value of a literal of several lines: without its first line break, its last, and the indentation."""
        lines, joins = [[]], []
        for character, is_itself in parts:
            if character == "\n" and is_itself is not False:
                joins.append("" if is_itself is None else "\n")
                lines.append([])
            else:
                lines[-1].append(character)
        indentation = len(lines[-1])
        texts = ["".join(line)[indentation:] for line in lines[1:-1]]
        return "".join(text + join for text, join in zip(texts, joins[1:-1] + [""]))


# For each function, which arguments are literals: of the context, the text and the plural.
FUNCTIONS = {"tr": (None, 0, None), "trn": (None, 0, 1), "trc": (0, 1, None), "Phrase": (None, 0, None)}


def swift_messages(path, source):
    """Finds the messages of a source file; raises Mistake for a call that no catalogue can be made from."""
    lexer = SwiftLexer(path, source)
    tokens = lexer.tokens
    for index, token in enumerate(tokens):
        if token.kind != "word" or token.text not in FUNCTIONS or index + 1 >= len(tokens):
            continue
        before = tokens[index - 1].text if index > 0 else ""
        if tokens[index + 1].text != "(" or tokens[index + 1].kind != "mark" or before in ("func", "."):
            continue
        yield message_of_call(path, token, arguments(tokens, index + 2), lexer.comments)


def arguments(tokens, index):
    """The tokens of each argument of a call, from the one behind its parenthesis."""
    result, depth = [[]], 0
    for token in tokens[index:]:
        if token.kind == "mark" and token.text in "([{" or token.kind == "open":
            depth += 1
        elif token.kind == "mark" and token.text in ")]}" or token.kind == "close":
            depth -= 1
            if depth < 0:
                break
        if token.kind == "mark" and token.text == "," and depth == 0:
            result.append([])
        else:
            result[-1].append(token)
    return [argument for argument in result if argument]


def message_of_call(path, call, arguments, comments):
    def literal(position):
        tokens = arguments[position] if position < len(arguments) else []
        for index, token in enumerate(tokens):
            if token.kind == "string" and token.has_interpolation:
                raise Mistake(path, token.line, f"no \\(…) in a text for {call.text}: write {{name}} and give its value")
            if (token.kind, token.text) != ("mark", "+") if index % 2 else token.kind != "string":
                tokens = []
                break
        if len(tokens) % 2 == 0:
            raise Mistake(path, call.line, f"{call.text} takes literals, so that the text can be found for translation")
        return "".join(token.text for token in tokens[::2])

    positions = FUNCTIONS[call.text]
    context, text, plural = (None if position is None else literal(position) for position in positions)
    if text == "":
        raise Mistake(path, call.line, "an empty text can't be translated")
    message = Message(context, text, plural, places=[(path, call.line)], comments=comments.get(call.line, []))
    wanted = message.placeholders | set(PLACEHOLDER.findall(plural or ""))
    values = arguments[3 if plural is not None else max(p for p in positions if p is not None) + 1 :]
    given = {"count"} if plural is not None else set()
    if values:
        keys = keys_of_dictionary(values[0])
        given |= wanted if keys is None else keys
    if wanted - given:
        raise Mistake(path, call.line, f"no value for {{{'}, {'.join(sorted(wanted - given))}}}")
    if given - wanted - {"count"}:
        raise Mistake(path, call.line, f"a value for nothing in the text: {', '.join(sorted(given - wanted - {'count'}))}")
    return message


def keys_of_dictionary(tokens):
    """The keys of a dictionary's literal; None for any other value."""
    if tokens[0].text != "[" or tokens[-1].text != "]":
        return None
    keys, depth = set(), 0
    for token, following in zip(tokens, tokens[1:]):
        if token.kind == "string" and depth == 1 and (following.kind, following.text) == ("mark", ":"):
            keys.add(token.text)
        depth += {"[": 1, "(": 1, "{": 1, "]": -1, ")": -1, "}": -1}.get(token.text, 0) if token.kind == "mark" else 0
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
    return keys


def source_messages(root):
    """All messages of the sources below a folder, each once, and the mistakes that were found."""
    messages, mistakes = {}, []
    for path in sorted((Path(root) / "Sources").rglob("*.swift")):
        name = path.relative_to(root).as_posix()
        try:
            for message in swift_messages(name, path.read_text(encoding="utf-8")):
                known = messages.setdefault(message.key, message)
                if known is message:
                    continue
                if known.plural != message.plural:
                    place = ":".join(map(str, known.places[0]))
                    mistakes.append(Mistake(*message.places[0], f"the same text has another plural, or none, at {place}"))
                known.places += message.places
                known.comments += [comment for comment in message.comments if comment not in known.comments]
        except Mistake as mistake:
            mistakes.append(mistake)
    return list(messages.values()), mistakes


# --- PO files

TEMPLATE_HEADER = """\
# The texts of Tchat, as scripts/update-translations finds them in the sources.
msgid ""
msgstr ""
"Project-Id-Version: tchat\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"
"""


def quoted(keyword, text):
    """A string of a PO file, with a line for each of the text's."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\n", "\\n")
    lines = re.split(r"(?<=[^\\]\\n)(?=.)", escaped)
    return f'{keyword} "{escaped}"\n' if len(lines) == 1 else f'{keyword} ""\n' + "".join(f'"{line}"\n' for line in lines)


def template(messages):
    """The template of catalogues; the order of the files and of the lines in them, without line numbers."""
    result = TEMPLATE_HEADER
    for message in messages:
        result += "\n" + "".join(f"#. {comment}\n" for comment in message.comments)
        result += "".join(f"#: {path}\n" for path in sorted({path for path, _ in message.places}))
        result += quoted("msgctxt", message.context) if message.context is not None else ""
        result += quoted("msgid", message.text)
        if message.plural is None:
            result += 'msgstr ""\n'
        else:
            result += quoted("msgid_plural", message.plural) + 'msgstr[0] ""\nmsgstr[1] ""\n'
    return result


PO_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s+)?"((?:\\.|[^"\\])*)"\s*$')
PO_ESCAPE = re.compile(r"\\(.)")


def read_po(path, name):
    """The messages of a PO file, without its header; their places are those of the forms of the translation."""
    messages, flags, strings, lines = [], "", {}, {}
    current, obsolete = None, False

    def finish():
        nonlocal flags, strings, lines, current
        if "msgid" in strings and (strings["msgid"] or "msgctxt" in strings):
            forms = [key for key in strings if key.startswith("msgstr")]
            messages.append(
                Message(
                    strings.get("msgctxt"), strings["msgid"], strings.get("msgid_plural"),
                    [strings[form] for form in forms], [(name, lines[form]) for form in forms],
                    is_fuzzy="fuzzy" in flags, is_obsolete=obsolete,
                )
            )
        flags, strings, lines, current = "", {}, {}, None

    for number, line in enumerate(Path(path).read_text(encoding="utf-8").split("\n"), 1):
        is_obsolete = line.startswith("#~")
        text = line.removeprefix("#~").strip()
        if line.startswith("#") and not is_obsolete or not text:
            if any(key.startswith("msgstr") for key in strings):
                finish()
            if line.startswith("#,"):
                flags += line
            continue
        match = PO_LINE.match(text)
        if not match:
            if text.startswith("|"):
                continue
            raise Mistake(name, number, "this is not a line of a PO file")
        if match[1]:
            if match[1] in ("msgctxt", "msgid") and any(key.startswith("msgstr") for key in strings):
                finish()
            current = match[1] + (f"[{match[2]}]" if match[2] else "")
            strings[current], lines[current] = "", number
            obsolete = is_obsolete
        if current is None:
            raise Mistake(name, number, "a string that belongs to nothing")
        strings[current] += PO_ESCAPE.sub(lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), match[3])
    finish()
    return messages
