"""The engine room: runs named relations over sealed evidence and hands narrow arrays on."""
