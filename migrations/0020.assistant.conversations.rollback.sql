-- Takes back 0020.assistant.conversations, with every conversation and message in it.

DROP TABLE messages;
DROP TABLE conversations;
DROP FUNCTION touch_conversations();
DROP FUNCTION number_message();
