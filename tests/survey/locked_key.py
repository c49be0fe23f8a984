"""A key file that is locked with a passphrase, as the age format describes it, written once by an independent program.

Each try of a passphrase costs a second with a file that our command locks, as is meant. With this one it costs next to nothing:
its work factor is 8 instead of some 20. What our command locks is opened in `sealed/test_keys.py`.
"""

from __future__ import annotations

import base64

PASSPHRASE = "ไก่จิกเด็ก"
FILE = base64.b64decode(
    """
    YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBJREdOaDZtbmxoLzV0N0U1Ylg1RVRRIDgKc0tXMmJWZlJueHU0MEgyaUlw
    V2FyVzYrcVJhajFkVjRLdnFiaFBTYnB4YwotLS0gVVJQSGdvSkpGUDM4R1BBaHhuM1E1TlpnMGtlbFJqaVkzYS84bnNQbExBYwrE
    7X0yT1CQS6rWdI2Lc+whitzjsE/YpMaMEkFrMRmRtmnEA3ZPSbRj1heIE+UifauzGruQAOzzpRkGysX4V7mJGOPV4FHDk/iB801A
    sjyAIkRhxk8IyE6s4p9T51iZzTgZlGgcCFSGI48FySAQhQ1DDtPJHyrNctT1QVY8PhM0a6jSPTvawGkLvnwg8ssZAkI/sPcP4eCK
    OYmXKXXfhI3XVn5BBg3UU+QWUt9eZhgWEnnHJHtKDl8W
    """
)
