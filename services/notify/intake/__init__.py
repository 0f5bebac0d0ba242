"""Intake: each message heard becomes a row of `messages` once, with a due delivery per matching endpoint."""
