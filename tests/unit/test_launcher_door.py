"""The door joins browsers to Odoo's workers and web sockets to its evented server."""

import asyncio
import contextlib

import pytest

from launcher import door


@pytest.mark.parametrize(
    ("line", "port"),
    [
        (b"GET /websocket?version=1 HTTP/1.1\r\n", 2),
        (b"GET /websocket/health HTTP/1.1\r\n", 2),
        (b"POST /direct/v1/events HTTP/1.1\r\n", 1),
        (b"GET /x?next=/websocket HTTP/1.1\r\n", 1),
        (b"\r\n", 1),
    ],
)
def test_the_first_line_says_where_to(line, port):
    assert door.target(line, 1, 2) == port


def test_bytes_pass_both_ways_and_a_dead_server_is_told():
    async def server(name):
        async def answer(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + name)
            writer.close()

        running = await asyncio.start_server(answer, door.HOST, 0)
        return running, running.sockets[0].getsockname()[1]

    async def ask(port, path):
        reader, writer = await asyncio.open_connection(door.HOST, port)
        writer.write(b"GET " + path + b" HTTP/1.1\r\n\r\n")
        answer = await reader.read()
        writer.close()
        return answer

    async def scene():
        odoo, odoo_port = await server(b"odoo")
        gevent, gevent_port = await server(b"gevent")
        probe, port = await server(b"")
        probe.close()
        await probe.wait_closed()
        serving = asyncio.create_task(door.serve(port, odoo_port, gevent_port))
        await asyncio.sleep(0.2)
        pages = await asyncio.gather(*(ask(port, b"/web") for _ in range(20)))
        socket = await ask(port, b"/websocket")
        odoo.close()
        await odoo.wait_closed()
        dead = await ask(port, b"/web")
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
        gevent.close()
        return pages, socket, dead

    pages, socket, dead = asyncio.run(scene())
    assert all(page.endswith(b"odoo") for page in pages)
    assert socket.endswith(b"gevent")
    assert dead.startswith(b"HTTP/1.1 502")
