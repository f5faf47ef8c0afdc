"""Results and the way to them in words, made from numbers by templates."""

from app.voting.explanations.closing import (
    consequences_of_closing as consequences_of_closing,
)
from app.voting.explanations.closing import event_name as event_name
from app.voting.explanations.closing import why_not_added as why_not_added
from app.voting.explanations.page import explain as explain
from app.voting.explanations.page import package_texts as package_texts
from app.voting.explanations.weights import heaviest as heaviest
