"""What members follow: a level of attention per topic, category and theme, as they choose."""
