"""The web application around the questionnaires and the scoring engine."""

import os

# NumPy shares out products of matrices among threads that wait for one another by running on the spot. Ours are small, and the
# server has threads of its own: they took half the processor time of a results page (measured). Read when NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
