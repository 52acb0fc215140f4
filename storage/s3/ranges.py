"""Ranges of an object that is open, asked for with less ado than botocore's.

botocore works 0.7 ms on each request: it validates, resolves the address, and parses the answer.
For ranges of 64 KiB that is more than the server takes.

Rules:
- Address and signer are those with which botocore opened the object, and so is the pool of
  connections: no setting is read a second time.
- Only an answer with exactly a part of the object is taken from here. A refusal, a redirect or
  anything else is left to botocore, which is then asked the same: one place knows errors.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_PARTIAL_CONTENT = 206
# How most services sign. For others the way through botocore is good enough.
_SIGNED_AS = "v4"


@dataclass(frozen=True, slots=True)
class Address:
    """Where an object answers, and who signs requests to it in which context."""

    url: str
    user_agent: str
    signer: Any
    context: Mapping[str, Any]


class RangeRequests:
    """The shorter way to ranges; threads share it."""

    def __init__(self, client: Any) -> None:
        # Not a public name: without it there is no shorter way, and all goes through botocore.
        endpoint = getattr(client, "_endpoint", None)
        self._session: Any = getattr(endpoint, "http_session", None)
        self._events = client.meta.events
        self._of_thread = threading.local()
        client.meta.events.register("before-sign.s3.GetObject", self._note)

    def address(self) -> Address | None:
        """Return that of the object which this thread has just asked botocore for."""
        found: Address | None = getattr(self._of_thread, "address", None)
        return found

    @contextmanager
    def answer(
        self, address: Address, headers: Mapping[str, str]
    ) -> Iterator[tuple[dict[str, Any], Any] | None]:
        """Ask for a range; hand out what `get_object` would return of it, and the body.

        None: the answer is not a part of the object.

        Raises:
            BotoCoreError
        """
        from botocore.awsrequest import AWSRequest  # noqa: PLC0415 - loaded with the client
        from botocore.response import StreamingBody  # noqa: PLC0415

        named = {"User-Agent": address.user_agent, **headers}
        request = AWSRequest("GET", address.url, headers=named)
        request.context.update(address.context)
        address.signer.sign("GetObject", request)
        prepared = request.prepare()
        prepared.stream_output = True
        # As botocore does: whoever stands in for the server stands in here, too.
        _, response = self._events.emit_until_response("before-send.s3.GetObject", request=prepared)
        if response is None:
            response = self._session.send(prepared)
        try:
            if response.status_code != _PARTIAL_CONTENT:
                yield None
                return
            given = response.headers
            described = {"ETag": given.get("ETag"), "ContentRange": given.get("Content-Range")}
            yield described, StreamingBody(response.raw, given.get("Content-Length"))
        finally:
            response.raw.close()

    def _note(self, request: Any, request_signer: Any, **_: Any) -> None:
        """Keep what botocore is about to sign."""
        self._of_thread.address = None
        context = request.context
        signing = context.get("signing", {})
        is_common = context.get("auth_type") == _SIGNED_AS and "identity_cache" not in signing
        if self._session is not None and is_common:
            kept = {
                name: context[name]
                for name in ("auth_type", "signing", "client_config")
                if name in context
            }
            agent = str(request.headers.get("User-Agent", ""))
            self._of_thread.address = Address(request.url, agent, request_signer, kept)
