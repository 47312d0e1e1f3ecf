"""The served application as a whole: what it answers, and to whom."""

import base64
import hashlib
import re

import pytest

from data_access.engine import writing
from tests.rows import plant


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        return plant(conn)


def test_every_inline_script_has_its_hash_in_the_policy(signed_in, planted):
    answer = signed_in(planted.city).get("/")
    page = answer.get_data(as_text=True)
    policy = answer.headers["Content-Security-Policy"]
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*json)[^>]*>(.*?)</script>", page, re.S)
    assert inline
    for script in inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_layout_holds_a_store_for_every_topic(signed_in, planted):
    told = signed_in(planted.city).get("/_dash-layout").get_data(as_text=True)
    for topic in ("register", "control", "alerts", "cameras"):
        assert f'"live-{topic}"' in told
