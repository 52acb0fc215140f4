"""A server that gives one fixed answer, for faults that no real server shows on request."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def answering(
    status: int, code: str, *, body: str = "", headers: dict[str, str] | None = None
) -> Iterator[str]:
    """Answer every request with an S3 error, and hand out the server's URL."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            content = (
                f"<?xml version='1.0'?><Error><Code>{code}</Code>"
                f"<Message>said of event-1 by a key AKIASECRET</Message>{body}</Error>"
            ).encode()
            self.send_response_only(status)
            given = {"Date": self.date_time_string(), **(headers or {})}
            for name, value in given.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Type", "application/xml")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = _answer  # noqa: N815 - the names that the base class looks for

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
