import socket

from commands.serve import address, address_problem


def test_a_taken_port_is_named_before_anything_starts():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"127.0.0.1:{port} is taken" in address_problem("127.0.0.1", port)
    assert address_problem("127.0.0.1", port) == ""


def test_an_address_of_another_machine_cannot_be_used():
    assert "203.0.113.1:8050 cannot be used" in address_problem("203.0.113.1", 8050)


def test_ipv6_stands_in_brackets():
    assert address("::1", 8050) == "[::1]:8050"
