"""Bootstrap from its package, the fallback font when it was made."""

from api.bootstrap import ADDRESS


def test_bootstrap_comes_from_its_package(server_app):
    with server_app.server.test_client().get(ADDRESS) as answer:
        assert answer.mimetype == "text/css"
        assert b"Bootstrap" in answer.data[:200]
    with server_app.server.test_client().get("/sign-in") as page:
        assert ADDRESS in page.get_data(as_text=True)


def test_a_font_not_made_yet_is_simply_not_there(server_app):
    assert server_app.server.test_client().get("/fonts/nuancheng-sans.woff2").status_code == 404


def test_the_font_is_served_and_may_be_kept(server_app, tmp_path):
    place = tmp_path / "served" / "fonts"
    place.mkdir(parents=True)
    (place / "nuancheng-sans.woff2").write_bytes(b"wOF2 font")
    with server_app.server.test_client().get("/fonts/nuancheng-sans.woff2") as answer:
        assert answer.data == b"wOF2 font"
        assert "max-age=604800" in answer.headers["Cache-Control"]
