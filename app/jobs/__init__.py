"""What the worker runs: idempotent, safe to start twice."""

from datetime import timedelta

from app.jobs.job import Job
from app.jobs.mail import send_due_mail
from app.jobs.sweeping import sweep

JOBS = (
    Job("send mail", send_due_mail),
    Job("sweep", sweep, every=timedelta(hours=1)),
)
