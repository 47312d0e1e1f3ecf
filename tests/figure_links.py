"""Numbers of a screen that open a list, and how long that list says it is."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from data_access.engine import reading
from data_access.register_list import count
from domain.register_filter import RegisterFilter
from tests.posted import open_page, words

TODAY = date(2026, 11, 19)


def numbers(tree):
    """Address and number of each link that shows a whole number as a figure; no share of a cell."""
    if isinstance(tree, list):
        for child in tree:
            yield from numbers(child)
    if not isinstance(tree, dict):
        return
    props = tree.get("props", {})
    if "href" in props and props.get("role") != "gridcell":
        own = props.get("children")
        text = own if isinstance(own, str) and re.fullmatch(r"[\d,]+", own) else _figure(tree)
        if text is not None:
            yield props["href"], int(text.replace(",", ""))
    yield from numbers(props.get("children"))


def _figure(tree):
    """The first whole number inside a link that is marked as a figure and is no clock."""
    if isinstance(tree, list):
        return next((one for child in tree if (one := _figure(child)) is not None), None)
    if not isinstance(tree, dict):
        return None
    props = tree.get("props", {})
    if "data-due" in props or "data-since" in props:
        return None
    text = words(tree)
    if "nc-num" in str(props.get("className", "")).split() and re.fullmatch(r"[\d,]+", text):
        return text
    return _figure(props.get("children"))


def heard(tree):
    """Address → what a screen reader says of each link that says more than is seen."""
    found = {}
    if isinstance(tree, list):
        for child in tree:
            found |= heard(child)
    elif isinstance(tree, dict):
        props = tree.get("props", {})
        hidden = _part(props.get("children"), "visually-hidden") if "href" in props else None
        if hidden is not None:
            found[props["href"]] = words({"props": {**hidden["props"], "className": ""}})
        found |= heard(props.get("children"))
    return found


def listed(browser, engine, scope, href):
    """How long the list at an address says it is."""
    parts = urlsplit(href)
    query = dict(parse_qsl(parts.query))
    if parts.path == "/register":
        with reading(engine, scope.place) as conn:
            return count(conn, scope, RegisterFilter.parse(query), TODAY)
    page = open_page(browser, parts.path, f"?{parts.query}")
    if parts.path == "/control":
        text = re.search(r"共 ([\d,]+) (?:家|次)", words(page)).group(1)
    elif parts.path == "/register/certificates":
        text = re.search(r"共 ([\d,]+) 人", words(page)).group(1)
        shown = len(re.findall("/establishment/", str(page)))  # they fit on one page in the tests
        assert int(text) == shown
    elif parts.path == "/register/import":
        text = re.search(r"共 ([\d,]+) 批", words(page)).group(1)
    else:
        mark = {"/alerts": "nc-pagehead", "/videowall": "nc-vw__scope"}[parts.path]
        text = _figure(_part(page, mark))
    return int(text.replace(",", ""))


def _part(tree, mark):
    if isinstance(tree, list):
        return next((one for child in tree if (one := _part(child, mark)) is not None), None)
    if not isinstance(tree, dict):
        return None
    props = tree.get("props", {})
    if mark in str(props.get("className", "")).split():
        return tree
    return _part(props.get("children"), mark)
