"""The database as one SQLite file, whatever the database is, and back.

On SQLite the file is made by the database itself (`VACUUM INTO`), while people write. On
PostgreSQL the rows are copied, table by table, inside one repeatable-read transaction.
"""

from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    String,
    Table,
    column,
    create_engine,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy import table as named_table

from app.database import Base, db, prepare_engine

VERSION_TABLE = "alembic_version"
ROWS_AT_ONCE = 1000


def take_snapshot(file: Path) -> str:
    """Write the whole database to a new file; return the migration it stands at."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None  # noqa: S101 - a connection that is open has one
            raw.execute("VACUUM INTO ?", (str(file),))
    else:
        _copy_out(file)
    with _opened(file).connect() as connection:
        return _version(connection)


def load_snapshot(file: Path) -> None:
    """Fill an empty PostgreSQL database, brought to the same migration, from a snapshot."""
    source = _opened(file)
    with source.connect() as reading, db.engine.begin() as writing:
        for table in Base.metadata.sorted_tables:
            later = _circular(table)
            for rows in _batches(reading, table):
                held = [{**row, **dict.fromkeys(later)} for row in rows]
                writing.execute(table.insert(), held)
        for table in Base.metadata.sorted_tables:
            _fill_circular(reading, writing, table)
            _restart_numbers(writing, table)
    source.dispose()


def _opened(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}")
    prepare_engine(engine)
    return engine


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    version = select(column("version_num", String())).select_from(named_table(VERSION_TABLE))
    return str(connection.scalar(version) or "")


def _copy_out(file: Path) -> None:
    target = create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(target)
    source = db.engine.execution_options(isolation_level="REPEATABLE READ")
    with source.connect() as reading, target.begin() as writing:
        for table in Base.metadata.sorted_tables:
            for rows in _batches(reading, table):
                writing.execute(table.insert(), rows)
        writing.execute(text(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) PRIMARY KEY)"))
        writing.execute(
            text(f"INSERT INTO {VERSION_TABLE} VALUES (:version)"),  # noqa: S608 - a constant
            {"version": _version(reading)},
        )
    target.dispose()


def _batches(reading: Connection, table: Table) -> list[list[dict[str, object]]]:
    rows = [dict(row) for row in reading.execute(select(table)).mappings()]
    return [rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE)]


def _circular(table: Table) -> list[str]:
    """Name the columns that point at rows not yet copied: later tables, or the table itself."""
    order = {one.name: place for place, one in enumerate(Base.metadata.sorted_tables)}
    return [
        key.parent.name
        for key in table.foreign_keys
        if order[key.column.table.name] >= order[table.name] and key.parent.nullable
    ]


def _fill_circular(reading: Connection, writing: Connection, table: Table) -> None:
    columns = _circular(table)
    if not columns:
        return
    keys: list[Column[object]] = list(table.primary_key.columns)
    for row in reading.execute(select(table)).mappings():
        values = {name: row[name] for name in columns if row[name] is not None}
        if values:
            same = [key == row[key.name] for key in keys]
            writing.execute(table.update().where(*same).values(values))


def _restart_numbers(writing: Connection, table: Table) -> None:
    """Make the next number of a table follow the largest that was copied."""
    column = table.autoincrement_column
    if column is None:
        return
    sequence = writing.scalar(
        select(func.pg_get_serial_sequence(text(f"'{table.name}'"), text(f"'{column.name}'")))
    )
    largest = writing.scalar(select(func.max(column)))
    if sequence and largest:
        writing.execute(select(func.setval(sequence, largest)))
