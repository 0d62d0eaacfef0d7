"""A chart is built once for the same figures, anew for others, and never for somebody else."""

from __future__ import annotations

from collections.abc import Callable

import altair
import pytest

from tests.app.visiting import Visit


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for every chart that Altair has turned into Vega-Lite."""
    done: list[str] = []
    to_dict = altair.LayerChart.to_dict

    def counted(chart: altair.LayerChart, *args: object, **kwargs: object) -> dict[str, object]:
        done.append("built")
        return to_dict(chart, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(altair.LayerChart, "to_dict", counted)
    return done


def drawn(person: Visit) -> list[str]:
    return [chart.proto.spec for chart in person.at.get("vega_lite_chart")]


def test_the_same_figures_build_no_chart_again(visit: Callable[[], Visit], built: list[str]) -> None:
    she = visit().go("calculator").press("sample")
    first, times = drawn(she), len(built)
    assert first
    assert times > 0
    she.at.run()
    assert drawn(she) == first
    assert len(built) == times
    she.type(budget__affordable="700")
    assert drawn(she) != first
    assert len(built) > times


def test_another_visit_has_charts_of_its_own(visit: Callable[[], Visit], built: list[str]) -> None:
    she = visit().go("calculator").press("sample")
    times = len(built)
    other = visit().go("calculator").press("sample")
    assert len(built) == 2 * times
    assert drawn(she) == drawn(other)
