"""Names in other scripts: found by their beginning and by any part, and never taken for look-alikes."""

# ruff: noqa: RUF001 (look-alikes are the point)

from __future__ import annotations

import pytest

from tests.fixtures.executors import Run
from tests.library.search.asking import names, tiers, track

TRACKS = [
    track("椎名林檎 - 丸ノ内サディスティック", album="無罪モラトリアム"),
    track("宇多田ヒカル - 花束を君に"),
    track("きゃりーぱみゅぱみゅ - つけまつける"),
    track("周杰倫 - 青花瓷"),
    track("방탄소년단 - 봄날"),
    track("Кино - Группа крови"),
    track("Земфира - Искала"),
    track("Βαγγέλης Παπαθανασίου - Χαριτόσημο"),
    track("فيروز - نسم علينا الهوا"),
    track("أم كلثوم - إنت عمري"),
    track("שלמה ארצי - תרקוד"),
    track("עידן רייכל - מִמַּעֲמַקִּים"),
    track("คาราบาว - เมดอินไทยแลนด์"),
    track("लता मंगेशकर - लग जा गले"),
    track("МАМА - СОР"),
    track("MAMA - COP"),
    track("TOKYO - 東京 Nights"),
    track("誰か - ロックンロール", genre="ポップ", album="歌謡"),
    track("誰 - 夜", genre="ロック", album="朝"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("椎名林檎", "椎名林檎 - 丸ノ内サディスティック"),
        ("林檎", "椎名林檎 - 丸ノ内サディスティック"),
        ("サディ", "椎名林檎 - 丸ノ内サディスティック"),
        ("ｻﾃﾞｨｽﾃｨｯｸ", "椎名林檎 - 丸ノ内サディスティック"),
        ("丸ノ内サディスティック", "椎名林檎 - 丸ノ内サディスティック"),
        ("モラトリアム", "椎名林檎 - 丸ノ内サディスティック"),
        ("ヒカル", "宇多田ヒカル - 花束を君に"),
        ("ﾋｶﾙ", "宇多田ヒカル - 花束を君に"),
        ("花束を君に 宇多田ヒカル", "宇多田ヒカル - 花束を君に"),
        ("ぱみゅ", "きゃりーぱみゅぱみゅ - つけまつける"),
        ("青花", "周杰倫 - 青花瓷"),
        ("花瓷", "周杰倫 - 青花瓷"),
        ("杰倫 青花", "周杰倫 - 青花瓷"),
        ("방탄", "방탄소년단 - 봄날"),
        ("소년단", "방탄소년단 - 봄날"),
        ("봄날", "방탄소년단 - 봄날"),
        ("кино", "Кино - Группа крови"),
        ("КРОВИ", "Кино - Группа крови"),
        ("груп кров", "Кино - Группа крови"),
        ("емфир", "Земфира - Искала"),
        ("βαγγελης", "Βαγγέλης Παπαθανασίου - Χαριτόσημο"),
        ("ΒΑΓΓΕΛΗΣ ΧΑΡΙΤ", "Βαγγέλης Παπαθανασίου - Χαριτόσημο"),
        ("θανασίου", "Βαγγέλης Παπαθανασίου - Χαριτόσημο"),
        ("فيروز", "فيروز - نسم علينا الهوا"),
        ("فَيْرُوز", "فيروز - نسم علينا الهوا"),
        ("الهوا علينا", "فيروز - نسم علينا الهوا"),
        ("هوا", "فيروز - نسم علينا الهوا"),
        ("ام كلثوم انت عمري", "أم كلثوم - إنت عمري"),
        ("שלמה", "שלמה ארצי - תרקוד"),
        ("שְׁלֹמֹה אַרְצִי", "שלמה ארצי - תרקוד"),
        ("ממעמקים", "עידן רייכל - מִמַּעֲמַקִּים"),
        ("ไทยแลนด์", "คาราบาว - เมดอินไทยแลนด์"),
        ("คารา", "คาราบาว - เมดอินไทยแลนด์"),
        ("मंगेश", "लता मंगेशकर - लग जा गले"),
        ("東京", "TOKYO - 東京 Nights"),
        ("tokyo 東", "TOKYO - 東京 Nights"),
        ("mama", "MAMA - COP"),
        ("мама", "МАМА - СОР"),
        ("cop mama", "MAMA - COP"),
        ("сор мама", "МАМА - СОР"),
    ],
)
def test_a_part_of_a_name_finds_that_name_alone(run: Run, text: str, found: str) -> None:
    assert names(run, text) == [found]


@pytest.mark.parametrize("text", ["東京都", "crоv", "花瓷青", "ハヒフ", "αβγδ"])
def test_what_only_looks_alike_finds_nothing(run: Run, text: str) -> None:
    assert names(run, text) == []


def test_a_letter_of_another_script_is_a_typo_at_most(run: Run) -> None:
    assert tiers(run, "m\u0430ma") == [("MAMA - COP", "typos")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("genre:ロック", ["誰 - 夜"]),
        ("genre:ポッ", ["誰か - ロックンロール"]),
        ("genre:歌謡", []),
        ("album:ロック", []),
        ("album:歌謡", ["誰か - ロックンロール"]),
        ("artist:ロック", []),
        ("title:ロック", ["誰か - ロックンロール"]),
    ],
)
def test_a_field_is_that_field_in_other_scripts_too(run: Run, text: str, found: list[str]) -> None:
    assert names(run, text) == found
