-- Takes back 0032.shared.fixed_paths: nothing, for a path that is fixed is what all migrations before it meant.

SELECT;
