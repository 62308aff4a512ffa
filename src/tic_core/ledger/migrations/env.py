"""Where Alembic begins: the connection, its transaction and the table of versions are given by :mod:`tic_core.ledger.migrate`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="tic_version")
with context.begin_transaction():
    context.run_migrations()
