"""Unchanging files: packed once, found by their content, and never in the way."""

import brotli
import pytest
from flask import Flask, Response, request

from api.edition import edition
from api.packed import install_packed, pack_now

ADDRESS = "/assets/js/large.js"
TEXT = b"const words = 'as they stand in the file';\n" * 50
PACKS = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def served(tmp_path):
    """A server of one script, which packs at once, and its browser."""
    server = Flask("files")
    install_packed(server, tmp_path, pack=pack_now)

    @server.get(ADDRESS)
    def script():
        answer = Response(request.args.get("text", TEXT), mimetype="text/javascript")
        answer.cache_control.max_age = 60
        answer.set_etag("mark")
        return answer

    return server.test_client()


def test_the_first_asking_packs_and_the_next_gets_it(served, tmp_path):
    first = served.get(ADDRESS, headers=PACKS)
    assert first.data == TEXT
    assert "Content-Encoding" not in first.headers
    again = served.get(ADDRESS, headers=PACKS)
    assert brotli.decompress(again.data) == TEXT
    assert len(again.data) < len(TEXT) / 10
    assert again.headers["Content-Encoding"] == "br"
    assert again.headers["Content-Length"] == str(len(again.data))
    assert "Accept-Encoding" in again.headers["Vary"]
    assert again.headers["Cache-Control"] == "max-age=60"
    assert len(list((tmp_path / "packed" / edition()).iterdir())) == 1


def test_who_holds_it_already_is_told_so(served):
    served.get(ADDRESS, headers=PACKS)
    mark = served.get(ADDRESS, headers=PACKS).headers["ETag"]
    assert served.get(ADDRESS, headers={**PACKS, "If-None-Match": mark}).status_code == 304


def test_changed_content_is_never_answered_with_what_was_packed_before(served):
    served.get(ADDRESS, headers=PACKS)
    other = served.get(ADDRESS, headers=PACKS, query_string={"text": "x" * 900})
    assert other.data == b"x" * 900


@pytest.mark.parametrize("accepts", ["gzip", "br;q=0", ""])
def test_a_browser_that_does_not_take_it_does_not_get_it(served, accepts):
    for _time in range(2):
        answer = served.get(ADDRESS, headers={"Accept-Encoding": accepts})
        assert answer.data == TEXT


def test_where_nothing_can_be_written_files_are_answered_all_the_same(tmp_path):
    (tmp_path / "packed").write_text("a file where the folder should be")
    server = Flask("files")
    install_packed(server, tmp_path)

    @server.get(ADDRESS)
    def script():
        return Response(TEXT, mimetype="text/javascript")

    for _time in range(2):
        assert server.test_client().get(ADDRESS, headers=PACKS).data == TEXT
