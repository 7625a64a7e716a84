-- Remove a template for everybody; no user may.
--
-- :param template_id: uuid  the template
-- :returns: count
-- :waive owner: what is for everybody is no user's, and no user may write it
DELETE FROM templates AS template
WHERE
    template.id = :template_id
    AND template.user_id IS NULL;
