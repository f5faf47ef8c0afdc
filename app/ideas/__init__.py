"""Proposals, their drafts, versions, likeness, discussion and answers."""
