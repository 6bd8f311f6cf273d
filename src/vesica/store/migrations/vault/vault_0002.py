"""Codes that work once, and passphrases that people chose."""

import sqlalchemy as sa
from alembic import op

revision = "vault_0002"
down_revision = "vault_0001"


def upgrade() -> None:
    """Note when a code was used; make the table of passphrases."""
    op.add_column("codes", sa.Column("used", sa.BigInteger))
    op.create_table(
        "passphrases",
        sa.Column("pseudonym", sa.Text, primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("chosen", sa.BigInteger, nullable=False),
        sa.Column("ended", sa.BigInteger),
        sa.Column("former_ended", sa.BigInteger),
    )
