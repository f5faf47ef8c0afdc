"""The only translation from product rules to HTTP."""

from http import HTTPStatus

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.domain import errors

STATUS_OF: dict[type[errors.DomainError], HTTPStatus] = {
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    errors.NotAllowedError: HTTPStatus.FORBIDDEN,
    errors.LinkScopeError: HTTPStatus.FORBIDDEN,
    errors.DeadlinePassedError: HTTPStatus.CONFLICT,
    errors.NotOpenError: HTTPStatus.CONFLICT,
    errors.ConflictError: HTTPStatus.CONFLICT,
    errors.IdempotencyError: HTTPStatus.CONFLICT,
    errors.JoinedError: HTTPStatus.CONFLICT,
    errors.FrozenError: HTTPStatus.CONFLICT,
    errors.NoVotesLeftError: HTTPStatus.CONFLICT,
    errors.NotCountedError: HTTPStatus.CONFLICT,
    errors.InvalidBallotError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidInputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ReasonMissingError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotOnRollError: HTTPStatus.FORBIDDEN,
    errors.LastAdministratorError: HTTPStatus.CONFLICT,
    errors.TooManyAttemptsError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.InvalidTokenError: HTTPStatus.GONE,
    errors.WrongCredentialsError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.UnsupportedError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.UnreadableError: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def init_app(app: Flask) -> None:
    """Answer every broken rule and every HTTP error with a page, or JSON where JSON was asked."""
    app.register_error_handler(errors.DomainError, _answer_rule)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_crash)


def wants_json() -> bool:
    """Whether the client prefers JSON to a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _answer_rule(error: errors.DomainError) -> ResponseReturnValue:
    status = STATUS_OF[type(error)]
    current_app.logger.info("rule %s", error.code)
    answer = current_app.make_response(_answer(status, error.code, error.facts))
    if isinstance(minutes := error.facts.get("minutes"), int):
        answer.headers["Retry-After"] = str(60 * minutes)
    return answer


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    answer = _answer(HTTPStatus(error.code), f"http_{error.code}", {})
    if error.response is None and error.code == HTTPStatus.METHOD_NOT_ALLOWED:
        response = current_app.make_response(answer)
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
        return response
    return answer


def _answer_crash(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("unexpected %s", type(error).__name__, exc_info=error)
    if current_app.testing:
        raise error
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "http_500", {})


def _answer(status: HTTPStatus, code: str, facts: dict[str, object]) -> ResponseReturnValue:
    if wants_json():
        return {"error": {"code": code, "message": status.phrase}}, status
    return render_template("errors/page.html", code=code, status=status, facts=facts), status
