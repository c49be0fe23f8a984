"""Complaints of corruption: a surface of its own, with a database of its own, that the rest of the program cannot reach.

What arrives is sealed at once to two people whose secret keys are never on this machine. An auditor reads, in this order:
`codes` (what a complainant holds), `containers` (what is stored of what was said), `models` (what else is stored), `audit`,
`conversation` (what complainants do), `holders` and `challenges` (what the holders of keys do), `keys`, `fingerprints` and
`resealing` (who reads, and how that changes), `arriving` and `survey.bodies` (how what is sent stays off the disk), `daily` and
`tallies`.
"""
