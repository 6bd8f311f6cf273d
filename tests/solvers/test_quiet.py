from __future__ import annotations

import os
from threading import Event, Thread

from vesica.plan.solvers.quiet import quiet


def test_two_solvers_at_once_give_the_output_back(capfd):
    inside, leave = Event(), Event()

    def solver():
        with quiet():
            inside.set()
            leave.wait(5)
            os.write(1, b"of a solver\n")

    with quiet():
        other = Thread(target=solver)
        other.start()
        assert inside.wait(5)
    os.write(1, b"still of a solver\n")  # the second is not done yet
    leave.set()
    other.join()
    os.write(1, b"an answer\n")
    assert capfd.readouterr().out == "an answer\n"
