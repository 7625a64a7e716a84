-- Add a recording and answer nothing.
--
-- :param file_path: text  absolute path
-- :returns: nothing
INSERT INTO recordings (file_path, file_name) VALUES (:file_path, 'a.flac');
