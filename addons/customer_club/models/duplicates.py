"""Two requests that meet on a unique index."""

from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger


@contextmanager
def retry_on_duplicate():
    """Turn a unique violation into Odoo's own "run this request again".

    Two keypads that meet are no error: the cursor's "bad query" lines would only frighten whoever
    reads the log. Any other failure still carries its query up in the exception.
    """
    try:
        with mute_logger("odoo.sql_db"):
            yield
    except UniqueViolation as error:
        raise ConcurrencyError("Another request counted the same customer") from error
