"""One address for Odoo's workers and its evented server, as a reverse proxy gives in production.

With workers, Odoo serves web sockets on a port of its own. Browsers know one address only; this
small program looks at the first line of each connection and joins it to the right port. It adds
and changes nothing, so it is for one machine and for trying things out.

    python3 door.py PORT ODOO_PORT GEVENT_PORT
"""

import asyncio
import contextlib
import sys

HOST = "127.0.0.1"
CHUNK = 64 * 1024


async def join(reader, writer, odoo, gevent):
    """Join one client to the server that its first line asks for."""
    try:
        first = await reader.readuntil(b"\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        writer.close()
        return
    try:
        inner_reader, inner_writer = await asyncio.open_connection(
            HOST, target(first, odoo, gevent)
        )
    except OSError:
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()
        return
    inner_writer.write(first)
    await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))


def target(line, odoo, gevent):
    """Return the port for a request line: web sockets go to the evented server."""
    path = (line.split(b" ") + [b""])[1]
    return gevent if path.split(b"?")[0].startswith(b"/websocket") else odoo


async def pump(reader, writer):
    """Carry bytes one way until one side has had enough."""
    with contextlib.suppress(ConnectionError, OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    # Either side at its end closes both ways: no half-open connection is left behind.
    writer.close()


async def serve(port, odoo, gevent):
    """Listen until stopped."""
    server = await asyncio.start_server(
        lambda reader, writer: join(reader, writer, odoo, gevent), HOST, port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(*(int(value) for value in sys.argv[1:4])))
