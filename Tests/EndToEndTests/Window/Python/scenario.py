#!/usr/bin/python3
"""Uses the real window with the real server as a person does, and checks what a screen reader would say.

    scripts/with-display Tests/EndToEndTests/Window/Python/scenario.py NAME [--language fr] [--programs .build/debug]
"""

import argparse
import importlib
import pathlib
import sys
import time
import traceback

# SwiftPM would find a folder here that nobody told it of.
sys.dont_write_bytecode = True

from programs import Programs

SCENARIOS = ["person", "control", "operator", "trust", "announcements", "languages", "memory", "keyboard", "names"]


def main():
    root = pathlib.Path(__file__).resolve().parents[4]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=SCENARIOS)
    parser.add_argument("--language", default="en", help="en, or one that there is a catalogue of")
    parser.add_argument("--programs", default=root / ".build/debug", help="the folder of tchat and tchat-desktop")
    options = parser.parse_args()
    started = time.monotonic()
    programs = Programs(options.programs, options.language)
    try:
        importlib.import_module(f"scenarios.{options.name}").run(programs)
    except Exception:
        print(programs.failure or "", file=sys.stderr)
        traceback.print_exc()
        sys.exit(1)
    finally:
        programs.delete()
    print(f"{options.name} ({options.language}): {time.monotonic() - started:.1f} s")


main()
