import pytest
from sqlalchemy import select

from data_access.engine import reading, writing
from data_access.schema import establishment
from data_access.scoping import in_scope
from domain.scope import NotAllowedError, Role, Scope
from tests.rows import plant


@pytest.mark.parametrize(
    ("who", "shops"),
    [
        ("leader", {1, 2, 3, 4}),
        ("city", {1, 2, 3, 4}),
        ("dongsheng", {1, 2, 3}),
        ("kangbashi", {4}),
        ("office", {1, 2}),
        ("shop", {1}),
    ],
)
def test_each_scope_sees_its_own_rows_only(engine, who, shops):
    with writing(engine) as conn:
        scope = getattr(plant(conn), who)
    seen = in_scope(scope, establishment.c.township_code, establishment.c.id)
    with reading(engine) as conn:
        assert set(conn.execute(select(establishment.c.id).where(seen)).scalars()) == shops


def test_one_establishment_gets_no_sums_over_rivals():
    shop = Scope(Role.ESTABLISHMENT, "x", establishment_id=1)
    with pytest.raises(NotAllowedError):
        in_scope(shop, establishment.c.township_code, None)


def test_a_bound_role_without_its_place_is_refused():
    with pytest.raises(ValueError, match="banner_bureau"):
        Scope(Role.BANNER_BUREAU, "x")
