"""Tables that the search goes by; `NOTICE.md` says where they come from."""
