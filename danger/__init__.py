"""Danger in a message and the advice that fits: for the dialogue, and for the gateway where that is away (IN-7)."""
