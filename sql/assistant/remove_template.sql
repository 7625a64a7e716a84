-- Remove a template of a user's own.
--
-- :param user_id: uuid  whose it is
-- :param template_id: uuid  the template
-- :returns: count
-- :set: app.user_id = user_id
DELETE FROM templates AS template
WHERE
    template.id = :template_id
    AND template.user_id = :user_id;
