"""Who works on the project, and under what rules: kept in memory, read again when others wrote."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from app.session.people.names import own_name, told_name
from app.session.people.rights import Rights
from crypto.errors import EncryptionError
from models.access import StoreAccess
from models.errors import DatabaseError, ModelError
from models.review.errors import HasLeftError, LastAdminError, RowsGoneError, RowsPutBackError
from models.review.logged_memory import LoggedMemory
from models.review.logged_roles import Logged
from models.review.people import PeopleStore, is_admin
from models.review.person import Person, Role
from models.review.rights import Right
from models.review.rights import may as role_may
from models.review.rule_store import RuleStore
from models.review.rules import Rules

_log = logging.getLogger(__name__)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _admin_gone(known: tuple[Person, ...]) -> RowsGoneError | None:
    """Return what is wrong where nobody is admin any more: no project is left without one."""
    if not known or any(map(is_admin, known)):
        return None
    return RowsGoneError("people")


class PeopleBook:
    """The people and the rules of one project.

    `rights`, `rules`, `known` and `present` are there at once, from any thread; the rest blocks.
    `known` are all who ever joined, so that history can name them.
    While there is a `problem`, or they are not `rules_known`, take as forbidden what rules may
    forbid.
    """

    def __init__(
        self,
        access: StoreAccess,
        *,
        read_only: bool = False,
        denied: Callable[[Right], object] = lambda _right: None,
        memory: LoggedMemory | None = None,
    ) -> None:
        """Join the project, or only look who is there where nothing can be written.

        What cannot be believed gives the least rights, and is told in `problem`. `memory` reads
        what the audit log tells: of that and the rows, the less counts.

        Raises:
            HasLeftError: the person was removed from the project.
            DatabaseError: see `ProjectStore`.
        """
        self._people = PeopleStore(access)
        self._rule_store = RuleStore(access)
        self._denied = denied
        self._access, self._memory = access, memory
        self._logged = Logged()
        # What was put back, by the log: roles that count instead, and rules.
        self._lesser: dict[UUID, Role] = {}
        self._old_rules: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        self.problem: Exception | None = None
        self.rules_known = False
        self.is_new = False
        self.known: tuple[Person, ...] = ()
        self.rules = Rules()
        me = Person(access.author, own_name(), Role.ANNOTATOR, joined_at=_NEVER)
        try:
            # First: a damaged row of people is no reason to take every rule for the strictest.
            rules_problem = self._read_rules()
            # And the log: whoever alters a row of people must not get by what it tells of them.
            self._read_log()
            if read_only:
                me = self._people.one(access.author) or me
            else:
                me, self.is_new = self._people.join(own_name())
            self.known = self._people.all()
            put_back = self._hold_to_log()
            rules_problem = rules_problem or (put_back if self._old_rules else None)
            me = next((one for one in self.known if one.id == me.id), me)
            me, self.known = self._as_logged(me), tuple(map(self._as_logged, self.known))
            self.problem = rules_problem or put_back or _admin_gone(self.known)
        except HasLeftError:
            raise self._refused() from None
        except DatabaseError as error:
            if not read_only:
                raise
            _log.info("a damaged database does not tell who works here: %s", type(error).__name__)
        except (ModelError, EncryptionError) as error:
            # Tampering with one row of people must not lock everybody out of their evidence.
            _log.info("people or rules cannot be believed: %s", type(error).__name__)
            self.problem = error
            me = self._less_of(me)
        if me.has_left or me.id in self._logged.left:
            raise self._refused()
        self.rights = self._rights_of(self._without_rules(me))

    @property
    def present(self) -> tuple[Person, ...]:
        """Those who are of the project, in the order in which they joined."""
        return tuple(one for one in self.known if not one.has_left)

    @property
    def me(self) -> Person:
        """The person at this project."""
        return self.rights.person

    def require(self, right: Right) -> None:
        """Make sure that the person has a right as things stand now; see `Rights.require`."""
        self.rights.require(right)

    def name_of(self, person_id: UUID | None) -> str:
        """Return what a person is called, or "" where nobody knows them."""
        return next((one.name for one in self.known if one.id == person_id), "")

    def refresh(self) -> bool:
        """Read people and rules again; tell whether anything is other than it was.

        What cannot be believed is told in `problem`, and gives the least rights, as at the opening:
        one altered row must not keep a window from hearing that its person was removed.

        Raises:
            DatabaseError: see `ProjectStore`; what was known stays.
        """
        with self._lock:
            before = (self.known, self.rules, self.rights, self.problem is None)
            rules_problem = self._read_rules()
            mine = self.me
            try:
                self.known = tuple(map(self._as_logged, self._people.all()))
                mine = next((one for one in self.known if one.id == mine.id), mine)
                people_problem = self._put_back() or _admin_gone(self.known)
            except DatabaseError:
                raise
            except (ModelError, EncryptionError) as error:
                people_problem = error
                mine = self._own_row_or_least(mine)
            self.problem = rules_problem or people_problem
            self.rights = self._rights_of(self._without_rules(mine))
            return before != (self.known, self.rules, self.rights, self.problem is None)

    def rename(self, person_id: UUID, name: str) -> Person:
        """Call oneself, or as an admin somebody else, otherwise.

        Raises:
            NotAllowedError: others are named by themselves or by an admin.
            ValueError: nothing of the name can be read.
        """
        if person_id != self.me.id:
            self.rights.require(Right.MANAGE_PEOPLE)
        if not (kept := told_name(name)):
            raise ValueError("a person needs a name")
        person = self._people.rename(person_id, kept)
        self.refresh()
        return person

    def give_role(self, person: Person, role: Role) -> Person:
        """Give a person another role.

        Raises:
            NotAllowedError, LastAdminError, HasLeftError, StaleRevisionError, RowMissingError
        """
        self.rights.require(Right.MANAGE_PEOPLE)
        if self._lesser.get(person.id) is person.role:
            # The row says otherwise, and it is the row that is changed.
            person = self._people.one(person.id) or person
        if role is not Role.ADMIN:
            self._check_admin_counts(person.id)
        above = self._logged.revision_of(person.id)
        changed = self._people.give_role(person, role, above=above)
        self._lesser.pop(person.id, None)
        self.refresh()
        return changed

    def remove(self, person_id: UUID) -> Person:
        """Remove a person from the project: they open it no more, and what they did stays theirs.

        Raises:
            NotAllowedError, OwnRemovalError, LastAdminError, RowMissingError
        """
        self.rights.require(Right.MANAGE_PEOPLE)
        self._check_admin_counts(person_id)
        removed = self._people.remove(person_id, above=self._logged.revision_of(person_id))
        self.refresh()
        return removed

    def take_back(self, person_id: UUID) -> Person:
        """Make a person who was removed one of the project again, with the role that they had.

        Raises:
            NotAllowedError, RowMissingError
        """
        self.rights.require(Right.MANAGE_PEOPLE)
        person = self._people.take_back(person_id, above=self._logged.revision_of(person_id))
        self.refresh()
        return person

    def settle(self, rules: Rules, *, seen: Rules) -> Rules:
        """Settle what differs from the rules that were `seen`; return what holds now.

        Raises:
            NotAllowedError: only admins do.
            ValueError: a value is none that a rule can have.
        """
        self.rights.require(Right.CHANGE_RULES)
        old, settled = self._old_rules, self._logged.settled
        now = self._rule_store.save(rules, seen=seen, anew=old, settled=settled)
        self._old_rules = frozenset()
        self.refresh()
        return now

    def who_may(self, right: Right) -> tuple[str, ...]:
        """Return the names of those who may."""
        return tuple(one.name for one in self.present if role_may(one.role, right))

    def _refused(self) -> HasLeftError:
        """Note that somebody who has left asked to be let in, and return what to tell them."""
        self._denied(Right.VIEW)
        return HasLeftError(ask=self.who_may(Right.MANAGE_PEOPLE))

    def _hold_to_log(self) -> Exception | None:
        """Compare people and rules with what the audit log tells; return what was put back."""
        if self._less_than_told():
            # A role may have been given since the log was read, while the rows were.
            self._read_log()
            self.known = self._people.all()
        self._lesser = self._less_than_told()
        if self.rules_known:
            self._old_rules = self._rule_store.put_back(self._logged.settled)
        self.rules_known = self.rules_known and not self._old_rules
        return self._put_back()

    def _less_than_told(self) -> dict[UUID, Role]:
        """Return who counts as less than their row says, or than the log does, and as what."""
        less = {}
        for one in self.known:
            told = self._logged.roles.get(one.id, one.role)
            if one.id in self._logged.left and not one.has_left:
                told = Role.ANNOTATOR
            if told is not one.role:
                less[one.id] = min(told, one.role, key=list(Role).index)
        return less

    def _less_of(self, person: Person) -> Person:
        """Return the person with the less of the role of their row and what the log tells."""
        told = self._logged.roles.get(person.id, person.role)
        return replace(person, role=min(told, person.role, key=list(Role).index))

    def _own_row_or_least(self, me: Person) -> Person:
        """Return what the person's own row tells, where others' cannot be believed."""
        try:
            return self._as_logged(self._people.one(me.id) or me)
        except DatabaseError:
            raise
        except (ModelError, EncryptionError):
            return replace(me, role=Role.ANNOTATOR)

    def _without_rules(self, me: Person) -> Person:
        """Return what the person is while rules are not known: nobody judges without them.

        An admin can settle them anew.
        """
        if self.rules_known or me.role is Role.ADMIN:
            return me
        return replace(me, role=Role.ANNOTATOR)

    def _read_log(self) -> None:
        if self._memory is not None:
            self._logged = self._memory.read(self._access)

    def _check_admin_counts(self, person_id: UUID) -> None:
        """Make sure that an admin is left who counts as one, not only by a row that was put back.

        Raises:
            LastAdminError: there would be none.
        """
        admins = [one.id for one in self.known if is_admin(one)]
        if self._lesser and admins == [person_id]:
            raise LastAdminError

    def _put_back(self) -> Exception | None:
        if self._old_rules:
            return RowsPutBackError("project_rules")
        return RowsPutBackError("people") if self._lesser else None

    def _as_logged(self, person: Person) -> Person:
        role = self._lesser.get(person.id, person.role)
        return person if role is person.role else replace(person, role=role)

    def _read_rules(self) -> Exception | None:
        """Read the rules, and return why they cannot be believed, or None.

        Nobody shall find them unknown meanwhile: all would be covered, for the blink of an eye.

        Raises:
            DatabaseError: see `ProjectStore`.
        """
        try:
            self.rules = self._rule_store.rules()
        except DatabaseError:
            raise
        except (ModelError, EncryptionError) as error:
            _log.info("the rules cannot be believed: %s", type(error).__name__)
            self.rules_known = False
            return error
        self.rules_known = not self._old_rules
        return None

    def _rights_of(self, person: Person) -> Rights:
        return Rights(person, who_may=self.who_may, denied=self._denied)
