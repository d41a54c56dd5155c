"""Starting the system: on one machine, part by part."""
