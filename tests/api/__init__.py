"""The APKT interface, called over HTTP against the SQL store."""
