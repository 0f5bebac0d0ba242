"""The stream `survey-<id>`: an invitation for a customer to answer a form by link, and that one answer.

Invitation, answer and expiry are one stream, so of two that come at once one takes effect.
"""
