"""Accounts of whom an identity provider vouches for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the provider's id, one account each."""
    op.add_column("accounts", sa.Column("subject", Text))
    op.create_index("ix_accounts_subject", "accounts", ["subject"], unique=True)


def downgrade() -> None:
    """Drop it: whom only the provider knows gets a new account later on."""
    op.drop_index("ix_accounts_subject", "accounts")
    op.drop_column("accounts", "subject")
