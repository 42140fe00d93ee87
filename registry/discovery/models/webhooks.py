"""Webhooks of saved searches, the messages that were sent to them, and the tools that they were told of."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Address, Code, Document, Key, Model, Moment, Prose


class Webhook(Model):
    """Where what is new in a saved search is sent. Its signing secret is made of the salt, and kept nowhere."""

    __tablename__ = "webhook"
    id: Mapped[Key]
    saved_search_id: Mapped[int] = mapped_column(ForeignKey("saved_search.id"), unique=True)
    address: Mapped[Address]
    salt: Mapped[Code]
    known: Mapped[list[int]] = mapped_column(Document)  # the tools that the search found when it was set up: no news
    made_at: Mapped[Moment]
    asked_at: Mapped[Moment | None]  # when its owner had a message sent last
    stopped_at: Mapped[Moment | None]
    fault: Mapped[Prose | None]  # why the registry stopped it; none when its owner did


class WebhookDelivery(Model):
    """One message to a webhook. What it says is put together when it is sent."""

    __tablename__ = "webhook_delivery"
    id: Mapped[Key]
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"), index=True)
    message_id: Mapped[Code] = mapped_column(unique=True)  # the same each time that it is sent, and never another's
    trial: Mapped[bool]
    made_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(default=0)  # since it was last to be sent
    next_attempt_at: Mapped[Moment | None] = mapped_column(index=True)  # none when nothing is left to do
    answer: Mapped[int | None]  # the status of the last answer
    fault: Mapped[Prose | None]  # what was wrong with the last attempt
    sent_at: Mapped[Moment | None]  # when it was accepted last


class WebhookMatch(Model):
    """A tool that a webhook is told of, once as one that is not public and once as one that is."""

    __tablename__ = "webhook_match"
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"), primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), primary_key=True)
    public: Mapped[bool] = mapped_column(primary_key=True)
    delivery_id: Mapped[int | None] = mapped_column(
        ForeignKey("webhook_delivery.id"), index=True
    )  # as long as it is kept
