"""The pictures that answer, in a real browser: turned by keyboard alone."""

import pytest
from journeys.browser import browser_is_there, chromium
from planes.plots.explore import how_many_fit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not browser_is_there(), reason="needs chromium and chromedriver"),
]


def test_the_keys_turn_both_settings_and_the_answer_is_told(tmp_path):
    from selenium.webdriver import ActionChains, Keys

    explorer = how_many_fit(["c6i.large", "m6i.large"], [1900, 2048], start=("c6i.large", 1900))
    (tmp_path / "page.html").write_text(explorer.page, "utf-8")
    with chromium(tmp_path / "profile", 900, 500) as page:
        page.driver.get((tmp_path / "page.html").as_uri())
        ActionChains(page.driver).send_keys(Keys.TAB, Keys.ARROW_DOWN, Keys.TAB, Keys.ARROW_RIGHT).perform()
        page.wait("return document.getElementById('told').innerText.startsWith('Room for 3 tasks')")
        assert (
            page.run("return document.getElementById('set1').getAttribute('aria-valuetext')") == "2,048 MiB"
        )
        assert page.run("return document.querySelectorAll('.row .used').length") == 2 * 3
        assert page.run("return document.getElementById('told').ariaLive") == "polite"
        page.picture("explorer")
