"""Addresses that depend on who asks."""

import pytest

from components import links
from domain.scope import Role, Scope


@pytest.mark.parametrize(
    ("asker", "address"),
    [
        (Scope(Role.CITY_BUREAU, "市局"), "/establishment/7"),
        (Scope(Role.MUNICIPAL_LEADER, "市领导"), "/establishment/7"),
        (Scope(Role.ESTABLISHMENT, "七号店", establishment_id=7), "/register/own"),
        (Scope(Role.STREET_MANAGER, "街区", street_id=1), "/establishment/7"),
    ],
)
def test_an_establishment_opens_where_the_asker_may_read_it(asker, address):
    assert links.entry_for(asker, 7) == address
