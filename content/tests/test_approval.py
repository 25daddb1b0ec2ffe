"""Approval: an editor submits, an administrator approves; nobody is shown a page that is closed to them."""

import pytest
from django.urls import reverse

from content.enums import Visibility
from content.models import PortalPage
from content.tests.factories import PortalPageFactory


@pytest.fixture
def submitted(cast):
    """A draft of the editor that waits for approval."""
    page = PortalPageFactory(owner=cast.editor, department=cast.own, visibility=Visibility.SUBTREE, live=False)
    page.save_revision(user=cast.editor)
    page.get_workflow().start(page, cast.editor)
    return PortalPage.objects.get(pk=page.pk)


def test_submitted_page_is_decided_by_administrators_alone(cast, submitted):
    task = submitted.current_workflow_task
    deciding = {part for part, user in cast.people().items() if task.get_actions(submitted, user)}
    assert deciding == {"administrator"}


def test_editor_sees_no_way_to_publish_but_to_submit(client, cast):
    page = PortalPageFactory(owner=cast.editor, department=cast.own, live=False)
    page.save_revision(user=cast.editor)
    client.force_login(cast.editor)
    content = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "action-submit" in content
    assert "action-publish" not in content
    assert "Moderators" not in content


def test_approval_publishes_the_page(cast, submitted):
    submitted.current_workflow_task_state.approve(user=cast.administrator)
    assert PortalPage.objects.get(pk=submitted.pk).live
