"""The roots that Wagtail makes are shown as titles and so have Chinese names."""

from wagtail.models import Collection

from content.models import PortalPage


def test_roots_have_chinese_names(db):
    page = PortalPage.objects.get(depth=1)
    assert [page.title, page.draft_title, Collection.get_first_root_node().name] == ["全部页面", "全部页面", "公共文件"]
