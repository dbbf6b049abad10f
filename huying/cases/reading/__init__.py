"""What a message says of place, day, hour and money: read from its words, offered to whoever fills in the form."""
