import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.reliability.people import fill
from tests.reliability.site import ServedSite, free_port


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with its vocabulary, a few people and a topic; copied by each test."""
    folder = tmp_path_factory.mktemp("reliability") / "filled"
    folder.mkdir()
    fill(folder)
    return folder


@pytest.fixture
def serve(filled_folder: Path, tmp_path: Path) -> Iterator[Callable[..., ServedSite]]:
    """`serve()` returns a running site of its own; keywords are its environment."""
    sites: list[ServedSite] = []

    def _serve(folder: Path | None = None, **environ: str) -> ServedSite:
        place = folder or tmp_path / f"site{len(sites)}"
        shutil.copytree(filled_folder, place, dirs_exist_ok=True)
        site = ServedSite(place, free_port(), environ)
        sites.append(site)
        site.start()
        return site

    yield _serve
    for site in sites:
        site.stop()


@pytest.fixture
def site(serve: Callable[..., ServedSite]) -> ServedSite:
    return serve()
