"""The grid of the register: columns, words and behaviour; its rows come block by block."""

from typing import Any

import dash_ag_grid as dag
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.register_words import cells, column_name, tones
from domain.register_columns import COLUMNS, ListLayout
from domain.register_row import RegisterRow

BLOCK_ROWS = 100
_KEPT_BLOCKS = 20
# Drawn by assets/js/register.js.
_DRAWN = {"name": "RegisterName", "risk": "RegisterRisk"}
_WITH_TONE = (
    "status",
    "licence",
    "licence_expires_on",
    "credit_code",
    "cameras",
    "point",
    "information",
)
_NUMERIC = ("id",)


def register_grid(shown: ListLayout, total: int, *, grid_id: str) -> Component:
    """The empty grid.

    Args:
        shown: Columns in their order, and what the rows are ordered by.
        total: Rows of the list, to draw the scroll bar before they come.
        grid_id: Id of the grid.
    """
    grid: Component = dag.AgGrid(
        id=grid_id,
        columnDefs=[_column(name, shown) for name in shown.columns],
        defaultColDef={
            "resizable": True,
            "suppressMovable": False,
            "suppressHeaderMenuButton": True,
        },
        rowModelType="infinite",
        getRowId="params.data.key",
        className="ag-theme-nc nc-reg__ag",
        style={"height": "100%", "width": "100%"},
        eventListeners={
            "cellKeyDown": ["registerKey(params)"],
            "rowClicked": ["registerClick(params)"],
            "sortChanged": ["registerSorted(params)"],
            "columnMoved": ["registerMoved(params)"],
        },
        dashGridOptions=_options(total),
    )
    return grid


def _options(total: int) -> dict[str, Any]:
    return {
        "theme": {"function": "registerTheme(theme)"},
        "tabToNextCell": {"function": "registerTab(params)"},
        "localeText": grid_words(),
        "rowSelection": {
            "mode": "multiRow",
            "checkboxes": True,
            "headerCheckbox": False,
            "enableClickSelection": False,
        },
        "selectionColumnDef": {
            "pinned": "left",
            "width": 44,
            "headerName": _("选择"),
            "headerClass": "nc-reg__pick",
        },
        "rowHeight": 40,
        "headerHeight": 40,
        "animateRows": False,
        "infiniteInitialRowCount": max(1, total),
        "cacheBlockSize": BLOCK_ROWS,
        "maxBlocksInCache": _KEPT_BLOCKS,
        # The wrapper answers one question at a time; two at once would lose the first.
        "maxConcurrentDatasourceRequests": 1,
        "blockLoadDebounceMillis": 80,
        "suppressCellFocus": False,
        "multiSortKey": "ctrl",
        "tooltipShowDelay": 400,
    }


def grid_row(row: RegisterRow) -> dict[str, Any]:
    """One row as the grid takes it: texts, what is to be seen of them, and the risk letter."""
    marks = {"_tones": tones(row), "_level": row.risk_level or ""}
    return {**cells(row), "key": str(row.id), "id": row.id, **marks}


def grid_words() -> dict[str, str]:
    """Texts of the grid that a reader can meet."""
    return {
        "loadingOoo": _("正在读取…"),
        "loadingError": _("读取失败"),
        "noRowsToShow": _("没有符合条件的单位"),
        "pinColumn": _("固定列"),
        "pinLeft": _("固定在左侧"),
        "pinRight": _("固定在右侧"),
        "noPin": _("不固定"),
        "autosizeThisColumn": _("自动列宽"),
        "autosizeAllColumns": _("全部列自动列宽"),
        "resetColumns": _("恢复默认列"),
        "sortAscending": _("升序"),
        "sortDescending": _("降序"),
        "sortUnSort": _("取消排序"),
        "ariaSortableColumn": _("按 Enter 排序"),
        "ariaRowToggleSelection": _("按空格选择或取消该行"),
        "ariaRowSelect": _("按空格选择该行"),
        "ariaRowDeselect": _("按空格取消选择该行"),
        "ariaInputColumn": _("列输入"),
        "ariaColumn": _("列"),
        "ariaChecked": _("已选"),
        "ariaUnchecked": _("未选"),
        "ariaVisible": _("显示"),
        "ariaHidden": _("隐藏"),
        "ariaRowSelectionDisabled": _("该行不可选择"),
        "ariaToggleCellValue": _("按空格切换"),
        "ariaSkeletonCellLoading": _("正在读取"),
        "ariaSkeletonCellLoadingFailed": _("读取失败"),
    }


def _column(name: str, shown: ListLayout) -> dict[str, Any]:
    column = COLUMNS[name]
    made: dict[str, Any] = {
        "field": name,
        "headerName": column_name(name),
        "headerTooltip": column_name(name),
        "width": column.width_px,
        "sortable": column.sortable,
        "sortingOrder": ["asc", "desc"],
        "tooltipField": name,
    }
    for place, key in enumerate(shown.sort):
        if key.column == name:
            made |= {"sort": "desc" if key.descending else "asc", "sortIndex": place}
    if name in _DRAWN:
        made["cellRenderer"] = _DRAWN[name]
    elif name in _WITH_TONE:
        made["cellRenderer"] = "RegisterTone"
    if name in _NUMERIC:
        made["type"] = "rightAligned"
    if name == "name":
        made |= {"pinned": "left", "lockPinned": True, "lockPosition": "left"}
    return made
