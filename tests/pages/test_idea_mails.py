"""What stands in the mails about proposals, in each written form."""

from uuid import uuid4

import pytest

from app.outbox.rendering import Draft, render_letter

FACTS = {
    "slug": "laering",
    "nr": 7,
    "title": "Stille time {{ 7 * 7 }}\r\nBcc: alle@etaten.example",
    "campaign": "Hva skal vi lære?",
    "campaign_nn": "Kva skal vi lære?",
    "submitted_at": "2026-09-15T10:00:00+00:00",
    "voting_opens_at": "2026-10-05T06:00:00+00:00",
    "voting_closes_at": "2026-10-16T13:00:00+00:00",
    "status": "going_forward",
    "text": "Vi tar det med oss.",
    "reason": "For likt nummer 2.",
    "comment_id": str(uuid4()),
}


def letter(app, kind, locale="nb"):
    draft = Draft(uuid4(), kind, "kari@etaten.example", "Kari", locale, FACTS)
    with app.test_request_context():
        return render_letter(draft)


@pytest.mark.parametrize("locale", ["nb", "nn", "en"])
@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("idea_receipt", ["7"]),
        ("idea_answered", ["Vi tar det med oss."]),
        ("idea_omitted", ["For likt nummer 2."]),
        ("comment_hidden", ["For likt nummer 2.", "#kommentar-"]),
    ],
)
def test_each_mail_says_what_it_is_about_and_where_to_go(app, kind, holds, locale):
    mail = letter(app, kind, locale)

    assert "/dugnader/laering/forslag/7" in mail.text
    for text in holds:
        assert text in mail.text
    assert "{{ 7 * 7 }}" in mail.subject + mail.text, "IN2: what people write is not a template"
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject


def test_the_receipt_says_when_it_came_and_what_follows(app):
    text = letter(app, "idea_receipt").text

    assert "Sendt inn: tirsdag 15. september kl. 12.00" in text
    assert "varer fram til fredag 16. oktober kl. 15.00" in text


def test_nynorsk_readers_get_nynorsk(app):
    text = letter(app, "idea_receipt", "nn").text

    assert "Avrøystinga opnar" in text
    assert "Kva skal vi lære?" in text
