"""People and departments for tests."""

import datetime

import factory
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from cadres.models import Department, Posting, User


class DepartmentFactory(factory.django.DjangoModelFactory):
    """A root department, or a child of `parent`."""

    class Meta:
        model = Department

    code = factory.Sequence(lambda n: f"D{n:04}")
    name = factory.Sequence(lambda n: f"某区第{n}局")

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        if parent is None:
            return model_class.add_root(**kwargs)
        # Fetched afresh: treebeard reads the child count from the instance it is given.
        return model_class.objects.get(pk=parent.pk).add_child(**kwargs)


class UserFactory(factory.django.DjangoModelFactory):
    """An active person. `roles` adds groups, `department` a current post."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    staff_number = factory.Sequence(lambda n: f"{n:06}")
    name = factory.Sequence(lambda n: f"李某{n}")
    password = None

    @classmethod
    def _adjust_kwargs(cls, **kwargs):
        return {**kwargs, "password": make_password(kwargs["password"])}

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        for role in extracted or []:
            self.groups.add(Group.objects.get(name=role))

    @factory.post_generation
    def department(self, create, extracted, **kwargs):
        if extracted is not None:
            PostingFactory(user=self, department=extracted)


class PostingFactory(factory.django.DjangoModelFactory):
    """A post held since 1 January 2024."""

    class Meta:
        model = Posting

    user = factory.SubFactory(UserFactory)
    department = factory.SubFactory(DepartmentFactory)
    post = "干事"
    starts_on = datetime.date(2024, 1, 1)
