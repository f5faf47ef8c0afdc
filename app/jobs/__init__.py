"""What the worker runs: idempotent, safe to start twice."""

from datetime import timedelta

from app.jobs.closing import announce_results, close_due, count_beside, follow_voting
from app.jobs.collecting import collect_notices
from app.jobs.evaluating import close_evaluations, remind_of_evaluations
from app.jobs.following_up import ask_for_news, remind_of_following_up
from app.jobs.job import Job
from app.jobs.mail import send_due_mail
from app.jobs.old_times import read_times
from app.jobs.places import give_places
from app.jobs.reminding import remind_of_deadlines
from app.jobs.sweeping import sweep

JOBS = (
    Job("follow voting", follow_voting),
    Job("close campaigns", close_due),
    Job("announce results", announce_results, every=timedelta(minutes=1)),
    Job("count beside", count_beside, every=timedelta(minutes=1)),
    Job("close evaluations", close_evaluations, every=timedelta(minutes=1)),
    Job("remind of evaluations", remind_of_evaluations, every=timedelta(minutes=1)),
    Job("give free places", give_places, every=timedelta(minutes=1)),
    Job("ask for news", ask_for_news, every=timedelta(hours=1)),
    Job("remind of following up", remind_of_following_up, every=timedelta(hours=1)),
    Job("collect notices", collect_notices, every=timedelta(minutes=1)),
    Job("send mail", send_due_mail),
    Job("remind of deadlines", remind_of_deadlines),
    Job("read old times", read_times, every=timedelta(hours=1)),
    Job("sweep", sweep, every=timedelta(hours=1)),
)
