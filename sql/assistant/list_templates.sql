-- List the templates that a user may use: their own, then those for everybody, by type and name.
--
-- :param user_id: uuid  who wants to use them
-- :param template_type: text or null  only those of this type; null for all
-- :returns: many assistant.Template
-- :access: read
-- :set: app.user_id = user_id
SELECT
    template.id,
    template.user_id,
    template.template_type,
    template.template_name,
    template.template_content,
    template.variables,
    template.is_default,
    template.created_at,
    template.updated_at
FROM templates AS template
WHERE
    (template.user_id = :user_id OR template.user_id IS NULL)
    AND (:template_type::text IS NULL OR template.template_type = :template_type)
ORDER BY
    template.is_default ASC,
    template.template_type ASC,
    template.template_name ASC,
    template.id ASC;
