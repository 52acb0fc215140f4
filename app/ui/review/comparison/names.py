"""What the objects of one side are called, by their ids."""

from collections.abc import Mapping
from uuid import UUID

Names = Mapping[UUID, str]
