"""Two cities, each with everything that has an address, and one person for every role in the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from engagement.accounts.models import User
from engagement.associations.models import Association, Block, Claim, Contact, Listing, MembershipInvitation
from engagement.attendance.models import Attendance, HoursProposal
from engagement.barriers.models import BarrierReport
from engagement.callbacks.models import CallbackRequest
from engagement.cities.models import City, CityLook, CityPageVersion, StaffDeputy, StaffInvitation
from engagement.cities.theme import PRESETS
from engagement.cities.theme_choice import choice_of
from engagement.core.actor import CityRole, MembershipRole
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.messages.models import Message, MessageThread
from engagement.notes.models import StaffNote
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import AssociationTemplate, CityTemplate, Opportunity, Publication, Shift
from engagement.registrations.enums import CallTopic, RegistrationState
from engagement.registrations.models import CallTask, Participant, Registration
from engagement.reports.enums import CaseState, Category, Measure, Side, SubjectKind
from engagement.reports.models import Complaint, Report, ReportCase
from tests.support.factories import make_association, make_city, make_opportunity, make_staff, make_user


@dataclass
class Town:
    """One city with an association, offers in three states, a registration, a claim and invitations."""

    slug: str
    number: int = 1
    ids: dict[str, str] = field(default_factory=dict)

    def build(self) -> Town:
        self.city: City = make_city(self.slug)
        self.district: str = self.city.districts[0].public_id
        self.owner: User = make_user(f"verein@{self.slug}.example", name="Helga Brandt")
        self.moderator: User = make_staff(self.city, email=f"pruefung@{self.slug}.example")
        self.administrator: User = make_staff(
            self.city, role=CityRole.ADMINISTRATOR, email=f"leitung@{self.slug}.example"
        )
        self.editor: User = make_staff(self.city, role=CityRole.EDITOR, email=f"redaktion@{self.slug}.example")
        self.association: Association = make_association(self.city, owner=self.owner)
        self.unclaimed: Association = make_association(self.city)
        newcomer = make_association(self.city, owner=make_user(), verified=False)
        self.offers = [
            make_opportunity(self.city, self.association, state=state, easy_title="Kuchen", easy_text="Wir backen.")
            for _ in range(self.number)
            for state in (PublicationState.PUBLISHED, PublicationState.DRAFT, PublicationState.IN_REVIEW)
        ]
        published, draft, in_review = self.offers[:3]
        self.ids = {"association": self.association.public_id, "unclaimed": self.unclaimed.public_id,
                    "published": published.public_id, "draft": draft.public_id}  # fmt: skip
        with entered(SYSTEM), writing():
            self._add_the_rest(published, in_review, newcomer)
        return self

    def _add_reports(self, published: Opportunity) -> None:
        shown = db.session.query(Publication).filter_by(opportunity_id=published.id).one()
        facts = {"association_id": self.association.id, "city_id": self.city.id}
        decided = ReportCase(
            subject_kind=SubjectKind.OFFER, subject_id=published.public_id, title=published.title, reports_count=1,
            publication_id=shown.id, state=CaseState.DECIDED, measure=Measure.CORRECT, decided_at=utcnow(),
            reason="Die Uhrzeit stimmt nicht.", **facts,
        )  # fmt: skip
        waiting = ReportCase(
            subject_kind=SubjectKind.ASSOCIATION, subject_id=self.association.public_id, reports_count=1,
            title=self.association.name, is_urgent=True, **facts,
        )  # fmt: skip
        report = Report(
            case=decided, city_id=self.city.id, category=Category.WRONG, text="Um 10 Uhr ist niemand da.",
            name="Erna Alt", email="erna@leute.example", fingerprint="x", revision_id=shown.shown_revision_id,
        )  # fmt: skip
        other = Report(
            case=waiting, city_id=self.city.id, category=Category.CHILDREN, fingerprint="x",
            text="Niemand passt auf.", shown={"name": self.association.name},
        )  # fmt: skip
        complaint = Complaint(
            case=decided, city_id=self.city.id, side=Side.REPORTER, complainant="x", text="Das reicht nicht."
        )
        db.session.add_all([report, other, complaint])
        db.session.flush()
        self.ids |= {"case": decided.public_id, "report": report.public_id, "complaint": complaint.public_id,
                     "open_case": waiting.public_id}  # fmt: skip

    def _add_the_rest(self, published: Opportunity, in_review: Opportunity, newcomer: Association) -> None:
        def one(model: type, **values: object) -> object:
            return db.session.query(model).filter_by(**values).first()

        soon = utcnow() + timedelta(days=5)
        guest = Participant(email="gast@leute.example", email_normalised=f"gast@{self.slug}.example")
        claim = Claim(city_id=self.city.id, association_id=self.unclaimed.id, user_id=self.owner.id)
        team = MembershipInvitation(association_id=self.association.id, city_id=self.city.id, expires_at=soon,
                                    email="neu@leute.example", role=MembershipRole.EDITOR)  # fmt: skip
        staff = StaffInvitation(
            city_id=self.city.id, email="amt@leute.example", role=CityRole.MODERATOR, expires_at=soon
        )
        own = AssociationTemplate(association_id=self.association.id, name="Unser Fest", content={})
        template = CityTemplate(city_id=self.city.id, name="Vorlage der Stadt", content={"title": "Hände"})
        deputy = StaffDeputy(
            city_id=self.city.id, absent_id=self.moderator.id, deputy_id=self.administrator.id, starts_on=today()
        )
        page = CityPageVersion(
            city_id=self.city.id, slug="hilfe", language="de", number=1, title="Hilfe", source="Text"
        )
        neutral = PRESETS["neutral"]
        look = CityLook(
            city_id=self.city.id, number=1, choice=choice_of(neutral).to_dict(), theme=neutral.to_dict(), sections=[]
        )
        db.session.add_all([guest, claim, team, staff, own, template, deputy, page, look])
        db.session.flush()
        shift = one(Shift, opportunity_id=published.id)
        assert isinstance(shift, Shift)
        shift.taken, shift.series = 1, self.slug[:16]
        registration = Registration(
            city_id=self.city.id, opportunity_id=published.id, association_id=self.association.id, shift_id=shift.id,
            participant_id=guest.id, state=RegistrationState.CONFIRMED, name="Gast",
        )  # fmt: skip
        db.session.add(registration)
        over = Shift(
            opportunity_id=published.id, association_id=self.association.id, capacity=5, taken=1,
            starts_at=utcnow() - timedelta(days=2, hours=3), ends_at=utcnow() - timedelta(days=2),
        )  # fmt: skip
        db.session.add(over)
        db.session.flush()
        past = Registration(
            city_id=self.city.id, opportunity_id=published.id, association_id=self.association.id, shift_id=over.id,
            participant_id=guest.id, state=RegistrationState.CONFIRMED, name="Gast",
        )  # fmt: skip
        db.session.add(past)
        db.session.flush()
        thread = MessageThread(
            city_id=self.city.id, association_id=self.association.id, opportunity_id=published.id,
            participant_id=guest.id, name="Gast", language="de",
        )  # fmt: skip
        db.session.add(thread)
        db.session.flush()
        both = {"thread_id": thread.id, "association_id": self.association.id}
        written = Message(form_key="gruss", author_name="Helga Brandt", text="Bis Samstag!", **both)
        answered = Message(form_key="antwort", author_name="Gast", text="Gern.", is_from_person=True, **both)
        db.session.add_all([written, answered])
        db.session.flush()
        task = CallTask(
            city_id=self.city.id, association_id=self.association.id, registration_id=registration.id,
            topic=CallTopic.CANCELLED,
        )  # fmt: skip
        wish = CallbackRequest(
            city_id=self.city.id, name="Erna Alt", phone="0171 3920012", phone_normalised="+491713920012",
            wish="Ich koche gern.",
        )  # fmt: skip
        barrier = BarrierReport(
            city_id=self.city.id, text="Die Schrift ist zu klein.", page="/", email="gast@leute.example",
            fingerprint="0" * 64, due_at=utcnow() + timedelta(days=28),
        )  # fmt: skip
        db.session.add_all([task, wish, barrier])
        self._add_reports(published)
        db.session.flush()
        block = Block(
            association_id=self.association.id, name="Stört", reason="Hat andere beschimpft.", email_hash="0" * 64,
            expires_at=utcnow() + timedelta(days=700),
        )  # fmt: skip
        person = Contact(association_id=self.association.id, name="Elke Vogt", phone="07252 1234", is_public=True)
        db.session.add_all([block, person])
        db.session.flush()
        publication, listing = one(Publication, opportunity_id=in_review.id), one(Listing, association_id=newcomer.id)
        assert isinstance(publication, Publication)
        assert isinstance(listing, Listing)
        note = StaffNote(
            city_id=self.city.id, association_id=self.association.id, author_id=self.moderator.id, author_name="Mara",
            text="Ruft gern an.",
        )  # fmt: skip
        mail = OutboxMessage(
            city_id=self.city.id, kind="registration_confirmed", to_email="weg@leute.example", to_name="Erna Alt",
            subject="Ihr Platz ist sicher", body_text="x", body_html="x", failed_at=utcnow(),
            last_error="550 5.1.1 No such user",
        )  # fmt: skip
        db.session.add_all([note, mail])
        db.session.flush()
        hours = Attendance(
            city_id=self.city.id, association_id=self.association.id, registration_id=registration.id, title="Fest",
            day=today(), was_there=True, minutes=120,
        )  # fmt: skip
        proposal = HoursProposal(
            city_id=self.city.id, association_id=self.association.id, registration_id=registration.id,
            day=today(), minutes=90, note="Vorgelesen",
        )  # fmt: skip
        db.session.add_all([hours, proposal])
        db.session.flush()
        self.ids |= {
            "attendance": hours.public_id, "proposal": proposal.public_id,
            "shift": shift.public_id, "registration": registration.public_id, "claim": claim.public_id,
            "task": task.public_id, "callback": wish.public_id, "barrier": barrier.public_id,
            "team_invitation": team.public_id, "staff_invitation": staff.public_id,
            "publication": publication.public_id, "listing": listing.public_id, "member": self.owner.public_id,
            "colleague": self.moderator.public_id, "block": block.public_id, "contact": person.public_id,
            "own_template": own.public_id,
            "city_template": template.public_id, "deputy": deputy.public_id,
            "series": self.slug[:16], "page_version": page.public_id, "look": look.public_id, "note": note.public_id,
            "district": self.district, "mail": mail.public_id, "past": past.public_id, "thread": thread.public_id,
            "message": written.public_id, "message_answer": answered.public_id, "form_key": "gruss",
        }  # fmt: skip
