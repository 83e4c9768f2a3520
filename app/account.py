"""One configured account at a vendor, as that vendor's adapter needs it."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr

from app.zones import Zones


def _header_text(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value().strip()
    if not text or not text.isascii() or not text.isprintable():
        raise ValueError("should be one line of plain characters")
    return SecretStr(text)


HeaderText = Annotated[SecretStr, AfterValidator(_header_text)]  # a secret that travels in a header


class NoSettings(BaseModel):
    """The settings of a vendor that has none of its own."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One configured account, as its vendor's adapter needs it."""

    connection: str  # its name: the first half of every ref
    base_url: str  # without a slash at the end
    zones: Zones
    settings: BaseModel  # an instance of the vendor's `settings`
    portal_url: str | None = None

    def portal(self, external_id: str) -> str | None:
        """Return where a person opens the shift at the vendor, if that is known."""
        if self.portal_url is None:
            return None
        return self.portal_url.replace("{external_id}", quote(external_id, safe=""))
