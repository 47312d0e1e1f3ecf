"""PostgreSQL: what a restore replaces moves into a schema of its own, and back if it fails."""

from sqlalchemy import Connection, Engine, text

from data_access.backup.manifest import BackupError
from data_access.engine import writing

_TABLES = """
    SELECT format('TABLE %I.%I', n.nspname, c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = :schema AND c.relkind IN ('r', 'p')
    ORDER BY 1
"""
_FUNCTIONS = """
    SELECT format('FUNCTION %s', p.oid::regprocedure::text)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = :schema
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    ORDER BY 1
"""
_HOME = "public"


def put_aside(engine: Engine, schema: str) -> bool:
    """Move all tables and functions of ours into a new schema; False when there are none.

    Raises:
        BackupError: The role may not make a schema.
    """
    with writing(engine) as conn:
        objects = _objects(conn, _HOME)
        if not objects:
            return False
        allowed = conn.scalar(text("SELECT has_database_privilege(current_database(), 'CREATE')"))
        if not allowed:
            raise BackupError(
                "the database role may not make a schema to put the old tables aside; make it the "
                "owner of the database (ALTER DATABASE … OWNER TO …)"
            )
        conn.execute(text(f"CREATE SCHEMA {schema}"))
        for one in objects:
            conn.execute(text(f"ALTER {one} SET SCHEMA {schema}"))
    return True


def put_back(engine: Engine, schema: str | None) -> None:
    """Drop what a failed restore has made, and move the old objects back where there are some."""
    with writing(engine) as conn:
        for one in _objects(conn, _HOME):
            conn.execute(text(f"DROP {one} CASCADE"))
        if schema is None:
            return
        for one in _objects(conn, schema):
            conn.execute(text(f"ALTER {one} SET SCHEMA {_HOME}"))
        conn.execute(text(f"DROP SCHEMA {schema}"))


def _objects(conn: Connection, schema: str) -> list[str]:
    """Tables (with their indexes, sequences, policies and triggers), then functions."""
    found = [*conn.scalars(text(_TABLES), {"schema": schema})]
    return [*found, *conn.scalars(text(_FUNCTIONS), {"schema": schema})]
