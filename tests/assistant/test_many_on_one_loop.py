"""Fifty writers of one conversation in one process of asyncio."""

from __future__ import annotations

import asyncio
from uuid import UUID

from tests.assistant.samples import new_message
from tracktion_db import AsyncDatabase, Settings, assistant

WRITERS = 50


async def test_fifty_writers_number_a_conversation_without_a_hole(database_url: str, me: UUID) -> None:
    settings = Settings.from_url(database_url, pool_min_size=1, pool_max_size=WRITERS, pool_timeout=60)
    async with AsyncDatabase(settings) as adb:
        conversation = await adb.run(assistant.add_conversation(me))
        begun = asyncio.Barrier(WRITERS)

        async def write(number: int) -> None:
            _ = await begun.wait()
            messages = [new_message(conversation, f"{number}:{n}") for n in range(4)]
            if number % 3 == 0:
                for message in messages:
                    _ = await adb.run(assistant.add_message(me, message))
            elif number % 3 == 1:
                _ = await adb.run(assistant.add_messages(me, messages))
            else:
                async with adb.transaction(user_id=me) as tx:
                    for message in messages:
                        _ = await tx.run(assistant.add_message(me, message))

        _ = await asyncio.gather(*[write(number) for number in range(WRITERS)])

        rows = (await adb.run(assistant.list_messages(me, conversation.id, limit=1000))).items
        assert [row.position for row in rows] == list(range(1, WRITERS * 4 + 1))
        for number in range(WRITERS):
            own = [row.content for row in rows if row.content.startswith(f"{number}:")]
            assert own == [f"{number}:{n}" for n in range(4)]
        touched = await adb.run(assistant.get_conversation(me, conversation.id))
        assert touched is not None
        assert touched.updated_at > conversation.updated_at
