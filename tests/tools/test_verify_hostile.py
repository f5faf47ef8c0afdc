"""The independent check reads files made to harm: it says why it cannot, and never fails itself."""

import io
import random
import resource
import struct
import subprocess
import sys
import zipfile

import pytest

from tests.support.packages import DATE, make_draft, sealed, zipped
from tools import verify_result

DRAFT = make_draft("approval", "approval", [({0: 1, 1: 1}, None)] * 3, costs=(1, 2, None), seats=1)
FILES = DRAFT.files()
RIGHT = zipped(sealed(FILES))


def outcome(package):
    """The exit code of the command, and its last word."""
    try:
        last = list(verify_result.verify(io.BytesIO(package)))[-1]
    except verify_result.UnreadableError as error:
        return 2, str(error)
    return int(last.outcome == "failed"), last.message


def unreadable(package):
    code, message = outcome(package)
    assert code == 2, message
    return message


def with_file(name, content):
    """A package in which one file says something else, and the manifest lists it so."""
    return zipped(sealed(FILES | {name: content}))


def entry(name):
    return zipfile.ZipInfo(name, DATE)


def zip_of(*entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for info, content in entries:
            package.writestr(info, content)
    return out.getvalue()


def test_the_package_that_all_this_is_made_of_is_right():
    assert outcome(RIGHT)[0] == 0


@pytest.mark.parametrize("length", [0, 1, 21, 22, 100, len(RIGHT) // 2, len(RIGHT) - 1])
def test_a_package_cut_short_is_unreadable(length):
    assert "zip file" in unreadable(RIGHT[:length])


def test_a_zip_of_something_else_is_no_package():
    assert "manifest.json is missing" in unreadable(zip_of((entry("a.txt"), b"")))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/rules.json", "a\\b", "C:x", "x" * 300, "rules.json/", "\x1b[2J"]
)
def test_names_that_lead_elsewhere_are_refused(name):
    assert "file name" in unreadable(zip_of((entry("manifest.json"), b"{}"), (entry(name), b"")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused():
    twice = [(entry("manifest.json"), b"{}"), (entry("manifest.json"), b"{}")]

    assert "there twice" in unreadable(zip_of(*twice))


def test_an_encrypted_file_is_refused():
    package = bytearray(zip_of((entry("manifest.json"), b"{}")))
    directory = package.index(b"PK\x01\x02")
    package[directory + 8] |= 1

    assert "encrypted" in unreadable(bytes(package))


def test_a_file_packed_in_an_unusual_way_is_refused():
    package = bytearray(zip_of((entry("manifest.json"), b"{}")))
    directory = package.index(b"PK\x01\x02")
    package[directory + 10] = zipfile.ZIP_LZMA

    assert "packed in a way" in unreadable(bytes(package))


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = with_file("rules.json", bytes(40_000_000))
    assert len(bomb) < 100_000

    assert "too large" in unreadable(bomb)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_either():
    """The directory says 100 bytes, the content is ten million."""
    package = bytearray(zip_of((entry("manifest.json"), bytes(10_000_000))))
    directory = package.index(b"PK\x01\x02")
    struct.pack_into("<I", package, directory + 24, 100)

    assert outcome(bytes(package))[0] == 2


def test_a_directory_that_lists_too_much_is_not_read():
    package = bytearray(RIGHT)
    struct.pack_into("<H", package, len(package) - 12, 60_000)
    assert "lists more" in unreadable(bytes(package))

    struct.pack_into("<HI", package, len(package) - 12, 12, 0xFFFFFFF0)
    assert "lists more" in unreadable(bytes(package))

    locator = b"PK\x06\x07" + bytes(16)
    assert "lists more" in unreadable(RIGHT[:-22] + locator + RIGHT[-22:])


def nested(depth):
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (nested(200_000), "too deep"),
        (b"[" + b"9" * 5_000 + b"]", "too large to be read exactly"),
        (b"[90071992547409920]", "too large to be read exactly"),
        (b"[1.5]", "not whole"),
        (b"[1e999]", "not whole"),
        (b"[NaN]", "not whole"),
        (b"[" + b"[]," * 600_000 + b"[]]", "more than"),
        (b"\xff\xfe", "not JSON"),
        (b'{"a":', "not JSON"),
        (b'["\\ud800"]', "not JSON"),
        (b"", "not JSON"),
    ],
)
def test_documents_made_to_harm_are_unreadable(content, problem):
    for name in ("rules.json", "result.json"):
        assert problem in unreadable(with_file(name, content))


@pytest.mark.parametrize(
    "content", [b'{"a":1,"a":1}', b'{"b":1,"a":1}', b"[1] ", '{"å":1}'.encode(), b'["a\xcc\x8a"]']
)
def test_a_document_that_could_be_written_in_two_ways_is_wrong(content):
    code, message = outcome(with_file("rules.json", content))

    assert (code, message) == (1, "rules.json is not written in the canonical form")


@pytest.mark.parametrize(
    "content", [b"null", b"[]", b"{}", b"3", b'"text"', b"[[[]]]", b'{"a":{}}']
)
@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".json")])
def test_documents_of_another_form_are_named_and_nothing_breaks(name, content):
    code, message = outcome(with_file(name, content))

    if name.startswith("explanations") and content == b"{}":
        assert code == 0
    else:
        assert code == 1, message


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("ballots.jsonl", b"x" * 1_100_000, "too long"),
        ("ballots.jsonl", b"{}", "no end"),
        ("ballots.jsonl", b"{}\n", "no ballot"),
        ("ballots.jsonl", nested(100_000) + b"\n", "no ballot"),
        ("ballots.jsonl", b'{"marks":' + b"9" * 6_000 + b"}\n", "no ballot"),
        ("commitments.txt", b"0" * 64, "no end"),
        ("chain.jsonl", nested(100_000) + b"\n", "too deep"),
    ],
)
def test_lines_made_to_harm_are_unreadable(name, content, problem):
    assert problem in unreadable(with_file(name, content))


