"""The words: every message that leaves a service, as pydantic classes, one module a service.

What is published is a contract: within a major version only optional fields may be added, and a
golden sample of every version ever sent stays in `samples/`.
"""
