"""The routes that are no Dash callbacks, in one list."""

from flask import Blueprint

from api.audit_export import audit_export
from api.bootstrap import bootstrap
from api.bundle import bundle
from api.crumbs import crumbs
from api.detector_files import detector_files
from api.doorbell import doorbell
from api.exports import exports
from api.exports_area import area_exports
from api.exports_control import control_exports
from api.fonts import fonts
from api.health import health
from api.map_clusters import clusters
from api.map_exports import map_exports
from api.map_tiles import tiles
from api.media import media
from api.own_duty import own_duty
from api.own_duty_posts import own_duty_posts
from api.paper_archives import paper_archives
from api.paper_check import paper_check
from api.papers import papers
from api.photos import photos
from api.points import points
from api.public_page import public
from api.rail import rail
from api.stickers import stickers
from api.uploads import uploads
from api.v1 import v1

BLUEPRINTS: tuple[Blueprint, ...] = (
    area_exports,
    audit_export,
    bootstrap,
    bundle,
    clusters,
    control_exports,
    crumbs,
    detector_files,
    doorbell,
    exports,
    fonts,
    health,
    map_exports,
    media,
    own_duty,
    own_duty_posts,
    paper_archives,
    paper_check,
    papers,
    photos,
    points,
    public,
    rail,
    stickers,
    tiles,
    uploads,
    v1,
)
