"""The measures an office takes in a fiscal year to raise its integrity and transparency."""
