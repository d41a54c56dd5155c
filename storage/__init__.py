"""The only SQLAlchemy: SQLite for one machine, PostgreSQL for several."""
