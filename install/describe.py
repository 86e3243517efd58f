"""describe.py: what the programs say of themselves (--describe), for what is made from it."""
import json
import os
import subprocess

PROGRAMS = ("garner", "garner-broker", "garner-worker")


def described(build):
    """By name of the program, the object that it describes itself with."""
    return {name: json.loads(subprocess.run([os.path.join(build, name), "--describe"], check=True,
                                            capture_output=True, env={"PATH": os.environ.get("PATH", "")}).stdout)
            for name in PROGRAMS}


def version(build):
    return subprocess.run([os.path.join(build, "garner"), "--version"], check=True, capture_output=True,
                          text=True).stdout.split()[1]
