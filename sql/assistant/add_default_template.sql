-- Add a template for everybody; no user may.
--
-- :param template_type: text  linkedin, twitter, blog or email
-- :param template_name: text  1 to 255 characters; once for each type
-- :param template_content: text  1 to 100,000 characters; a variable is used as {{name}}
-- :param variables: jsonb  names of the variables that the content uses; an array of texts
-- :returns: one assistant.Template
-- :waive owner: what is for everybody is no user's, and no user may write it
INSERT INTO templates AS template (
    template_type,
    template_name,
    template_content,
    variables
)
VALUES (
    :template_type,
    :template_name,
    :template_content,
    :variables
)
RETURNING
    template.id,
    template.user_id,
    template.template_type,
    template.template_name,
    template.template_content,
    template.variables,
    template.is_default,
    template.created_at,
    template.updated_at;
