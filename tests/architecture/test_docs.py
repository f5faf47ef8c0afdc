"""What README says exists, and what exists stands in README."""

import re
from pathlib import Path

import click

from app.config import Config

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
FROM_FLASK = {"db", "routes", "run", "shell"}


def rows_under(heading):
    """The first cell of each row of the table under a heading, without its backticks."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def commands_of(group, *path):
    for name, command in group.commands.items():
        if isinstance(command, click.Group) and command.commands:
            yield from commands_of(command, *path, name)
        else:
            yield " ".join([*path, name])


def test_readme_lists_exactly_the_settings_that_are_read():
    assert rows_under("Settings") == [name for name in vars(Config) if name.isupper()]


def test_every_setting_is_read_in_one_place_only():
    readers = {
        str(file.relative_to(ROOT))
        for file in [*(ROOT / "app").rglob("*.py"), ROOT / "gunicorn.conf.py"]
        if re.search(r"os\.environ|getenv", file.read_text())
    }
    assert readers == {"app/config.py"}


def test_readme_lists_exactly_the_commands_there_are(app):
    commands = set(commands_of(app.cli))
    own = {command for command in commands if command.split()[0] not in FROM_FLASK}
    assert set(rows_under("Commands")) == own


def test_every_command_and_group_explains_itself(app):
    unexplained = [
        name
        for name, command in app.cli.commands.items()
        if len((command.help or command.short_help or "").strip(".… ")) < 3
    ]
    assert unexplained == []


def test_every_file_that_the_documents_point_at_is_there():
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())
        missing = [link for link in links if not (document.parent / link).exists()]
        assert missing == [], document.name


def test_every_make_target_in_readme_exists():
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", README, re.MULTILINE)) <= targets


def test_every_dependency_has_its_reason():
    decisions = (ROOT / "docs" / "decisions.md").read_text()
    project = (ROOT / "pyproject.toml").read_text().split("[tool.", 1)[0]
    wanted = re.findall(r'^\s+"([a-z0-9-]+)', project, re.MULTILINE)
    assert [name for name in wanted if name not in decisions] == []
