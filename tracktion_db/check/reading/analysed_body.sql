CREATE FUNCTION pg_temp.tracktion_db_analysed({types}) RETURNS void LANGUAGE sql BEGIN ATOMIC
{statement};
END
