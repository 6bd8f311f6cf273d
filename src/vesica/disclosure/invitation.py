"""Opting in: the text that asks for it, and what it means that few or none have."""

from __future__ import annotations

__all__ = ["invitation", "opt_in_state"]


def invitation(*, organisation: str, minimum_group: int = 10) -> str:
    """Text that asks people whether they want to opt in.

    Parameters
    ----------
    organisation : str
        Name to show.
    minimum_group : int
        Smallest group that is shown without anybody's opt-in [people].
    """
    return f"""\
{organisation}: may we show your own result?

What this is about
    {organisation} wants to know how many people know social media, how many are listened to by
    leaders, and how many both. It uses work records such as who writes to whom and how often,
    posts of work accounts, and nominations by colleagues. What anyone wrote is not stored.

What happens without your answer
    Nothing changes for you if you do not answer, and nothing happens to you. You stay in
    figures about groups of at least {minimum_group} people, unless you object. Your own row is
    for you, behind a passphrase that you set. If somebody else set it before you, you will see
    that when you try, and the audit log shows it.

What we ask
    You may allow the analyst of {organisation} to see your own row: your two scores, how sure
    they are, and what they are made of. Nobody else sees it: no manager, no leader, no colleague.

What it is for
    To show you and the analyst where your scores come from, so that they can be explained and
    corrected. It is not used for appraisal, pay, discipline or dismissal: Vesica has no such
    purpose, and a score decides nothing.

How to withdraw
    At any time, without a reason, and without a disadvantage: tell the person who sent you this,
    or have it entered as 'withdraw'. It holds from the next question on. You may also
    object, and then your records leave the figures about groups too.

How to see your own result first
    Ask for your code. With it you set a passphrase, once: vesica person claim CODE. With the
    passphrase you see your own row, whether you opt in or not: vesica explain --code KEY.
"""


def opt_in_state(*, granted: int, people: int, minimum_group: int = 10) -> str:
    """Sentence about how many have opted in, and what is switched off.

    Counts below the minimum group are not exact, nor is the count of those who have not.

    Parameters
    ----------
    granted : int
        People who have opted in.
    people : int
        People in the organisation.
    minimum_group : int
        Smallest group that may be counted [people].
    """
    off = "The analyst cannot open their rows; figures about groups are not affected."
    if people < minimum_group:
        return (
            f"The organisation has fewer than {minimum_group} people: who has opted in is not"
            " counted, and no row is shown to the analyst."
        )
    if granted == 0:
        return (
            "Nobody has opted in yet. 'vesica explain PERSON' is switched off: the analyst can"
            " open nobody's row. People see their own with their own passphrase, and figures about"
            " groups are not affected."
        )
    if granted < minimum_group:
        return (
            f"Fewer than {minimum_group} people have opted in. The others' rows stay closed: {off}"
        )
    if granted == people:
        return f"All {people} people have opted in: the analyst can open every row."
    if people - granted < minimum_group:
        return f"All but fewer than {minimum_group} of {people} people have opted in. {off}"
    return f"{granted} of {people} people have opted in. The others' rows stay closed: {off}"
