"""Stands where a host was, with another key, and takes note of all that it is told."""

import contextlib
import hashlib
import socket
import ssl
import subprocess
import threading


class Impostor:
    """A machine that answers at a port within the block, and would read whatever is sent to it."""

    def __init__(self, folder, port):
        folder.mkdir(parents=True, exist_ok=True)
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=tchat", "-keyout", key, "-out", certificate)  # fmt: skip
        self.key = key_of(certificate.read_text())
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.context.set_alpn_protocols(["http/1.1"])
        self.visits, self.heard = 0, b""
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", port))
        self.listener.listen()
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self):
        with contextlib.suppress(OSError):  # which ends it
            while True:
                connection, _ = self.listener.accept()
                self.visits += 1
                # Whoever sees the key turns away, within the handshake or after it.
                with contextlib.suppress(OSError), connection, self.context.wrap_socket(connection, server_side=True) as secure:
                    while piece := secure.recv(1 << 16):
                        self.heard += piece

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        # Closing alone does not wake who accepts.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()


def key_at(port):
    """The key of whoever answers at a port, as it is shown to people."""
    return key_of(ssl.get_server_certificate(("127.0.0.1", port)))


def key_of(certificate):
    """The key in a certificate, as it is shown to people."""
    public = openssl("x509", "-pubkey", "-noout", text=certificate)
    key = openssl("pkey", "-pubin", "-outform", "DER", text=public.decode())
    return ":".join(f"{byte:02X}" for byte in hashlib.sha256(key).digest())


def openssl(*arguments, text=""):
    """Runs openssl, and returns what it prints."""
    return subprocess.run(["openssl", *arguments], input=text.encode(), capture_output=True, check=True).stdout
