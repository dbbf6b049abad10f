"""Chats as a door: what residents write at WeCom, WeChat and DingTalk (docs/guides/chat.md)."""
