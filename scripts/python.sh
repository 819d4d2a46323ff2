#!/bin/sh
# Print the Python to make the environment with, or say what is missing.
old= ; bare=
for candidate in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    if ! "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        old=1
    elif ! "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
        bare=1
    else
        command -v "$candidate"
        exit 0
    fi
done
if [ -n "$bare" ]; then
    echo "Python est là, mais sans son module venv. Sous Debian ou Ubuntu : apt install python3-venv" >&2
    echo "Python is here, but without its venv module. On Debian or Ubuntu: apt install python3-venv" >&2
elif [ -n "$old" ]; then
    echo "Ce Python est trop ancien : il faut Python 3.11 ou plus récent (avec son module venv)." >&2
    echo "This Python is too old: Python 3.11 or newer is needed (with its venv module)." >&2
else
    echo "Python manque : il faut Python 3.11 ou plus récent. Sous Debian ou Ubuntu : apt install python3 python3-venv" >&2
    echo "Python is missing: 3.11 or newer is needed. On Debian or Ubuntu: apt install python3 python3-venv" >&2
fi
exit 1
