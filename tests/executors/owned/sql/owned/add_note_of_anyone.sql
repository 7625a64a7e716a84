-- Add a note, as a service may that says nothing in the header.
--
-- :param id: uuid
-- :param owner: uuid  whose it is
-- :param body: text
-- :returns: count
INSERT INTO notes (id, user_id, body)
VALUES (:id, :owner, :body);
