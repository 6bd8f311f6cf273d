"""First form of the state database: audit log, ledger, releases."""

import sqlalchemy as sa
from alembic import op

revision = "state_0001"
down_revision = None


def upgrade() -> None:
    """Create all tables."""
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_table(
        "audit_people",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("mark", sa.Text, primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("value", sa.Text, nullable=False, index=True),
    )
    op.create_table(
        "ledger",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("time", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("person_id", "purpose", "action", "time", name="ledger_once"),
    )
    _create_releases()


def _create_releases() -> None:
    text_columns = ("question", "purpose", "audience", "actor", "policy", "digest")
    op.create_table(
        "releases",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("time", sa.BigInteger, nullable=False),
        sa.Column("run_id", sa.Text, nullable=False, index=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in text_columns),
    )
    op.create_table(
        "release_people",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Text, unique=True),
    )
    op.create_table(
        "release_members",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("members", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "release_cells",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column(
            "release", sa.Integer, sa.ForeignKey("releases.number"), nullable=False, index=True
        ),
        sa.Column("table", sa.Text, nullable=False),
        sa.Column("cell", sa.Text, nullable=False),
        sa.Column("quantity", sa.Text, nullable=False),
        sa.Column("members", sa.Text, sa.ForeignKey("release_members.digest"), nullable=False),
    )
    op.create_index("release_cells_by_cell", "release_cells", ["table", "cell"])
