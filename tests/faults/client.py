"""A small HTTP client that knows exactly whether a whole answer arrived.

Requests look as a web server in front of the portal passes them on. Sending and receiving are two steps, so that one
thread can have two requests on their way at the same moment, like two windows of one person.
"""

import json
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
TIMEOUT_SECONDS = 60


class Lost(Exception):
    """No whole answer came back; nobody here can know what the server did."""


@dataclass(frozen=True)
class Reply:
    """An answer that arrived whole."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for found, value in self.headers if found == name), "")

    def json(self) -> Any:
        return json.loads(self.body)


class Call:
    """One request on its way."""

    def __init__(self, port: int, request: bytes) -> None:
        try:
            self.socket = socket.create_connection((HOST, port), timeout=TIMEOUT_SECONDS)
            self.socket.sendall(request)
        except OSError as error:
            raise Lost from error

    def reply(self) -> Reply:
        """The answer. Raises Lost if the connection ends before the last byte of it."""
        chunks = []
        try:
            with self.socket:
                while chunk := self.socket.recv(65536):
                    chunks.append(chunk)
        except OSError as error:
            raise Lost from error
        return parse(b"".join(chunks))


class Session:
    """One person's browser: their cookies and the token that forms carry."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def sign_in(self, username: str, password: str) -> None:
        self.get("/sign-in/")
        reply = self.post("/sign-in/", {"username": username, "password": password})
        assert reply.status == 302, f"{username} could not sign in: {reply.status}"

    def get(self, path: str) -> Reply:
        return self.receive(self.send("GET", path))

    def post(self, path: str, form: dict[str, str] | None = None) -> Reply:
        return self.receive(self.send_form(path, form or {}))

    def send_form(self, path: str, form: dict[str, str]) -> Call:
        return self.send("POST", path, urlencode(form).encode(), "application/x-www-form-urlencoded")

    def send_json(self, path: str, data: Any) -> Call:
        return self.send("POST", path, json.dumps(data).encode(), "application/json")

    def send(self, method: str, path: str, body: bytes = b"", content_type: str = "") -> Call:
        host = f"{HOST}:{self.port}"
        headers = {"Host": host, "Connection": "close", "X-Forwarded-Proto": "https"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            headers |= {"Origin": f"https://{host}", "X-CSRFToken": self.cookies.get("csrftoken", "")}
            headers |= {"Content-Type": content_type, "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return Call(self.port, f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)

    def receive(self, call: Call) -> Reply:
        reply = call.reply()
        for name, value in reply.headers:
            if name == "set-cookie":
                self._keep(value)
        return reply

    def _keep(self, cookie: str) -> None:
        pair, _separator, attributes = cookie.partition(";")
        name, _separator, value = pair.partition("=")
        if "max-age=0" in attributes.lower():
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


def parse(received: bytes) -> Reply:
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        raise Lost
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.partition(":") for line in lines]
    reply = Reply(int(first.split(" ", 2)[1]), [(name.lower(), value.strip()) for name, _, value in pairs], body)
    # A process that is killed while it writes leaves half an answer: that is not an acknowledgement.
    if len(body) != int(reply.header("content-length") or 0):
        raise Lost
    return reply
