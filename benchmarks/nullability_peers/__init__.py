"""How often other tools are wrong about NULL, on the battery of ``tests/check/battery``.

``python -m benchmarks.nullability_peers URL`` prints the table; URL names a server whose user may create
databases.

========  ==================================================================================================
pgtyped   a port of its algorithm: the server's description of the result, and ``attnotnull``
sqlx      a port of its algorithm: the same, corrected with the plan that EXPLAIN shows (a generic one)
SafeQL    the tool itself, if ``--safeql FOLDER`` names where npm put it:
          ``npm install --prefix FOLDER @ts-safeql/eslint-plugin@5.1.2 libpg-query@17``
========  ==================================================================================================

To add a row, give ``scoring.score`` a function from a statement to ``{column: nullable}``.
"""
