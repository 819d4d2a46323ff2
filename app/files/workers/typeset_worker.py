"""Turn typst source into an accessible PDF: `{"source": …, "inputs": {…}}` on the standard input.

The folder it sees is the empty one it runs in; packages cannot be fetched, there is no network.
"""

import json
import sys
from pathlib import Path

import typst


def main() -> None:
    """Print the PDF."""
    given = json.load(sys.stdin)
    here = Path.cwd()
    source = here / "document.typ"
    source.write_text(given["source"])
    compiled = typst.compile(
        source,
        root=here,
        ignore_system_fonts=True,
        package_path=here,
        package_cache_path=here,
        sys_inputs=given["inputs"],
        pdf_standards="ua-1",
    )
    sys.stdout.buffer.write(compiled)


if __name__ == "__main__":
    main()
