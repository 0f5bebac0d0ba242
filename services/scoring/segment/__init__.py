"""Segments 细分市场: which kind of customer each is by the policy, why, and how many there are (S8-02).

One customer is judged whenever somebody asks. All are counted when the forecast of the current month goes
through them, so that the counts of each month are kept beside its forecast.
"""
