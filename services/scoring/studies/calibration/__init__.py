"""Half-life, cap and threshold of the score, proposed from the company's own purchases.

Every setting of a grid ranks the customers as of a time in the past, and is judged by the money that
its top fifth brought afterwards. What is chosen on one stretch of history is measured on the next,
which it has not seen, beside today's values; where it is not better there, today's values stay.
"""
