"""Why each idea won or did not: numbers for sentences, and what would have changed it."""

from app.domain.explaining.numbers import explain as explain
from app.domain.explaining.numbers import numbers_of as numbers_of
from app.domain.explaining.served import split_shown as split_shown
