"""Static files: names that change with the contents, compressed, cached for ever."""

import gzip
import re

import brotli
import pytest
from bs4 import BeautifulSoup

from app.web import assets

COMPRESSED_PAGE_BYTES = 110_000
REQUESTS = 10


@pytest.fixture
def source(tmp_path):
    """A folder with a style sheet that points at a font, as app/static does."""
    (tmp_path / "vendor" / "fonts").mkdir(parents=True)
    (tmp_path / "vendor" / "fonts" / "inter.woff2").write_bytes(b"a font")
    (tmp_path / "app.css").write_text(
        "@font-face { src: url(vendor/fonts/inter.woff2) }\n"
        'a { background: url("data:image/svg+xml,x") }'
    )
    return tmp_path


def fetch(app, name, **headers):
    """The whole answer, with its file closed again."""
    address = app.extensions["assets"](name)
    with app.test_client().get(address, headers=headers, buffered=True) as response:
        return response


def test_a_changed_file_gets_another_name(source):
    before, _ = assets.prepared(source)
    (source / "vendor" / "fonts" / "inter.woff2").write_bytes(b"another font")
    assets.prepared.cache_clear()
    after, _ = assets.prepared(source)

    assert before["vendor/fonts/inter.woff2"] != after["vendor/fonts/inter.woff2"]
    assert before["app.css"] != after["app.css"], "a style sheet's name covers what it points to"


def test_a_style_sheet_points_at_the_hashed_files(source):
    names, contents = assets.prepared(source)

    css = contents[names["app.css"]].decode()
    assert f'url("{names["vendor/fonts/inter.woff2"]}")' in css
    assert "data:image/svg+xml,x" in css


def test_a_style_sheet_that_points_at_nothing_stops_the_start(source):
    (source / "vendor" / "fonts" / "inter.woff2").unlink()

    with pytest.raises(assets.UnknownAssetError):
        assets.prepared(source)


def test_a_template_cannot_ask_for_a_file_that_is_not_there(app):
    with pytest.raises(assets.UnknownAssetError):
        app.extensions["assets"]("finnes-ikke.css")


def test_an_icon_stands_in_the_page_hidden_from_screen_readers():
    icon = BeautifulSoup(assets.svg("ThumbUp"), "html.parser").svg

    assert (icon["aria-hidden"], icon["focusable"]) == ("true", "false")
    assert icon.path


@pytest.mark.parametrize("name", ["FinnesIkke", "../icons/ThumbUp", ""])
def test_an_icon_that_is_not_there_is_an_error_and_not_a_hole(name):
    with pytest.raises(assets.UnknownAssetError):
        assets.svg(name)


def test_files_are_cached_for_ever(app):
    response = fetch(app, "vendor/designsystemet.css")

    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("encoding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)]
)
def test_files_are_compressed_as_the_browser_wishes(app, encoding, unpack):
    plain = fetch(app, "vendor/designsystemet.css")
    packed = fetch(app, "vendor/designsystemet.css", **{"Accept-Encoding": encoding})

    assert packed.headers["Content-Encoding"] == encoding
    assert unpack(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 5


def test_every_address_in_every_style_sheet_answers(app):
    client = app.test_client()
    names, contents = assets.prepared()
    for name in filter(lambda name: name.endswith(".css"), names):
        address = assets.PREFIX + names[name]
        css = contents[names[name]].decode()
        for target in re.findall(r'url\("?(?!data:)([^")]+)"?\)', css):
            folder = address.rsplit("/", 1)[0]
            with client.get(f"{folder}/{target}") as response:
                assert response.status_code == 200, (name, target)


def test_a_read_only_instance_folder_is_no_obstacle(source, tmp_path_factory):
    names, contents = assets.prepared(source)
    not_a_folder = tmp_path_factory.mktemp("instance") / "file"
    not_a_folder.write_text("in the way")

    folder = assets.build(names, contents, not_a_folder)

    assert (folder / names["app.css"]).is_file()


def test_a_second_start_finds_the_folder_of_the_first(source, tmp_path_factory):
    instance = tmp_path_factory.mktemp("instance")
    names, contents = assets.prepared(source)
    first = assets.build(names, contents, instance)
    written = (first / names["app.css"]).stat().st_mtime_ns

    second = assets.build(names, contents, instance)

    assert second == first
    assert (second / names["app.css"]).stat().st_mtime_ns == written


def test_pages_are_compressed(app):
    client = app.test_client()
    response = client.get("/slik-beskyttes-stemmene", headers={"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert "<html" in gzip.decompress(response.data).decode()


def test_a_first_visit_is_light_and_stays_in_the_house(app):
    """Everything but the fonts, which the browser may replace while they are under way."""
    client = app.test_client()
    packed = {"Accept-Encoding": "br"}
    first = client.get("/slik-beskyttes-stemmene", headers=packed)
    page = BeautifulSoup(brotli.decompress(first.data), "html.parser")
    addresses = {tag["href"] for tag in page.select("link[rel=stylesheet], link[rel=icon]")}
    addresses |= {tag["src"] for tag in page.select("[src]")}

    assert all(address.startswith("/static/") for address in addresses)
    answers = [client.get(address, headers=packed, buffered=True) for address in addresses]
    assert all(answer.status_code == 200 for answer in answers)
    assert 1 + len(answers) <= REQUESTS
    assert len(first.data) + sum(len(answer.data) for answer in answers) <= COMPRESSED_PAGE_BYTES
