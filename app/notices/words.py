"""What headings, ways of telling and kinds of mail are called."""

from flask_babel import gettext as _

from app.domain.notices import Delivery, NoticeTopic


def topic_names() -> dict[NoticeTopic, str]:
    return {
        NoticeTopic.ANSWERS: _("Svar på forslagene dine"),
        NoticeTopic.COMMENTS: _("Kommentarer til forslagene dine, og svar på kommentarene dine"),
        NoticeTopic.FOLLOWING: _("Forslag du følger"),
        NoticeTopic.MENTIONS: _("Når noen nevner deg"),
        NoticeTopic.COUNCILS: _("Utvalget, organisasjonen eller kommunen du er med i"),
        NoticeTopic.DEADLINES: _("Frister som blir flyttet"),
        NoticeTopic.RESULTS: _("Resultater, og hva det ble til"),
        NoticeTopic.PLANS: _("Planer for læring"),
        NoticeTopic.REMINDER_WEEK: _("En uke før en frist"),
        NoticeTopic.REMINDER_DAY: _("Et døgn før en frist"),
        NoticeTopic.REMINDER_HOUR: _("En time før en frist"),
    }


def delivery_names() -> dict[Delivery, str]:
    return {
        Delivery.AT_ONCE: _("Med en gang"),
        Delivery.DAILY: _("Samlet hver dag"),
        Delivery.WEEKLY: _("Samlet hver mandag"),
        Delivery.NEVER: _("Aldri på e-post"),
    }


def kind_names() -> dict[str, str]:
    """What each kind of mail is, for the administrator's log; what it said is nowhere."""
    return {
        "activity_cancelled": _("Aktivitet er avlyst"),
        "activity_moved": _("Aktivitet har fått ny tid"),
        "activity_on_again": _("Aktivitet blir likevel noe av"),
        "campaign_concluded": _("Hva det ble til"),
        "campaign_published": _("Hva som går videre"),
        "campaign_result": _("Resultat"),
        "co_author_invited": _("Invitert til å stå bak et forslag"),
        "comment_hidden": _("Kommentar er skjult"),
        "comment_replied": _("Svar på en kommentar"),
        "council_call": _("Ny dugnad for utvalg eller partner"),
        "council_deadline_moved": _("Frist for utvalg eller partner er flyttet"),
        "council_draft": _("Utkast i utvalget"),
        "council_idea_answered": _("Svar på utvalgets forslag"),
        "council_idea_withdrawn": _("Utvalget har trukket et forslag"),
        "council_receipt": _("Kvittering for utvalgets forslag"),
        "deadline_moved": _("Frist er flyttet"),
        "digest": _("Samlet e-post"),
        "evaluation_closed": _("Evaluering er avsluttet"),
        "evaluation_opened": _("Evaluering er åpnet"),
        "example_answer_changed": _("Endret svar om et eksempel"),
        "example_answered": _("Svar om et eksempel"),
        "example_asked": _("Spørsmål om et eksempel"),
        "example_withdrawn": _("Eksempel er tatt bort"),
        "followed_answered": _("Svar på et forslag som følges"),
        "followed_commented": _("Kommentar til et forslag som følges"),
        "follow_up_due": _("Påminnelse til den som følger opp"),
        "follow_up_late": _("Frist for å følge opp er ute"),
        "group_appointed": _("Oppnevnt til arbeidsgruppe"),
        "idea_answered": _("Svar på et forslag"),
        "idea_assigned": _("Satt til å følge opp et forslag"),
        "idea_commented": _("Kommentar til et forslag"),
        "idea_forwarded": _("Forslag er sendt videre"),
        "idea_hidden": _("Forslag er skjult"),
        "idea_omitted": _("Ikke på kortlista"),
        "idea_receipt": _("Kvittering for et forslag"),
        "idea_reported": _("Tilbakemelding om et forslag"),
        "idea_shown_again": _("Forslag vises igjen"),
        "idea_taken_over": _("En annen følger opp et forslag"),
        "invitation": _("Invitasjon"),
        "local_reminder": _("Spørsmål om en enhet blir med"),
        "mentioned": _("Nevnt i en kommentar"),
        "password_changed": _("Passord er endret"),
        "personal_link": _("Personlig lenke til utvalget"),
        "place_given": _("Plass på en aktivitet"),
        "plan_approved": _("Plan er godkjent"),
        "plan_evaluated": _("Hva planen ble til"),
        "plan_hearing": _("Plan på høring"),
        "report_settled": _("Melding er behandlet"),
        "report_waiting": _("Melding venter"),
        "reset_link": _("Lenke til nytt passord"),
        "result_seal": _("Seglet på et resultat"),
        "sign_in_link": _("Lenke til innlogging"),
        "silence": _("Ingen nyheter på lenge"),
        "strategy_answered": _("Svar på et innspill"),
        "strategy_handed_over": _("Innspill å svare på"),
        "theme_carried_out": _("Første aktivitet er gjennomført"),
        "theme_comment_hidden": _("Innspill er skjult"),
    }


def kind_name(kind: str) -> str:
    """A kind that has no name yet is shown as it is stored."""
    return kind_names().get(kind, kind)


def result_names() -> dict[str, str]:
    return {"sent": _("Sendt"), "waiting": _("Venter"), "failed": _("Ikke levert")}
