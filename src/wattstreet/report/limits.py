"""What a report does not tell: the limits of the model, of its fit and of its data, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wattstreet.words.say import Number, Words, say

if TYPE_CHECKING:
    from wattstreet.analysis.hindcast import Hindcast
    from wattstreet.analysis.provenance import RunSources


def limits(sources: RunSources, past: Hindcast, is_ensemble: bool) -> tuple[Words, ...]:
    """What to keep in mind before quoting a number from this page, the gravest first."""
    said: list[Words] = []
    if is_ensemble:
        said.append(
            say(
                "The draws come from priors around one fit, not from a posterior: ranges say what the "
                "assumptions allow, not what the record has ruled out."
            )
        )
    else:
        said.append(
            say(
                "This is one path, not a forecast: it carries no interval. "
                "`wattstreet run NAME --members 500` draws one."
            )
        )
    if past.noisy is not None:
        burst, draws = past.noisy
        said.append(
            say(
                "The fit is of a path without market noise. With noise, {burst} of {draws} draws of the same "
                "parameters burst before the day of knowledge, which did not happen: the model's markets are "
                "more violent than the record.",
                burst=burst,
                draws=draws,
            )
        )
    if sources.fit is not None and sources.fit.determined is not None:
        said.append(
            say(
                "{free} parameters were free in the fit and the record determines about {determined} of "
                "them; the others are where prior belief and chance of the search left them.",
                free=int(sources.fit.free_parameters),
                determined=Number(float(sources.fit.determined), "1", 0),
            )
        )
    said += [
        say(
            "When a burst comes is not told: it depends on how many holders come to doubt together, which no "
            "record determines."
        ),
        say(
            "A firm that cannot pay shrinks its contracts; who loses what when several fail at once is not "
            "cleared yet."
        ),
        say(
            "Growth without AI takes AI investment out of the accounts under the named rule. It does not say "
            "what people and money would have done instead."
        ),
        say(
            "A region is one queue and one price. Where inside it a site can connect, and what its "
            "neighbours lack, is not told."
        ),
        say(
            "Chinese firms publish less: more of their numbers are assumptions or recalled figures than "
            "those of US firms."
        ),
        say(
            "No record says how many chips are delivered and wait for power: the model's share rests on "
            "order books, deliveries and connections."
        ),
        say(
            "Values follow expected earnings and order books smoothly: that AI shares fall little through a "
            "slump of sales is the model's habit, not a finding."
        ),
        say("Nothing here is advice to buy or sell."),
    ]
    return tuple(said)
