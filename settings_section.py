"""What the sections of config.yaml have in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Frozen once read; an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
