-- Takes back 0022.assistant.templates, with every template and setting in it, and the settings' history.

DROP TABLE config_changes;
DROP TABLE config;
DROP FUNCTION record_config_change();
DROP FUNCTION count_config_version();
DROP FUNCTION refuse_config_version();
DROP TABLE templates;
DROP FUNCTION template_variables_agree(text, jsonb);
