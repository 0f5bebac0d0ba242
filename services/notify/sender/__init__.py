"""The sender: the only room with an HTTP client, and the gate at the dial.

Never: a redirect followed, a proxy from the environment, a cookie kept, a body decompressed, an
address dialled that the policy refuses.
"""
