import pytest

from data_access.configuration import configuration
from domain.datum import Datum
from domain.scope import NotAllowedError, Role, Scope
from settings import ROOT, City, Oidc, Settings
from settings_map import Map, MapLayer

ADMIN = Scope(Role.SYSTEM_ADMIN, "运维")


def told(settings):
    return {one.key: one for one in configuration(settings, ADMIN)}


def test_values_read_as_config_yaml_says_them():
    found = told(
        Settings(
            city=City(
                boundaries=ROOT / "geo" / "150600.geojson", words_zh={"旗区": "区县", "a": "b"}
            )
        )
    )
    assert found["city.boundaries"].value == "geo/150600.geojson"
    assert not found["city.boundaries"].changed
    assert found["city.words_zh"].value == "旗区 → 区县, a → b"
    assert found["demo.enabled"].value == "true"
    assert found["security.second_factor_roles"].value == "security_admin, system_admin, auditor"
    assert found["backup.folder"].value == ""


def test_an_entry_of_a_list_reads_as_config_yaml_says_it():
    layer = MapLayer(
        name="底图", kind="mbtiles", file=ROOT / "data" / "city.mbtiles", datum=Datum.GCJ02
    )
    shown = told(Settings(map=Map(layers=(layer,))))["map.layers"].value
    assert shown == "{datum: gcj02, file: data/city.mbtiles, kind: mbtiles, name: 底图}"


def test_a_secret_is_only_there_or_not():
    assert told(Settings())["oidc.client_secret"].value == ""
    hidden = Settings(oidc=Oidc(client_secret="hunter2"))
    assert told(hidden)["oidc.client_secret"].value is None
    assert "hunter2" not in str(told(hidden))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_nobody_else_reads_it(role):
    place = {"banner_adcode": "150602", "office_id": 1, "establishment_id": 1, "street_id": 1}
    with pytest.raises(NotAllowedError):
        configuration(Settings(), Scope(role, "x", **place))
