"""What every form of limit must answer, whichever way a plan writes it. The forms are in `sim.plan.limits` and `sim.plan.slots`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from sim.calendar import Doubt
from sim.durations import Amount
from sim.plan.clocks import Ground
from sim.plan.starts import NO_TERMS, ReadingRef, StartValue, Terms, awaited_duty
from sim.words import Phrase

if TYPE_CHECKING:
    from sim.plan.limits import Limit


class LimitEnd(NamedTuple):
    """The minute at which a limit ends (None: unknown, or no limit), from which minute it runs, and whether that is settled.

    With a doubt all moments may be known, but not the days that lie between: the minute is what is assumed.
    """

    minute: float | None
    anchor: float | None
    settled: bool
    doubt: Doubt | None = None


class LimitForm(ABC):
    """A limit in one of its forms."""

    __slots__ = ()
    tables: ClassVar[tuple[frozenset[str], ...]] = ()  # the sets of keys by which a file writes this form
    needs: ClassVar[str] = ""  # the keys as a hint names them

    @classmethod
    @abstractmethod
    def read(cls, table: Mapping[str, Any]) -> LimitForm:
        """The limit that a table with one of these sets of keys says. Raises RefusedError."""

    @abstractmethod
    def lengths(self) -> tuple[Limit, ...]:
        """The lengths from a start of which it is made."""

    @abstractmethod
    def starts(self) -> tuple[StartValue, ...]:
        """The moments from which it may run."""

    @abstractmethod
    def has_number(self) -> bool:
        """Whether the plan itself says, without a reading, how long or until when."""

    @abstractmethod
    def taken(self, terms: Terms) -> LimitForm:
        """The same with its readings taken."""

    @abstractmethod
    def end(self, ground: Ground) -> LimitEnd:
        """Where it ends as far as the moments are known; readings are taken."""

    def not_before(self, ground: Ground) -> float | None:
        """A minute before which it certainly does not end, whatever of its moments is still unknown; None where nobody can say."""
        found = self.end(ground)
        return found.minute if found.doubt is None and found.settled else None

    @abstractmethod
    def length(self) -> Amount | None:
        """How long it gives from its start; None where it gives no length. Readings are taken."""

    def runs(self) -> tuple[tuple[Amount, str], ...]:
        """Its lengths with their starts, where it is one, or the first of several to end, and nothing else. Readings are taken."""
        return ()

    @abstractmethod
    def phrase(self, terms: Terms = NO_TERMS) -> Phrase:
        """The limit in words; a reading that is not taken is taken and named."""

    def of(self, lang: str) -> str:
        """A taken limit in the words of a language."""
        return self.phrase().of(lang)

    def loosened(self, now: LimitForm) -> bool | None:
        """Whether `now` gives more time: False where it gives the same, None where it gives less or nobody can say. Readings are taken."""
        return False if self == now else None

    def length_readings(self) -> tuple[str, ...]:
        """The readings that give a length."""
        return tuple(dict.fromkeys(part.amount.id for part in self.lengths() if isinstance(part.amount, ReadingRef)))

    def start_readings(self) -> tuple[str, ...]:
        """The readings that give a start."""
        return tuple(dict.fromkeys(start.id for start in self.starts() if isinstance(start, ReadingRef)))

    def readings(self) -> tuple[str, ...]:
        """The readings on which it leans."""
        return tuple(dict.fromkeys((*self.length_readings(), *self.start_readings())))

    def is_silent(self) -> bool:
        """Whether it says nothing of how long or until when."""
        return not self.has_number() and not self.length_readings()

    def parties(self) -> tuple[str, ...]:
        """The bodies, posts and groups that it names."""
        return ()

    def anchors(self) -> tuple[str, ...]:
        """The duties from whose being done it may run."""
        return tuple(dict.fromkeys(id_ for start in self.starts() if (id_ := awaited_duty(start))))
