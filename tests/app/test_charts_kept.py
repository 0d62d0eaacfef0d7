"""A chart's shape is built once for everybody; what fills it is each visitor's own, and what Vega-Lite can read."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import altair
import pytest

from jiebei.content.examples import as_of_today, examples
from jiebei.counting.due_dates import today_in_china
from jiebei.plan.advice import advise
from jiebei.plan.appraisal import Premises, assumptions_of, usual_premises, year_of_waiting
from jiebei.plan.options import Advice
from jiebei.web import charts
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


def charts_of(name: str) -> list[dict[str, Any]]:
    """The specifications of both charts of an example case."""
    case = as_of_today(examples()[name], today_in_china())
    worked, premises = advise(case, today_in_china()), usual_premises(today_in_china())
    assert isinstance(worked, Advice)
    assert isinstance(premises, Premises)
    year = year_of_waiting(worked, worked.option(), [assumptions_of(loan, premises) for loan in case.loans])
    return [charts.instalments_chart(worked, worked.option()).spec, charts.waiting_chart(year).spec]


def test_other_figures_and_other_visitors_build_no_chart_again(
    visit: Callable[[], Visit], built: list[str]
) -> None:
    she = visit().go("calculator").press("sample")
    first = drawn(she)
    assert first
    built.clear()
    she.type(budget__affordable="700")
    assert drawn(she) != first
    other = visit().go("calculator").press("sample")
    assert drawn(other) == first
    assert not built


@pytest.mark.parametrize("name", examples())
def test_a_filled_chart_is_one_that_altair_itself_could_have_made(name: str) -> None:
    for spec in charts_of(name):
        altair.LayerChart.from_dict(spec).to_dict()
        assert spec["title"]["text"]
        named = spec.get("datasets", {})
        assert all(layer["data"].get("values") or named[layer["data"]["name"]] for layer in spec["layer"])


def test_one_persons_figures_stay_out_of_the_next_ones_chart() -> None:
    first = charts_of("illness")
    before = deepcopy(first)
    other = charts_of("overdue")
    assert first == before
    assert all(mine != hers for mine, hers in zip(first, other, strict=True))
    assert charts_of("illness") == before
