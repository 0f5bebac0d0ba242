"""Dispatch: owned shards, a lane per endpoint, a fair share of the slots, one sender, fenced outcomes.

Memory holds speed, never facts: killing the process at any line loses nothing, and sends again only
what was in flight or not yet flushed, under the same ids.
"""
