"""notify, whole: settings for tests."""

from pydantic import SecretStr

from services.notify.settings import NotifySettings
from tests.notify.ledger import ENCRYPTION_KEY
from tests.support.whole_service import NO_BROKER, SECRET


def settings(url: str, kafka: str = NO_BROKER, prefix: str = "test") -> NotifySettings:
    """Return settings that read no environment and let endpoints be on loopback."""
    return NotifySettings(
        database_url=url,
        kafka_bootstrap=kafka,
        topic_prefix=prefix,
        http_port=0,
        api_key_pepper=SecretStr(SECRET),
        cursor_secret=SecretStr(SECRET),
        encryption_key=SecretStr(ENCRYPTION_KEY),
        allowed_networks=("127.0.0.0/8",),
    )
