"""The same hops with no work: what HTTP, threads and Python cost before anybody has thought about a word."""
