"""The audit log: what each device noted, append-only, one chain a device.

In clear stand ids, numbers and what proves them. Who did what, when and to which clip is sealed in
the bodies. These rows bear no row tag: the chain's MACs say more (see `models.audit.chain`).
"""

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class DeviceRow(Base):
    """One device that writes a chain, and the key that vouches for its heads.

    Attributes:
        device_id: the first half of the public key's digest, so no other key fits it.
        public_key: Ed25519, 32 bytes.
        endorsed_by: the device that vouched for this one; its own id on the project's first.
        endorsement: that device's signature; NULL until somebody vouches.
        body: sealed JSON: which computer it is, and whose profile.
    """

    __tablename__ = "devices"

    device_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    endorsed_by: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    endorsement: Mapped[bytes | None] = mapped_column(LargeBinary(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class AuditEntryRow(Base):
    """One entry of a device's chain; `seq` counts from 1 without gaps."""

    __tablename__ = "audit_entries"

    device_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class AuditHeadRow(Base):
    """A device's signature under the entry that was its newest."""

    __tablename__ = "audit_heads"

    device_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
