"""Who may work at the officers' pages: accounts, their roles, log-ins and the brake on guessing."""
