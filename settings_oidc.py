"""The section `oidc` of config.yaml."""

from typing import Self

from pydantic import Field, model_validator

from settings_section import Section


class Oidc(Section):
    """Sign-in through an identity provider; off while `client_id` is empty."""

    client_id: str = ""
    client_secret: str = Field("", repr=False)
    issuer: str = ""
    discovery_url: str = ""
    authorize_url: str = ""
    token_url: str = ""
    jwks_url: str = ""
    button_zh: str = "统一身份认证"
    button_en: str = "Single sign-on"
    link_by_username: bool = False
    provides_second_factor: bool = False
    timeout_s: float = Field(5, gt=0, le=60)

    @property
    def enabled(self) -> bool:
        """Whether the sign-in page offers it."""
        return bool(self.client_id)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.enabled:
            return self
        if not self.issuer:
            raise ValueError("issuer: needed to know whose word is taken")
        if not self.discovery_url and not (self.authorize_url and self.token_url and self.jwks_url):
            raise ValueError("discovery_url, or authorize_url, token_url and jwks_url, are needed")
        for url in (self.discovery_url, self.authorize_url, self.token_url, self.jwks_url):
            if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
                raise ValueError(f"{url}: must be https://…")
        return self
