"""Who bound themselves to what, until when, on what condition."""

from collections.abc import Sequence

from dragoman.assemble import Resolved
from dragoman.extract import Drafts
from dragoman.records import Commitment, Document, Event, content_id, quote

# In these the one who is told to act is bound, not the one who speaks.
_BIND_THE_OTHER = frozenset({"demand", "ultimatum"})


def commitments(
    document: Document, drafts: Drafts, *, events: Sequence[Event], resolved: Resolved
) -> tuple[Commitment, ...]:
    """Return the commitments that the events state, in order; `events` are the drafts' events, one each."""
    made = []
    for number, (draft, event) in enumerate(zip(drafts.events, events, strict=True)):
        if draft.commitment is None or draft.content is None:
            continue
        other = draft.commitment in _BIND_THE_OTHER
        made.append(
            Commitment(
                id=content_id(event.id, draft.commitment, draft.content.start, draft.content.end),
                event=event.id,
                kind=draft.commitment,
                promisor=event.recipients if other else event.actors,
                promisee=event.actors if other else event.recipients,
                content=quote(document.text, draft.content),
                deadline=resolved.deadlines[number],
                condition=quote(document.text, draft.condition) if draft.condition else None,
            )
        )
    return tuple(made)
