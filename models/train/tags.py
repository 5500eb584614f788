"""What the two heads of the network tell apart."""

TAGS = ("O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
MASK_TAGS = ("O", "MASK")
NOT_PERSON = -1
"""Label of a piece of which it is known only that it is no part of a person's name."""
UNKNOWN = -100
"""Label of a piece that teaches nothing."""
