"""The frame of every page: rail, top bar, live stores, messages, and where the page stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html, page_container
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.key_help import key_help
from components.rail import RAIL_RUNG, NavItem, letters, rail
from components.toast import TOAST
from components.top_bar import CRUMB, LIVE_TIME, Viewer, demo_mark, top_bar

__all__ = ["CRUMB", "LIVE_TIME", "TOAST", "NavItem", "Viewer", "shell"]

TOPICS = ("register", "control", "alerts", "cameras", "looks")
LIVE_SETTINGS = "live-settings"
LIVE_STARTED = "live-started"
SHELL_PAGES = "shell-pages"
SHELL_WORDS = "shell-words"
SHELL_STARTED = "shell-started"
SHELL_SAID = "shell-said"
SHELL_SHOWN = "shell-shown"
MAIN = "nc-main"


def shell(
    *,
    pages: Sequence[NavItem],
    viewer: Viewer,
    language: str,
    demo: bool,
    numbers: Mapping[str, int],
    live: Mapping[str, Any],
    form_token: str,
    platform: str,
) -> Component:
    """The whole page around `dash.page_container`.

    Args:
        pages: Every page of this person in the order of the rail.
        viewer: Who is signed in.
        language: `zh` or `en`, the language now shown.
        demo: Whether the rows are those of the demonstration city.
        numbers: Change number a topic, the first value of the live stores.
        live: `fallbackPollS`, `staleAfterS`, and `edition` of the program.
        form_token: Token of the sign-out and language forms.
        platform: The city and what it calls this product, for the head and foot of paper.
    """
    keys = letters(pages)
    return html.Div(
        [
            html.A(_("跳到主要内容"), href=f"#{MAIN}", className="nc-skip"),
            _stores(pages, keys, viewer, numbers, live, platform),
            rail(pages),
            top_bar(viewer, language, form_token, demo=demo),
            html.Div(id="shell-strip", className="nc-strip", role="status", hidden=True),
            html.Div(id="shell-paper", className="nc-paper"),
            html.Div(page_container, id=MAIN, className="nc-page", tabIndex="-1"),
            demo_mark("nc-demo nc-demo--wall") if demo else None,
            html.Div(
                id="shell-toasts",
                className="nc-toasts",
                **aria(live="polite", relevant="additions"),
            ),
            key_help(pages, keys),
            html.Div(id="shell-session", className="nc-dialog__back", hidden=True),
        ],
        className="nc-app",
    )


def _stores(
    pages: Sequence[NavItem],
    keys: Mapping[str, str],
    viewer: Viewer,
    numbers: Mapping[str, int],
    live: Mapping[str, Any],
    platform: str,
) -> Component:
    words = {
        "fresh": _("数据"),
        "stale": _("数据停在"),
        "lost": _("无法连接服务器，正在重试"),
    }
    known = [
        {"path": page.path, "name": page.name, "wall": page.wall, "key": keys.get(page.path, "")}
        for page in pages
    ]
    who = {"id": viewer.account_id, "line": f"{viewer.name} · {viewer.role} · {viewer.place}"}
    shown = {"viewer": who, "platform": platform, **_words(viewer)}
    return html.Div(
        [
            *(dcc.Store(id=f"live-{topic}", data=numbers.get(topic, 0)) for topic in TOPICS),
            dcc.Store(id=LIVE_SETTINGS, data={**live, "numbers": dict(numbers), "words": words}),
            dcc.Store(id=LIVE_STARTED),
            dcc.Store(id=SHELL_PAGES, data=known),
            dcc.Store(id=SHELL_WORDS, data=shown),
            dcc.Store(id=SHELL_STARTED),
            dcc.Store(id=TOAST),
            dcc.Store(id=SHELL_SAID),
            dcc.Store(id=SHELL_SHOWN),
            dcc.Store(id=RAIL_RUNG),
        ],
        hidden=True,
    )


def _words(viewer: Viewer) -> dict[str, str]:
    """What the scripts of the shell say; values in braces are filled in there."""
    return {
        **_search_words(viewer),
        "open": _("打开搜索"),
        "results": _("搜索结果"),
        "clear": _("清空"),
        "recent": _("最近搜索"),
        "short": _("再输入一个字"),
        "none": _("没有找到“{text}”"),
        "noneHint": _("检查是否有错字；只列出您有权查看的内容"),
        "failed": _("搜索暂时不可用，正在重试"),
        "often": _("搜索过于频繁，请稍候"),
        "found": _("{n} 条结果"),
        "moving": _("↑↓ 选择　Enter 打开　Esc 关闭"),
        "offline": _("网络已断开，显示的是 {time} 的数据。恢复后自动更新，请勿关闭页面。"),
        "unreachable": _("暂时连不上服务器，显示的是 {time} 的数据，正在自动重试。"),
        "old": _("后台暂时没有新数据，显示的是 {time} 的数据，恢复后自动更新。"),
        "back": _("已恢复连接"),
        "renewed": _("系统已更新。保存好手头的内容后，刷新即可使用新版本。"),
        "reload": _("刷新"),
        "later": _("稍后"),
        "close": _("关闭"),
        "closeAll": _("全部关闭"),
        "more": _("另有 {n} 条"),
        "ending": _("即将自动退出"),
        "endingText": _("您已一段时间没有操作，{time} 后将自动退出登录。未提交的内容会为您保留。"),
        "endingFirm": _("本次登录已到最长时限，{time} 后需要重新登录。未提交的内容会为您保留。"),
        "stay": _("继续使用"),
        "kept": _("已恢复您上次未提交的内容"),
        "failedPanel": _("这部分内容没有读取成功"),
        "noAnswer": _("连不上服务器，恢复后自动重试"),
        "retry": _("重试"),
        "printed": _("打印于 {time}"),
    }


def _search_words(viewer: Viewer) -> dict[str, str]:
    """What can be looked for: an administrator finds pages only, and is promised nothing else."""
    if not viewer.finds_places:
        return {"find": _("页面名称"), "hint": _("可输入页面名称或拼音首字母")}
    return {
        "find": _("单位、首字母、许可证号、地点、预警号"),
        "hint": _("可输入名称、拼音首字母、许可证号、统一社会信用代码、预警号或地名"),
    }
