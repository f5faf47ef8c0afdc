"""A mail server of the test's own."""

from email import message_from_bytes

from tests.support.mail import READING


class Sink:
    """A mail server that keeps what it gets, and answers as told."""

    def __init__(self):
        self.letters = []
        self.answer = "250 OK"
        self.to_recipients = "250 OK"
        # The names that aiosmtpd looks for.
        vars(self).update(handle_RCPT=self.take_recipient, handle_DATA=self.take_letter)

    async def take_recipient(self, server, session, envelope, address, options):
        if self.to_recipients.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipients

    async def take_letter(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.letters.append((envelope.rcpt_tos, envelope.content))
        return self.answer

    @property
    def messages(self):
        return [message_from_bytes(content, policy=READING) for _, content in self.letters]
