"""Every table of the program, for migrations and for what checks them."""

from tracker.compliance import models as compliance
from tracker.consultants import models as consultants
from tracker.files import models as files
from tracker.gates import models as gates
from tracker.journal import models as journal
from tracker.kernel.database import Base
from tracker.notifications import models as notifications
from tracker.people import models as people
from tracker.pilots import models as pilots
from tracker.programme import models as programme
from tracker.projects import models as projects
from tracker.projects.models import decisions, submissions
from tracker.proposals import models as proposals
from tracker.registers import models as registers
from tracker.reports import models as reports
from tracker.studies import models as studies
from tracker.tasks import models as tasks
from tracker.web import models as web
from tracker.work import models as work

TABLES_OF = (
    web,
    journal,
    people,
    programme,
    projects,
    decisions,
    submissions,
    files,
    consultants,
    proposals,
    studies,
    pilots,
    compliance,
    gates,
    reports,
    work,
    notifications,
    registers,
    tasks,
)
"""Every module with tables; importing them fills the metadata."""

METADATA = Base.metadata
