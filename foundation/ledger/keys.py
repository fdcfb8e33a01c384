"""The platform's key as a record: whoever checks a package knows from it which key may sign, and since when."""

from sqlalchemy import select

from crypto.encoding import timestamp
from foundation.records import RecordRow
from foundation.work import Work

PLATFORM_KEY = "tianping/platform-key/1"


async def publish_platform_key(work: Work) -> None:
    """Publish this process's signing key unless it is the newest published one; a new one names its predecessor."""
    query = select(RecordRow).where(RecordRow.type == PLATFORM_KEY).order_by(RecordRow.id.desc()).limit(1)
    newest = await work.session.scalar(query)
    previous = newest.record()["body"]["key"] if newest else None
    if previous == work.signer.public.hex():
        return
    body = {
        "type": PLATFORM_KEY,
        "key": work.signer.public.hex(),
        "name": work.settings.platform_name,
        "at": timestamp(await work.now()),
        "previous": previous,
    }
    await work.publish(body)
    await work.record("publish", "platform_key", body["key"], "D-KEY", previous=previous)
