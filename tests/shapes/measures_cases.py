"""Cases of shapes/measures.ttl."""

from shape_case import Case, added, listed, misplaced, removed, replaced

FIGURE = "figure-alpha-women"
RULE = "rule-alpha-quota"
SCORE = "score-alpha-total"

CASES: tuple[Case, ...] = (
    *misplaced("ValueBearers", ":value 5.0"),
    added(SCORE, ":value 24.0", "ValueBearers-value"),
    added(FIGURE, ":value 11.0", "ValueBearers-value"),
    replaced(FIGURE, ":value", "10", "ValueBearers-value"),
    # No part above its whole, no low end above the high one, no score outside of its scale.
    replaced(FIGURE, ":value", "31.0", "ValueBearers-value"),
    replaced(RULE, ":value", "40.0", "ValueBearers-value"),
    replaced(SCORE, ":value", "101.0", "ValueBearers-value"),
    *misplaced("NumberBearers", ":formerValue 5.0", ":measure c:measure-age", ":unit c:unit-day"),
    *(
        added("event-march", f"{name} 5.0", "NumberBearers", "RangeShape-value", "EntityShape")
        for name in (":valueHigh", ":outOf")
    ),
    added(RULE, ":valueHigh 41.0", "NumberBearers-valueHigh"),
    replaced(RULE, ":valueHigh", "41", "NumberBearers-valueHigh"),
    added(RULE, ":formerValue 11.0", "NumberBearers-formerValue"),
    replaced(RULE, ":formerValue", "11", "NumberBearers-formerValue"),
    added(FIGURE, ":outOf 31.0", "NumberBearers-outOf"),
    replaced(FIGURE, ":outOf", "31", "NumberBearers-outOf"),
    added(FIGURE, ":measure c:measure-age", "NumberBearers-measure"),
    *listed(FIGURE, ":measure", "measure", "NumberBearers-measure"),
    added(FIGURE, ":unit c:unit-day", "NumberBearers-unit"),
    *listed(FIGURE, ":unit", "unit", "NumberBearers-unit"),
    Case(RULE, ("RangeShape-value",), (":value",)),
    replaced(FIGURE, ":value", "10.0 ; :trend c:trend-increased"),
    Case(FIGURE, ("RangeShape-value",), (":value",), ":trend c:trend-increased"),
    removed(FIGURE, ":unit", "MeasuredShape"),
    removed(RULE, ":unit", "MeasuredShape"),
    removed(RULE, ":measure", "MeasuredShape"),
    *misplaced("QualifierBearers", ":qualifier c:qualifier-up-to"),
    removed("figure-alpha-trend", ":trend", "FigureShape"),
    removed("figure-alpha-trend", ":measure", "FigureShape-measure"),
    removed("score-alpha-band", ":band", "ScoreShape"),
    removed("score-alpha-trend", ":trend", "ScoreShape"),
    Case("score-alpha-band", (), (":band",), ":value 5.0"),
    removed(SCORE, ":indicator", "ScoreShape-indicator"),
    added(SCORE, ":edition 2023", "ScoreShape-edition"),
    replaced(SCORE, ":edition", "2024.0", "ScoreShape-edition"),
    replaced(SCORE, ":edition", "24", "ScoreShape-edition"),
    added(SCORE, ":scaleMin 1.0", "ScoreShape-scaleMin"),
    replaced(SCORE, ":scaleMin", "0", "ScoreShape-scaleMin"),
    replaced(SCORE, ":scaleMin", "24.0", "ScoreShape-scaleMin"),
    Case("score-alpha-band", ("ScoreShape-scaleMin",), (), ":scaleMin 7.0 ; :scaleMax 1.0"),
    added(SCORE, ":scaleMax 200.0", "ScoreShape-scaleMax"),
    replaced(SCORE, ":scaleMax", "100", "ScoreShape-scaleMax"),
    added(SCORE, ":scaleDirection c:scale-direction-lower-is-better", "ScoreShape-scaleDirection"),
    *listed(SCORE, ":scaleDirection", "scale-direction", "ScoreShape-scaleDirection"),
    added(SCORE, ":band c:band-consolidated-authoritarian", "ScoreShape-band"),
    *listed(SCORE, ":band", "band", "ScoreShape-band"),
    *misplaced(
        "ScoreProperties",
        ":edition 2024",
        ":scaleMin 1.0",
        ":scaleMax 7.0",
        ":scaleDirection c:scale-direction-lower-is-better",
        ":band c:band-not-free",
    ),
    *misplaced("TrendBearers", ":trend c:trend-neutral"),
    added(SCORE, ":trend c:trend-increased", "TrendBearers-trend"),
    *listed(SCORE, ":trend", "trend", "TrendBearers-trend"),
    *misplaced("IndicatorBearers", ":indicator c:indicator-fiw-total"),
    added(SCORE, ":indicator c:indicator-fiw-a", "IndicatorBearers-indicator"),
    *listed(SCORE, ":indicator", "indicator", "IndicatorBearers-indicator"),
    *misplaced("PeriodBearers", ':period "2023"'),
    added(SCORE, ':period "2022"', "PeriodBearers-period"),
    replaced(SCORE, ":period", '"May 2023"', "PeriodBearers-period"),
)
