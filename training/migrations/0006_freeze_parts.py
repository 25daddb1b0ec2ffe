"""Choices become parts of their version: what pointed at rows of `Choice` counts parts from 0 instead."""

from django.db import migrations
from django.db.models import F

BATCH = 500


def freeze_parts(apps, schema_editor):
    Question = apps.get_model("training", "Question")
    QuestionVersion = apps.get_model("training", "QuestionVersion")
    Choice = apps.get_model("training", "Choice")
    Answer = apps.get_model("training", "Answer")
    QuizAttempt = apps.get_model("training", "QuizAttempt")
    Question.objects.update(status="ready")
    QuizAttempt.objects.filter(submitted_at__isnull=False).update(marked_at=F("submitted_at"))
    place = {}
    for version in QuestionVersion.objects.select_related("question"):
        choices = list(Choice.objects.filter(version=version).order_by("position"))
        place.update({choice.pk: number for number, choice in enumerate(choices)})
        version.parts = [{"text": choice.text, "is_key": choice.is_key} for choice in choices]
        version.skill_id = version.question.skill_id
        version.save()
    batch = []
    for answer in Answer.objects.iterator(chunk_size=BATCH):
        answer.option_order = [place[pk] for pk in answer.option_order]
        answer.response = sorted(place[pk] for pk in answer.response)
        batch.append(answer)
        if len(batch) == BATCH:
            Answer.objects.bulk_update(batch, ["option_order", "response"])
            batch = []
    Answer.objects.bulk_update(batch, ["option_order", "response"])


class Migration(migrations.Migration):
    dependencies = [("training", "0005_question_bank")]

    operations = [migrations.RunPython(freeze_parts)]
