"""« Merci » and « utile »: what one says of a message in one click, without writing another."""
