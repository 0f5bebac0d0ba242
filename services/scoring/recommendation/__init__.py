"""Recommendations 推荐: what the company offers to a customer, by the needs on file (S2-07)."""
