"""The administrator's pages: the registers of the city, an entry at a time, the same way as their files go (`web/setup`)."""
