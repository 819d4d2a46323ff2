"""Groups: closed circles of members, and who belongs to them."""
