"""The main job on real input: 18 months of a shop's purchases, and a story of leads, visits, complaints.

Everything goes in through the doors that other systems and people use: the inbox topic and the HTTP APIs.
Safe to run again: ids and times are the same on every run of one installation, so a repeat changes nothing.
"""
