"""The holders' side of complaints: on a machine and a stick of their own, with the key that the server must not have.

Knows no web framework and no feature, and opens no database; what it shares with the server are containers, proofs and trails
(docs/data-formats.md). Read in this order: `bundle` (what the server hands out), `folder` (what is kept on the stick, all of it
sealed), `trails` (what is refused), `office` (how the server is asked), `fetching`, `reading`, `sending`,
`resealing`.
"""
