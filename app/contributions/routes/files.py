"""What every page that takes or hands out a file shares."""

from collections.abc import Callable
from contextlib import closing
from http import HTTPStatus
from urllib.parse import quote

from flask import flash, make_response, render_template, request
from flask.wrappers import Response
from flask_babel import gettext as _

from app.contributions.forms import AttachForm
from app.contributions.services.attaching import SentFile
from app.core.clean_files import clean_file
from app.domain.attachments import LARGEST_BYTES
from app.domain.errors import (
    DomainError,
    InvalidInputError,
    TooLargeError,
    UnreadableError,
    UnsupportedError,
)
from app.models import Attachment
from app.web.errors import STATUS_OF

REFUSALS = (TooLargeError, UnsupportedError, UnreadableError, InvalidInputError)


def take_file(form: AttachForm, keep: Callable[[SentFile], str]) -> HTTPStatus:
    """Have the file that was sent kept, and tell its name; the form says why one is refused."""
    try:
        name = keep(_receive())
    except REFUSALS as refusal:
        form.say(_why_refused(refusal))
        return STATUS_OF[type(refusal)]
    flash(_("«%(name)s» er lagt ved.", name=name), "success")
    return HTTPStatus.OK


def _receive() -> SentFile:
    """The file that was sent, without metadata. Call it before anything is locked, since cleaning
    takes a moment."""
    name, content = _sent()
    media_type, clean = clean_file(content)
    return SentFile(name, media_type, clean)


def _sent() -> tuple[str, bytes]:
    """Name and content; one byte more than is taken, so that what is too large can be told."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return "", b""
    with closing(sent):
        return sent.filename, sent.stream.read(LARGEST_BYTES + 1)


def _why_refused(refusal: DomainError) -> str:
    """What is wrong with the file, and what to do about it."""
    if isinstance(refusal, TooLargeError):
        return str(_("Filen er større enn 10 megabyte. Lag en mindre, og prøv igjen."))
    if isinstance(refusal, UnsupportedError):
        kinds = _("Vi tar imot PDF, PNG, JPEG og Word (DOCX) uten makroer og innebygde objekter.")
        return str(kinds)
    if isinstance(refusal, UnreadableError):
        return str(
            _(
                "Filen kan ikke leses. Den kan være skadet, låst med passord eller pakke ut til "
                "altfor mye. Lagre den på nytt uten passord, og prøv igjen."
            )
        )
    if refusal.facts.get("reason") == "too_many":
        return str(_("Et forslag kan ha høyst %(most)s vedlegg.", most=refusal.facts["most"]))
    return str(_("Velg en fil."))


def as_download(kept: Attachment) -> Response:
    """The file as a download, which no browser opens as a page of ours."""
    answer = make_response(kept.content)
    answer.content_type = kept.media_type
    name = quote(kept.name, safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def ask_to_remove(kept: Attachment, back: str) -> str:
    """The page before a file is gone; its button comes to the same address."""
    return render_template(
        "confirm.html",
        heading=_("Vil du fjerne vedlegget?"),
        consequences=[_("«%(name)s» blir borte for alle.", name=kept.name)],
        action_url=request.path,
        confirm_label=_("Fjern vedlegget"),
        cancel_url=back,
        color="danger",
    )
