"""Around the writing of messages: whom they name, what they said before, taking them back."""
