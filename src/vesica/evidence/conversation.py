"""Who a message in a channel or a thread speaks to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vesica.evidence.collect import Skip

__all__ = ["Conversation"]


@dataclass(slots=True)
class Conversation:
    """One channel: its members, and who has written in its threads so far.

    Parameters
    ----------
    members : tuple of str
        Everybody who can read the channel.
    limit : int
        What goes to more people than this is broadcast.
    threads : dict of str to dict of str to None
        Thread to those who wrote in it, first writer first.
    """

    members: tuple[str, ...]
    limit: int
    threads: dict[str, dict[str, None]] = field(default_factory=dict)

    def say(
        self, sender: str, *, thread: str | None = None, answers: str | None = None
    ) -> dict[str, str]:
        """Recipients and their number of a message by the sender.

        A message in a thread speaks to those who wrote there before, any other one to the
        members of the channel.

        Parameters
        ----------
        sender : str
            Who writes.
        thread : str or None
            The thread, if the message is in one or begins one.
        answers : str or None
            Who began the thread, if the format says it.

        Raises
        ------
        Skip
            If that is nobody, or more people than the limit.
        """
        before: Iterable[str] = ()
        if thread is not None:
            written = self.threads.setdefault(thread, {})
            if answers:
                written.setdefault(answers)
            before = [person for person in written if person != sender]
            written.setdefault(sender)
        heard = list(before) or [person for person in self.members if person != sender]
        if not heard:
            raise Skip("nobody else is known to be in the channel")
        if len(heard) > self.limit and not before:
            raise Skip(f"broadcast to a channel of more than {self.limit} people")
        return {"recipient_id": ";".join(heard), "audience_size": str(len(heard))}

    @staticmethod
    def named(members: object, keys: Mapping[str, str]) -> tuple[str, ...]:
        """Keys of the people among the members, each once."""
        listed = members if isinstance(members, list) else []
        known = (keys.get(m) for m in listed if isinstance(m, str))
        return tuple(dict.fromkeys(key for key in known if key))
