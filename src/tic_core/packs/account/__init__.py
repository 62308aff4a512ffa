"""The account of a measure: what the edition makes of every sentence of its text."""

from tic_core.packs.account.check import CLAIMED, MESSAGES, load_account
from tic_core.packs.account.document import DOCUMENT, TREATMENTS, Account, Beyond, Chapter, Sentence

__all__ = ["CLAIMED", "DOCUMENT", "MESSAGES", "TREATMENTS", "Account", "Beyond", "Chapter", "Sentence", "load_account"]
