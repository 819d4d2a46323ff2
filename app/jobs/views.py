from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.jobs.health import look
from app.web.access import Audience, audience

bp = Blueprint("jobs", __name__)


@bp.get("/sante")
@audience(Audience.PUBLIC)
def health() -> ResponseReturnValue:
    """Say what works: 200 as long as the site can serve, 503 when it cannot."""
    checks = look()
    serving = all(check.is_well for check in checks if check.is_vital)
    body = {
        "status": "ok" if all(check.is_well for check in checks) else "degraded",
        "checks": {check.name: {"ok": check.is_well, "says": check.says} for check in checks},
    }
    response = jsonify(body)
    response.headers["Cache-Control"] = "no-store"
    return response, 200 if serving else 503
