"""Personal data under law: what a person may ask for, how long it is kept, who looked at it (docs/privacy.md)."""
