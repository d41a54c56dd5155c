"""The custom actions: slots in, one use case, one response key out. One module per capability, named as in `data/`."""
