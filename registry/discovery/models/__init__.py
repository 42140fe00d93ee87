"""What people keep of searching."""

from registry.discovery.models.needs import Need, NeedMatch, NeedProblem, NeedSupport
from registry.discovery.models.saved import SavedMatch, SavedSearch
from registry.discovery.models.shortlist import ShortlistItem
from registry.discovery.models.webhooks import Webhook, WebhookDelivery, WebhookMatch

__all__ = [
    "Need",
    "NeedMatch",
    "NeedProblem",
    "NeedSupport",
    "SavedMatch",
    "SavedSearch",
    "ShortlistItem",
    "Webhook",
    "WebhookDelivery",
    "WebhookMatch",
]
