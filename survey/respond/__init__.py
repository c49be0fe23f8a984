"""The anonymous side: whoever holds a link (and, for staff, a code) answers here. Nothing here can name a person."""
