import logging

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor, current_reader
from app.errors import NotFound
from app.files import actions, queries, storage, uploads
from app.files.formats import ACCEPT, PLAIN_TEXT, Family
from app.files.models import StoredFile
from app.i18n import gettext as _
from app.settings import current_settings
from app.web.access import Audience, audience

bp = Blueprint("files", __name__, url_prefix="/fichiers")
bp.add_app_template_global(lambda: ACCEPT, "accepted_files")
bp.add_app_template_global(lambda: current_settings().max_upload_bytes, "biggest_upload")
log = logging.getLogger(__name__)

# What a member sent never becomes a page of the site: no script, no form, no origin of its own.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; sandbox"
)


@bp.post("/")
@audience(Audience.MEMBER)
def upload() -> ResponseReturnValue:
    """Receive files ahead of the form they belong to; answer with the rows to show in it."""
    sent = request.files.getlist(uploads.FIELD)
    taken = uploads.take_uploads(sent, (), current_actor())
    rows = [
        {
            "id": file.id,
            "name": file.name,
            "image": file.family is Family.IMAGE,
            "row": render_template("files/_kept.html", file=file),
        }
        for file in taken.files
    ]
    return jsonify(files=rows, problems=taken.problems)


@bp.get("/<int:file_id>")
@audience(Audience.PUBLIC)
def find(file_id: int) -> ResponseReturnValue:
    """Lead from the number alone to the full address."""
    file = queries.get_readable_file(current_reader(), file_id)
    return redirect(_address(file))


@bp.get("/<int:file_id>/<name>")
@audience(Audience.PUBLIC)
def download(file_id: int, name: str) -> ResponseReturnValue:
    """Serve a file to a reader who may read it."""
    file = queries.get_readable_file(current_reader(), file_id)
    if name != file.name:
        return redirect(_address(file))
    path = storage.path_of(file.sha256)
    if not path.is_file():
        log.error("the content of file %s is missing from the disk", file.id)
        raise NotFound(_("Le contenu de ce fichier manque. Écrivez à l’équipe du site."))
    inline = file.format.shown_inline and request.args.get("voir") == "1"
    response = send_file(
        path,
        mimetype=file.media_type,
        as_attachment=not inline,
        download_name=file.name,
        etag=file.sha256,
        last_modified=file.created_at,
    )
    response.headers["Content-Type"] = _content_type(file, inline=inline)
    return _protected(response)


def _address(file: StoredFile) -> str:
    shown = request.args.get("voir")
    return url_for("files.download", file_id=file.id, name=file.name, voir=shown)


def _content_type(file: StoredFile, *, inline: bool) -> str:
    """Shown in a browser, every kind of text is plain text."""
    if file.charset:
        shown = PLAIN_TEXT if inline else file.media_type
        return f"{shown}; charset={file.charset}"
    return file.media_type


def _protected(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Kept by the reader's browser alone, and shown again only after asking: rights may change.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@bp.post("/<int:file_id>/relire")
@audience(Audience.SIGNED_IN)
def retry(file_id: int) -> ResponseReturnValue:
    """Have the words of one's own file read again."""
    actor = current_actor()
    file = queries.get_own_file(actor, file_id)
    actions.retry_extraction(actor, file)
    flash(_("Le texte de «\u00a0%(name)s\u00a0» va être relu.", name=file.name))
    return redirect(_way_back(file))


def _way_back(file: StoredFile) -> str:
    """Return to the page the button stood on, when it is one of ours."""
    path = request.form.get("suite", "")
    its_own = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if its_own and path.isprintable() else _address(file)
