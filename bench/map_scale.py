"""The map beyond what a browser holds: what the server needs for a view of ever more establishments.

Makes registers of its own, points scattered round the townships' seats. Run:
.venv/bin/python -m bench.map_scale [--rows 11266 112660 1126600]

Printed of each: reading the table (all parts), the first answer of a filter, then views as a person
pans and zooms them: p95 of what the server computes, and the bytes that travel.
"""

import argparse
import gzip
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, insert

import settings as configuration
from app import create_app
from data_access.engine import open_engine, reading, writing
from data_access.map_clusters import View, cells_in_view, seen_count
from data_access.map_table import OVERLAYS, MapTable, put_together, read_base, read_overlay
from data_access.migrate import upgrade
from data_access.places import boundaries_of, load_places, townships
from data_access.schema import camera, control_task, establishment
from domain.categories import Category
from domain.clock import city_day, utc_now
from domain.coordinates import Box
from domain.map_filter import MapFilter
from domain.scope import system_scope

PART_ROWS = 20_000
VIEWS = 60
FILTERS = ({}, {"risk": "C,D"}, {"category": "small"}, {"banner": "150602", "risk": "D"})
