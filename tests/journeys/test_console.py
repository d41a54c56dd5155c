"""The officers' pages on the whole running system: the first log-in, and a conversation taken from the bot (HO-3)."""

from __future__ import annotations

import re

import pytest
import requests

from tests.deploy.system import RunningSystem
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
FIELDS = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def test_the_password_printed_once_opens_the_desk_and_the_bot_is_silent_while_taken_HO_3(
    running_system: RunningSystem, writer: Person
) -> None:
    printed = re.findall(r"^console: (\S+) - user (\w+), password (\w+)$", running_system.output.read_text(), re.M)
    assert len(printed) == 1
    url, user, password = printed[0]
    browser = requests.Session()
    browser.headers["Accept"] = "text/html"

    def send(path: str, page: str, **fields: str) -> str:
        text = browser.get(url + page, timeout=10).text
        form = text.split(f'action="/console/{path}"')[-1].split("</form>")[0]
        return browser.post(url + path, data=dict(FIELDS.findall(form)) | fields, timeout=10).text

    assert "Monitoring Tiket" in send("masuk", "masuk", nama=user, sandi=password)
    assert writer.chat.write("saya mau bicara dengan petugas")
    queue = browser.get(f"{url}percakapan", timeout=10).text
    place = queue.index(writer.phone)
    record = re.findall(r"/console/percakapan/(\w+)/ambil", queue[place:])[0]
    assert "sekarang milik Anda" in send(f"percakapan/{record}/ambil", f"percakapan/{record}")
    assert not writer.chat.write("halo, masih di sana?")
    assert "halo, masih di sana?" in browser.get(f"{url}percakapan/{record}", timeout=10).text
    assert "Bot menjawab lagi" in send(f"percakapan/{record}/selesai", f"percakapan/{record}")
    assert writer.chat.write("rumah saya mati lampu")
