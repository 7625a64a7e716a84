"""The assistant: conversations and their messages, transcripts and their chunks, templates, settings.

Functions return calls, which an executor runs; records are what comes back::

    conversation = db.run(assistant.add_conversation(me, "Releases of 1987"))
    said = assistant.NewMessage(conversation_id=conversation.id, role="user", content="What came out?")
    _ = db.run(assistant.add_message(me, said))
    page = db.run(assistant.search_chunks(me, 'techno "Detroit"'))

All but settings belong to a user. Every call on what is a user's own takes the user's id first and sees
nothing of anybody else: what is another's is as if it were not there.
"""

from tracktion_db.assistant.chunks import (
    Chunk,
    NewChunk,
    add_chunks,
    get_chunks,
    list_chunks,
    list_chunks_by_metadata,
    remove_chunks,
)
from tracktion_db.assistant.config import (
    Config,
    ConfigChange,
    get_config,
    get_value,
    list_config,
    list_value_changes,
    remove_value,
    set_value,
)
from tracktion_db.assistant.conversations import (
    Conversation,
    add_conversation,
    get_conversation,
    list_conversations,
    list_conversations_from,
    remove_conversation,
    set_conversation_title,
)
from tracktion_db.assistant.messages import (
    Message,
    MessageRole,
    NewMessage,
    add_message,
    add_messages,
    get_message,
    list_last_messages,
    list_messages,
    list_messages_by_metadata,
    list_messages_from,
    remove_message,
)
from tracktion_db.assistant.search import (
    ChunkHit,
    TranscriptHit,
    search_chunks,
    search_transcripts,
)
from tracktion_db.assistant.templates import (
    NewTemplate,
    Template,
    TemplateChanges,
    TemplateType,
    add_default_template,
    add_template,
    get_template,
    list_templates,
    remove_default_template,
    remove_template,
    update_default_template,
    update_template,
)
from tracktion_db.assistant.transcripts import (
    NewTranscript,
    Transcript,
    TranscriptChanges,
    TranscriptSummary,
    add_transcript,
    get_transcript,
    get_transcript_by_video,
    list_transcripts,
    list_transcripts_by_metadata,
    remove_transcript,
    update_transcript,
)

__all__ = [
    "Chunk",
    "ChunkHit",
    "Config",
    "ConfigChange",
    "Conversation",
    "Message",
    "MessageRole",
    "NewChunk",
    "NewMessage",
    "NewTemplate",
    "NewTranscript",
    "Template",
    "TemplateChanges",
    "TemplateType",
    "Transcript",
    "TranscriptChanges",
    "TranscriptHit",
    "TranscriptSummary",
    "add_chunks",
    "add_conversation",
    "add_default_template",
    "add_message",
    "add_messages",
    "add_template",
    "add_transcript",
    "get_chunks",
    "get_config",
    "get_conversation",
    "get_message",
    "get_template",
    "get_transcript",
    "get_transcript_by_video",
    "get_value",
    "list_chunks",
    "list_chunks_by_metadata",
    "list_config",
    "list_conversations",
    "list_conversations_from",
    "list_last_messages",
    "list_messages",
    "list_messages_by_metadata",
    "list_messages_from",
    "list_templates",
    "list_transcripts",
    "list_transcripts_by_metadata",
    "list_value_changes",
    "remove_chunks",
    "remove_conversation",
    "remove_default_template",
    "remove_message",
    "remove_template",
    "remove_transcript",
    "remove_value",
    "search_chunks",
    "search_transcripts",
    "set_conversation_title",
    "set_value",
    "update_default_template",
    "update_template",
    "update_transcript",
]
