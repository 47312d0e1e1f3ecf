from datetime import timedelta

from components.dossier_overview import looks
from components.plain import plain
from domain.establishment_record import Channel
from domain.kitchen import CameraState
from tests.conftest import NOON


def channel(number, state):
    return Channel(number, f"C-0{number}", "cooking", None, False, state, NOON, None, NOON)


def test_the_newest_picture_is_dated_and_an_offline_camera_says_so(built_app):
    cameras = [channel(1, CameraState.ONLINE), channel(2, CameraState.OFFLINE)]
    moments = {1: NOON, 2: NOON - timedelta(hours=3)}
    with built_app.server.test_request_context():
        told = str(plain(looks(cameras, moments, NOON)))
    assert told.index("/media/look/1?") < told.index("/media/look/2?")
    assert told.count("非实时") == 2
    assert told.count("现离线") == 1
