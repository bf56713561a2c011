"""What it costs to send the unit that is nearest in a straight line."""

import numpy
from questions import BEST


def report(questions, near=20):
    calls = range(len(questions.calls))
    exact = [[unit for _, unit in three] for three in questions.answers["road"]]
    straight = [questions.straight_line(call, BEST) for call in calls]

    def share(wrong):
        return f"{100 * sum(wrong) / len(calls):.1f} %"

    best = numpy.array([questions.answers["road"][call][0][0] for call in calls]) / 1000
    lost = numpy.array([questions.times[call][straight[call][0]] for call in calls]) / 1000 - best
    missed = [not set(exact[call]) <= set(questions.straight_line(call, near)) for call in calls]
    print(f"Straight line against road time, {len(calls)} calls, {len(questions.units)} units:")
    # A tie in time is no mistake.
    print(f"  another unit than the nearest by road        {share(lost > 0)}")
    print(f"  not the same three                           {share(set(straight[c]) != set(exact[c]) for c in calls)}")
    print(f"  one of the true three not in the nearest {near}  {share(missed)}")
    ninety, ninety_nine = numpy.percentile(lost, [90, 99])
    print(f"  best by road                                 {best.mean():.0f} s on average")
    tail = f"p90 {ninety:.0f} s, p99 {ninety_nine:.0f} s"
    print(f"  lost by the straight line                    {lost.mean():.1f} s on average, {tail}")
    print(f"  more than a minute lost                      {share(lost > 60)}")
