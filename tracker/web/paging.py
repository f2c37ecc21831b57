"""Query parameters that many routes take.

Bounds inside a `FromQuery[...]` type are not looked at; those on the parameter itself are.
"""

from typing import Annotated

from litestar.params import QueryParameter

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
"""Fifty unless said."""
Number = Annotated[int | None, QueryParameter(ge=1, le=2**53)]
"""A place in a sequence; both databases hold 64 bits, JSON readers 53."""
