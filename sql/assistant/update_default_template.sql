-- Change the named columns of one template for everybody; no user may; the others stay as they are.
--
-- :param template_id: uuid  the template
-- :param changed: text[]  names of the columns to change; only their parameters count, the others may be null
-- :param template_name: text or null  1 to 255 characters; once for each type
-- :param template_content: text or null  1 to 100,000 characters; a variable is used as {{name}}
-- :param variables: jsonb or null  names of the variables that the content uses; an array of texts
-- :returns: one assistant.Template
-- :waive owner: what is for everybody is no user's, and no user may write it
UPDATE templates AS template
SET
    template_name = CASE WHEN 'template_name' = ANY(:changed) THEN :template_name ELSE template.template_name END,
    template_content = CASE
        WHEN 'template_content' = ANY(:changed) THEN :template_content ELSE template.template_content
    END,
    variables = CASE WHEN 'variables' = ANY(:changed) THEN :variables ELSE template.variables END
WHERE
    template.id = :template_id
    AND template.user_id IS NULL
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
