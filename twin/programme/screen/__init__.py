"""What a screen shows of the programme: the digest, and how the places of each subject stand."""
