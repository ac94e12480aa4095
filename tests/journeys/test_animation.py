"""The animation in a real browser: by keyboard, with words to listen to, and still where motion disturbs."""

import pytest
from journeys.browser import browser_is_there, chromium
from planes.plots import animate
from planes.world import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not browser_is_there(), reason="needs chromium and chromedriver"),
]

TOLD = "return document.getElementById('events').innerText"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("animation")
    world = World(seed=4)
    world.client("ecs").create_cluster(clusterName="shop")
    world.add_hosts("shop", "m5.large", 3)
    world.run(minutes=2)
    world.fail(next(iter(world.ec2.hosts)))
    world.run(minutes=3)
    (folder / "page.html").write_text(animate(world).page, "utf-8")
    with chromium(folder / "profile", 900, 700) as page:
        page.driver.get((folder / "page.html").as_uri())
        yield page


def press(page, *keys: str) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(page.driver).send_keys(*keys).perform()


def test_the_arrows_step_and_the_words_follow(page):
    from selenium.webdriver import Keys

    press(page, Keys.HOME)
    first = page.run(TOLD)
    press(page, Keys.ARROW_RIGHT)
    assert page.run(TOLD) != first
    press(page, Keys.ARROW_LEFT)
    assert page.run(TOLD) == first


def test_a_lost_host_is_marked_in_words(page):
    from selenium.webdriver import Keys

    press(page, Keys.END)
    assert "host 1 · m5.large · failed" in page.find(".host.failed").text
    page.picture("animation")


def test_space_plays_and_the_words_are_spoken_again_on_pause(page):
    from selenium.webdriver import Keys

    press(page, Keys.HOME, Keys.SPACE)
    assert page.find("#play").text == "Pause"
    assert page.run("return document.getElementById('events').ariaLive") == "off"
    page.wait("return document.getElementById('where').value > 0")
    press(page, Keys.SPACE)
    assert page.find("#play").text == "Play"
    assert page.run("return document.getElementById('events').ariaLive") == "polite"


def test_nothing_moves_where_motion_is_unwanted(page):
    wanted = {"name": "prefers-reduced-motion", "value": "reduce"}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [wanted]})
    chip = "const chip = document.createElement('span'); chip.className = 'chip'; document.body.append(chip);"
    assert page.run(f"{chip} return getComputedStyle(chip).transitionDuration") == "0s"
