-- Find the template to use: the user's own of this type and name, else the one for everybody.
--
-- Where no name is asked for, any name counts, and the one that was changed last comes first.
--
-- :param user_id: uuid  who wants to use it
-- :param template_type: text  linkedin, twitter, blog or email
-- :param template_name: text or null  its name; null for any
-- :returns: at most one assistant.Template
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
    AND template.template_type = :template_type
    AND (:template_name::text IS NULL OR template.template_name = :template_name)
ORDER BY
    template.is_default ASC,
    template.updated_at DESC,
    template.id DESC
LIMIT 1;
