"""Looks at customers whose facts, rules or day have changed, and does what that asks for.

Which customers those are stands in the table `reviews`, where `asked` puts them. `page` reads some of
them, `reviewer` is the role.
"""
