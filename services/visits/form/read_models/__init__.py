"""What visits shows of forms: those declared, a customer's answers, and the statistics of a form."""
