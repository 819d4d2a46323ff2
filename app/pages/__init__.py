"""The small pages: home, help, contact, the charter, the rules, what the law asks to say."""
