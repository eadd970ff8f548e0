"""A line to a server that can be cut, fall silent and be mended, as when a process is stopped and started."""

import select
import socket
import threading


class Line:
    """Passes on what comes in at `port` to a server. While it is `cut` nobody can connect; while it is `silent` whoever
    connects gets no answer."""

    def __init__(self, host, port):
        self.server = (host, port)
        self.port = 0
        self.silent = False
        self.mend()

    def mend(self):
        self.silent = False
        self.open = []
        self.door = socket.create_server(("127.0.0.1", self.port))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._accept, args=[self.door], daemon=True).start()

    def cut(self):
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        for end in self.open:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:  # ended already
                continue

    def _accept(self, door):
        while True:
            try:
                near, _address = door.accept()
            except OSError:  # cut
                return
            far = socket.create_connection(self.server)
            self.open += [near, far]
            threading.Thread(target=self._pass_on, args=[near, far], daemon=True).start()

    def _pass_on(self, near, far):
        other = {near: far, far: near}
        with near, far:
            while True:
                for end in select.select([near, far], [], [])[0]:
                    try:
                        data = end.recv(65536)
                        if not data:
                            return
                        if not self.silent:
                            other[end].sendall(data)
                    except OSError:
                        return
