"""Trio's answers: pages of lists, single shifts, statuses, and what errors say.

The names in the envelope of a list are not documented; all likely ones are read (NOTES.md).
"""

import json
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from app.errors import Garbled
from app.http import Reply
from app.records import OptText, sift
from app.vendor import Reject
from app.vendors.trio.wire import Named, Record

R = TypeVar("R")


def _address(link: object) -> object:
    """Return where a link leads: some spell one as an object."""
    return link.get("href") if isinstance(link, dict) else link


def _number(value: object) -> object:
    """Return a number as it came; what is none says nothing of the way on."""
    return value if isinstance(value, int | str) else None


Link = Annotated[OptText, BeforeValidator(_address)]
Count = Annotated[int | None, BeforeValidator(_number)]


class Links(BaseModel):
    """Schema PaginationLinks; only the way on matters."""

    next: Link = None


class Envelope(BaseModel, Generic[R]):
    """A page of a list. The names of its members are not documented; all likely ones are read."""

    items: list[R] = Field(validation_alias=AliasChoices("items", "data", "results", "value"))
    links: Links | None = Field(None, validation_alias=AliasChoices("links", "_links"))
    # beside the records, as in OData (@odata.nextLink), which an earlier version spoke (NOTES.md)
    next: Link = Field(None, validation_alias=AliasChoices("next", "nextLink", "@odata.nextLink"))
    page: Count = None
    page_size: Count = Field(None, validation_alias="pageSize")
    total_pages: Count = Field(None, validation_alias="totalPages")
    total_count: Count = Field(None, validation_alias=AliasChoices("totalCount", "total"))


ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)
RECORD = TypeAdapter(Record)
RECORDS = TypeAdapter(list[Record])
NAMED = TypeAdapter(Named)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list of shifts."""

    records: list[Record]
    rejects: list[Reject]
    next: str | None  # as the vendor wrote it, or "?page=2&pageSize=100"
    total: int | None

    def __len__(self) -> int:
        return len(self.records) + len(self.rejects)


def listing(reply: Reply) -> Listing:
    """Return a page of shifts; a record that does not fit is set aside.

    Raises Garbled for an answer that is no list at all.
    """
    envelope: Envelope[Record]
    rejects: list[Reject] = []
    try:
        if reply.body.lstrip()[:1] == b"[":
            envelope = Envelope[Record].model_construct(items=RECORDS.validate_json(reply.body))
        else:
            envelope = Envelope[Record].model_validate_json(reply.body)
    except ValidationError:
        raw = _envelope(reply)
        records, rejects = sift(raw.items, RECORD, _itself)
        envelope = Envelope[Record].model_construct(**{**dict(raw), "items": records})
    return Listing(envelope.items, rejects, _next(envelope), envelope.total_count)


def single(reply: Reply) -> Record:
    """Return the shift of a single-shift answer; raise Garbled if it does not fit."""
    try:
        return RECORD.validate_json(reply.body)
    except ValidationError:
        records, rejects = sift([_camel(reply.read(ANYTHING))], RECORD, _itself)
    if rejects:
        raise Garbled(f"The vendor's answer is not a shift: {rejects[0].reason}.")
    return records[0]


def statuses(reply: Reply) -> dict[str, str]:
    """Return the vendor's names of statuses by their ids; entries that do not fit are left out."""
    found, _ = sift(_envelope(reply).items, NAMED, _itself)
    return {str(status.get("id")): name for status in found if (name := status.get("name"))}


def words(body: bytes) -> str | None:
    """Return what an error answer says: the ProblemDetails' detail or title, and its field errors."""
    told = json.loads(body)
    if isinstance(told, str):
        return told
    if not isinstance(told, dict):
        return None
    told = {key[:1].lower() + key[1:]: value for key, value in told.items()}
    inner = told.get("error")
    said = [told.get("detail"), told.get("title"), told.get("message")]
    said.append(inner.get("message") if isinstance(inner, dict) else inner)
    sentence = next((text for text in said if isinstance(text, str) and text.strip()), "")
    fields = told.get("errors")
    if isinstance(fields, dict) and fields:
        each = "; ".join(f"{name}: {_joined(reasons)}" for name, reasons in fields.items())
        sentence = f"{sentence} ({each})" if sentence else each
    return sentence or None


def problem(reply: Reply) -> dict[str, Any] | None:
    """Return the ProblemDetails, or the error in their place, that an answer is whatever its status."""
    try:
        told = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    told = {key[:1].lower() + key[1:]: value for key, value in told.items()}
    if "id" in told:
        return None  # a shift, or a submission
    worded = any(isinstance(told.get(name), str) for name in ("title", "detail"))
    return told if worded or told.get("error") or told.get("errors") else None


def _itself(thing: R) -> R:
    return thing


def _envelope(reply: Reply) -> Envelope[Any]:
    raw = _camel(reply.read(ANYTHING))
    try:
        return Envelope[Any].model_validate({"items": raw} if isinstance(raw, list) else raw)
    except ValidationError as error:
        raise Garbled("The vendor's answer is not the list that was asked for.") from error


def _camel(value: Any) -> Any:
    # Older guides spell the same names in PascalCase (NOTES.md).
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: _camel(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_camel(inner) for inner in value]
    return value


def _next(envelope: Envelope[Record]) -> str | None:
    if envelope.next is not None:
        return envelope.next
    if envelope.links is not None and "next" in envelope.links.model_fields_set:
        return envelope.links.next
    page, size, total = envelope.page, envelope.page_size, envelope.total_count
    if page is not None and envelope.total_pages is not None and page < envelope.total_pages:
        return f"?page={page + 1}" + (f"&pageSize={size}" if size else "")
    if page is None or not size or total is None or page * size >= total:
        return None
    return f"?page={page + 1}&pageSize={size}"


def _joined(reasons: object) -> str:
    texts = reasons if isinstance(reasons, list) else [reasons]
    return ", ".join(text for text in texts if isinstance(text, str))
