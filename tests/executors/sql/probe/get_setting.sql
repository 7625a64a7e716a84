-- What the server's setting of this name is.
--
-- :param name: text  such as transaction_isolation
-- :returns: one probe.Setting
-- :access: read
SELECT current_setting(:name) AS setting;
