"""Studies: questions to the whole history, answered beside the service and without side effects.

A what-if tells what a draft of the policy would change before anybody approves it (S6-14); a calibration
proposes the numbers of the score from the company's own log. A study is a row with progress and an
answer; it is folded by processes of its own, can be cancelled, and begins anew when its worker died.
"""
