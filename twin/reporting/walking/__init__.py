"""Who can walk to something: asked, measured and told alike, whatever it is that people walk to."""
