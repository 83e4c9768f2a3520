"""What the form of a connection asks, as plain values: the window has no pydantic."""

from typing import Any, get_args

from pydantic import BaseModel

from app.vendor import Vendor

Message = dict[str, Any]


def form(vendor: Vendor) -> Message:
    """Return what a form for a connection at a vendor asks."""
    return {
        "key": vendor.key,
        "title": vendor.title,
        "base_url": vendor.base_url,
        "poll_every": vendor.poll_every,
        "secrets": [{"name": name, "title": _title(name)} for name in vendor.credentials.model_fields],
        "settings": [_field(vendor.settings, name) for name in vendor.settings.model_fields],
    }


def _field(shape: type[BaseModel], name: str) -> Message:
    field = shape.model_fields[name]
    return {
        "name": name,
        "title": field.title or _title(name),
        "choices": list(get_args(field.annotation)),
        "default": field.default,
    }


def _title(name: str) -> str:
    words = name.replace("_", " ").replace("api ", "API ").replace(" id", " ID").replace("url", "URL")
    return words[0].upper() + words[1:]
