-- Read a number from a text.
--
-- :param text: text  digits
-- :returns: one privacy.Number
-- :access: read
SELECT :text::integer AS number;
