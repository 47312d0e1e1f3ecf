"""Bootstrap from its package, the fallback font when it was made."""

import base64
import hashlib
import json
import re
from html import unescape

from flask import Response

from api.bootstrap import ADDRESS
from api.bundle import SCRIPTS, STYLES
from api.first_answers import written
from api.scripts import WHEN_NEEDED
from data_access.engine import writing
from tests.rows import plant


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


def test_styles_and_scripts_of_ours_come_as_one_file_each(server_app, signed_in, engine):
    with writing(engine) as conn:
        scopes = plant(conn)
    client = signed_in(scopes.city)
    page = client.get("/").get_data(as_text=True)
    for address, part in ((STYLES, b".nc-bkpis"), (SCRIPTS, b"dash_clientside")):
        assert address in page
        with client.get(address) as answer:
            assert part in answer.data
            assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_scripts_of_the_grid_and_the_map_do_not_come_with_every_page(server_app, signed_in, engine):
    with writing(engine) as conn:
        scopes = plant(conn)
    page = signed_in(scopes.city).get("/").get_data(as_text=True)
    sources = re.findall(r'<script src="([^"]+)"', page)
    assert not [one for one in sources if "dash_ag_grid" in one or "dash_leaflet" in one]
    told = json.loads(unescape(re.search(r'name="nuancheng-scripts" content="([^"]+)"', page)[1]))
    assert set(told) == set(WHEN_NEEDED)


def test_the_map_brings_leaflet_and_an_overview_on_a_high_screen_its_charts(
    server_app, signed_in, engine
):
    with writing(engine) as conn:
        scopes = plant(conn)
    client = signed_in(scopes.city)
    shown = {path: client.get(path).get_data(as_text=True) for path in ("/", "/map", "/account")}
    leaflet = {path: 'src="/_dash-component-suites/dash_leaflet' in shown[path] for path in shown}
    assert leaflet == {"/": False, "/map": True, "/account": False}
    ahead = re.findall(r'<link rel="preload" as="script" href="([^"]+)" media="\(min', shown["/"])
    assert len(ahead) == 2
    assert not [path for path in ("/map", "/account") if 'rel="preload"' in shown[path]]
    for address in ahead:
        with client.get(address) as answer:
            assert answer.status_code == 200, "Dash loads its charts from elsewhere now"


def test_the_layout_comes_in_the_document(server_app, signed_in, engine):
    with writing(engine) as conn:
        scopes = plant(conn)
    client = signed_in(scopes.city)
    page = client.get("/account").get_data(as_text=True)
    block = re.search(r'id="nc-first/_dash-layout">([^<]+)</script>', page)
    assert json.loads(block[1])["props"]["className"] == "nc-app"


def test_the_script_of_the_head_is_the_one_the_policy_names(server_app, signed_in, engine):
    with writing(engine) as conn:
        scopes = plant(conn)
    answer = signed_in(scopes.city).get("/account")
    page = answer.get_data(as_text=True)
    inline = re.search(r"<head>\s*<script>(.+?)</script>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]


def test_a_text_cannot_end_the_block_it_is_written_in():
    name = json.dumps({"name": "</script><script>alert(1)</script>"})
    block = written("/x", Response(name))
    assert block.count("</script>") == 1
    assert json.loads(re.search(">(.+)<", block)[1]) == json.loads(name)
