import time

from odoo.tests import tagged

from .common import DeviceHttpCase


@tagged("post_install", "-at_install", "direct_http")
class TestDeviceConfig(DeviceHttpCase):
    """``GET /direct/v1/config``"""

    PATH = "/direct/v1/config"

    def test_content(self):
        self.env["club.tag"].create({"name": "No key", "key": 0, "company_id": self.company.id})
        self.env["club.tag"].create(
            {"name": "Not ours", "key": 5, "company_id": self.env.ref("base.main_company").id}
        )
        retired = self.env["club.tag"].create(
            {"name": "Retired", "key": 4, "company_id": self.company.id}
        )
        retired.action_archive()
        body = self.call("GET", self.PATH).json()
        self.assertLess(abs(body.pop("server_time") - time.time()), 60)
        self.assertEqual(
            body,
            {
                "device": "پیشخوان",
                "company": "کافه نادری",
                "group": self.group.name,
                "lang": self.device.lang,
                "tags": [
                    {"key": 1, "title": "قهوه", "color": self.tag.color_hex},
                    {"key": 2, "title": "Quiet", "color": self.quiet_tag.color_hex},
                ],
                "tag_required": True,
                "merge_minutes": 10,
            },
        )

    def test_etag(self):
        answer = self.call("GET", self.PATH)
        etag = {"If-None-Match": answer.headers["ETag"]}
        again = self.call("GET", self.PATH, headers=etag)
        self.assertEqual((again.status_code, again.content), (304, b""))
        self.assertEqual(again.headers["ETag"], answer.headers["ETag"])
        self.tag.name = "چای"
        changed = self.call("GET", self.PATH, headers=etag)
        self.assertEqual(changed.status_code, 200)
        self.assertEqual(changed.json()["tags"][0]["title"], "چای")

    def test_head(self):
        answer = self.call("HEAD", self.PATH)
        self.assertEqual((answer.status_code, answer.content), (200, b""))
