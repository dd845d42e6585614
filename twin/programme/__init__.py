"""The action programme: what was promised, who owns it, where it stands on the ground, what is late, what is measured."""
