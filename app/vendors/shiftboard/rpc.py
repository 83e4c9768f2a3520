"""JSON-RPC as Shiftboard speaks it: one call by POST, its answer, and its many shapes of error.

The document says of an error that it is "an object" and no more. What is read here is what
the vendor's own and other clients were seen to read (NOTES.md, "Errors").
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, TypeAdapter
from pydantic_core import from_json

from app.account import Account
from app.errors import Garbled, Refused, SignInNeeded
from app.http import Client, Reply
from app.sending import Sending

T = TypeVar("T")

ID = 1  # one question a request: HTTP already pairs it with its answer
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}$"  # of what Shiftboard gives ids to
MAY_EXPLAIN = (400, 403, 404, 409, 422, 500)  # statuses whose body may be an ordinary error

_ID = re.compile(ID_PATTERN)

# No list of codes is published: what stands here are words, in codes and texts alike.
_SIGNING = re.compile(r"signature|access[ _-]?key|authenticat|credential|^(401|unauthorized)$", re.I)
_GONE = re.compile(
    r"not[ _-]?found|no such|not exist|n[’']t exist|no longer|deleted|invalid[ _-](shift[ _-])?id", re.I
)
_NO_METHOD = re.compile(r"method|^-32601$", re.I)  # JSON-RPC's own "method not found" is about no shift


class Answer(BaseModel, Generic[T]):
    """The envelope of an answer. The id of a question comes back as text, whatever was sent."""

    id: object = None
    error: object = None
    result: T | None = None


_ANY = TypeAdapter(Answer[object])


@dataclass(frozen=True, slots=True)
class Done:
    """What Shiftboard answered to a call that acted."""

    said: str | None  # its own words, fit for a sentence
    result: Mapping[str, object]

    def id(self, name: str) -> str | None:
        """Return the id of that name in the result, if there is one that can be used."""
        told = self.result.get(name)
        text = str(told) if isinstance(told, str | int) and not isinstance(told, bool) else ""
        return text if _ID.fullmatch(text) else None


class NoLongerThere(Refused):
    """Leave it: what was asked for is gone, or hidden from this account."""


def question(method: str, params: Mapping[str, object]) -> bytes:
    """Return the body of a request: compact ASCII, serialised once, for these bytes are signed."""
    call = {"id": ID, "jsonrpc": "2.0", "method": method, "params": params}
    return json.dumps(call, separators=(",", ":")).encode("ascii")


def number(text: str) -> int | str:
    """Return an id as the document writes it in requests: a number, where it looks like one."""
    plain = text.isascii() and text.isdecimal() and len(text) <= 15 and str(int(text)) == text
    return int(text) if plain else text


async def ask(
    client: Client,
    account: Account,
    method: str,
    params: Mapping[str, object],
    shape: TypeAdapter[Answer[T]],
) -> T:
    """Return the result of a call that only reads.

    Raises NoLongerThere, Refused or SignInNeeded, with the vendor's words, for an error;
    Garbled for an answer that is none.
    """
    reply = await client.post(
        account.base_url, content=question(method, params), reads=True, allow=MAY_EXPLAIN
    )
    if reply.status in MAY_EXPLAIN and not any(_faulty(reply.body)):
        raise client.refusal(reply)
    answer = reply.read(shape)
    if answer.error:
        raise _refusal(client, reply, method, answer.error)
    return _told(answer, method)


async def act(sending: Sending, account: Account, method: str, params: Mapping[str, object]) -> Done:
    """Do something, once, and return what Shiftboard answered.

    Raises Refused or SignInNeeded for an error of Shiftboard's, with whatever status it comes:
    then nothing was changed. Any other error leaves open what happened.
    """
    client = sending.client
    reply = await sending.post(account.base_url, content=question(method, params), allow=MAY_EXPLAIN)
    for answer in _faulty(reply.body):
        _own(answer.get("id"), method)
        raise _refusal(client, reply, method, answer["error"])
    if reply.status in MAY_EXPLAIN:
        raise client.refusal(reply)
    result = _told(reply.read(_ANY), method)
    if isinstance(result, dict):
        return Done(client.said(reply), result)
    if result == []:  # an empty result, as some servers write it
        return Done(None, {})
    raise Garbled(f"Shiftboard’s answer to {method} is not what is documented.")


def _told(answer: Answer[T], method: str) -> T:
    _own(answer.id, method)
    if answer.result is None:
        raise Garbled(f"Shiftboard’s answer to {method} has neither a result nor an error.")
    return answer.result


def _own(told: object, method: str) -> None:
    if told is not None and str(told) != str(ID):
        raise Garbled(f"Shiftboard answered another question than {method}.")


def words(body: bytes) -> str | None:
    """Return what an answer says: of its error, or of the first in a batch, else of what was done."""
    for answer in _answers(body):
        if said := _text(answer.get("error")):
            return said
    for answer in _answers(body):
        result = answer.get("result")
        said = result.get("message") if isinstance(result, dict) else None
        if isinstance(said, str):
            return said
    return None


def _faulty(body: bytes) -> Iterator[dict[str, object]]:
    return (answer for answer in _answers(body) if answer.get("error"))


def _answers(body: bytes) -> Iterator[dict[str, object]]:
    try:
        answers = from_json(body)
    except ValueError:
        return
    for answer in answers if isinstance(answers, list) else [answers]:
        if isinstance(answer, dict):
            yield answer


def _text(fault: object) -> str | None:
    """Return the text of an error: data.misc, data.message, message, in that order, or its code."""
    if not isinstance(fault, dict):
        return fault if isinstance(fault, str) else None
    data = fault.get("data")
    inner = data if isinstance(data, dict) else {}
    for said in (
        inner.get("misc"),
        inner.get("message"),
        data,
        fault.get("message"),
        fault.get("code"),
        inner.get("code"),
    ):
        if isinstance(said, str) and said.strip():
            return said
        if isinstance(said, int) and not isinstance(said, bool):
            return f"error {said}"
    return None


def _refusal(client: Client, reply: Reply, method: str, fault: object) -> Refused | SignInNeeded:
    code = fault.get("code") if isinstance(fault, dict) else None
    said = client.said(reply)
    told = [str(code) if isinstance(code, str | int) else "", _text(fault) or ""]
    tail = f": {said}" if said else ", without saying why."
    if any(_SIGNING.search(text) for text in told):
        return SignInNeeded(f"Shiftboard does not accept the access key or its signature{tail}")
    if any(_GONE.search(text) for text in told) and not any(_NO_METHOD.search(text) for text in told):
        return NoLongerThere(f"Shiftboard no longer has it{tail}")
    return Refused(f"Shiftboard refused {method}{tail}")
