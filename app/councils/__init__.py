"""Councils, organisations and partners: their page, joint drafts, decisions and links."""
