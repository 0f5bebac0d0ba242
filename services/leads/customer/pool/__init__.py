"""The pool 公海: who goes back to it by the policy's clocks, who is in it, and who takes whom out (S6-08).

`returns` finds the customers whom nobody meets, `claims` counts what a person may still take, `listing`
shows who is in the pool, `use_cases` sends the commands of people, `api` takes them. `looks` is the role.
"""
