"""What a member keeps « à lire plus tard », and what they opened last: for their eyes only."""
