"""How many rows a page of a list shows."""

from typing import Annotated

from litestar.params import QueryParameter

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
"""Fifty unless said; bounds on a `FromQuery[...]` type would not be looked at."""