def test_more_lines_than_anybody_has_voters_are_not_read(monkeypatch):
    monkeypatch.setattr(verify_result, "MOST_LINES", 2)

    assert "more than 2 lines" in unreadable(RIGHT)


@pytest.mark.parametrize(
    "manifest",
    [
        b"[]",
        b"{}",
        b'{"edition":"public","format":"dugnad-package/2"}',
        b'{"edition":[],"format":{}}',
        b'{"edition":"secret","format":"dugnad-package/1"}',
        nested(100_000),
    ],
)
def test_a_manifest_of_an_unknown_format_is_unreadable(manifest):
    unreadable(zipped(sealed(FILES) | {"manifest.json": manifest}))


def test_an_unknown_rule_is_unreadable_and_not_wrong():
    draft = make_draft("approval", "approval", [({0: 1}, None)], costs=(1,), seats=1)
    for rule in ("approval@2", "plurality@1", "approval"):
        draft.rules["rule"] = draft.events[1]["settings"]["rule"] = rule
        draft.events[1]["sha256"] = verify_result._hash_of(draft.rules)

        assert "a rule that is not known here" in unreadable(draft.zip())


def test_no_flipped_byte_passes_or_breaks_the_check():
    """Where it is still verified, the flip touched none of the content."""
    chance = random.Random(8)
    codes = set()
    for _ in range(400):
        package = bytearray(RIGHT)
        package[chance.randrange(len(package))] ^= 1 << chance.randrange(8)
        code, _ = outcome(bytes(package))
        codes.add(code)
        if code == 0:
            assert contents(bytes(package)) == contents(RIGHT)
    assert codes == {0, 1, 2}


def contents(package):
    with zipfile.ZipFile(io.BytesIO(package)) as files:
        return {name: files.read(name) for name in files.namelist()}


def test_nothing_in_a_package_reaches_the_terminal_as_a_command(capsys, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(with_file("draw.json", b'{"pre":"\\u001b[2J"}'))

    assert verify_result.main([str(path)]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_no_strange_value_in_the_result_passes_or_breaks_the_check():
    """Every value in turn replaced by something of another kind, and all hashes made to fit."""
    strange = [None, -1, True, "", [], {}, [{}], "x" * 50, 2**52]
    chance = random.Random(3)
    for place in places_in(DRAFT.result):
        draft = DRAFT.copy()
        inner = draft.result
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = chance.choice(
            [value for value in strange if repr(value) != repr(inner[place[-1]])]
        )
        code, message = outcome(draft.zip())
        assert code in (1, 2), (place, inner[place[-1]], message)


def places_in(value, path=()):
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items if isinstance(value, dict | list) else ():
        yield from (
            places_in(inner, (*path, key)) if isinstance(inner, dict | list) else [(*path, key)]
        )


def test_memory_stays_bounded(tmp_path):
    """What nearly fills the largest document that is read, with 400 MB for everything."""
    paths = [tmp_path / "values.zip", tmp_path / "text.zip"]
    paths[0].write_bytes(with_file("result.json", b"[" + b"{}," * 480_000 + b"{}]"))
    paths[1].write_bytes(with_file("result.json", b'"' + b"x" * 33_000_000 + b'"'))
    for path in paths:
        done = subprocess.run(
            [sys.executable, "-I", "-S", verify_result.__file__, str(path)],
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (400_000_000,) * 2),
        )
        assert (done.returncode, done.stderr) == (1, ""), done.stdout
