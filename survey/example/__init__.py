"""The example: an office to look around in, with made-up answers that are marked as such."""
