"""The link that stops mail about saved searches: signed, for one person and one frequency, good for nothing else."""

from itsdangerous import BadSignature, URLSafeSerializer

from registry.core.errors import NotFound
from registry.discovery.services.saved import stop_alerts
from registry.rules.words import Frequency

UNUSABLE = (
    "This link cannot be used. Sign in and look at your saved searches: what you are told of can be changed there."
)


def unsubscribe_key(person_id: int, frequency: Frequency, secret: str) -> str:
    """What a mail carries so that its reader can stop it without signing in."""
    return str(_signer(secret).dumps([person_id, frequency.value]))


def read_key(key: str, secret: str) -> tuple[int, Frequency]:
    """Whose mail of which frequency a link stops. Raises NotFound for one that is forged or cut."""
    try:
        person_id, frequency = _signer(secret).loads(key)
        return int(person_id), Frequency(frequency)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound(UNUSABLE) from error


def unsubscribe(key: str, secret: str) -> int:
    """Stop it. Done twice it is done; returns how many saved searches were told of until now."""
    return stop_alerts(*read_key(key, secret))


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="stop-saved-search-mail")
