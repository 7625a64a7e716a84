"""Accounts: who may sign in, and who is signed in. Users, their credentials, their sessions.

Functions return calls, which an executor runs; records are what comes back::

    user = db.run(accounts.add_user(accounts.NewUser(email=email, password_hash=SecretStr(hashed))))
    token = accounts.new_token()
    db.run(accounts.add_session(user.id, token, timedelta(days=14)))

No password hash, no token and no e-mail is in a repr, a log or an error.
"""

from tracktion_db.accounts.credentials import (
    Credentials,
    get_credentials_by_email,
    get_credentials_by_username,
    set_password_hash,
)
from tracktion_db.accounts.sessions import (
    Session,
    add_session,
    extend_session,
    get_session,
    list_sessions,
    remove_expired_sessions,
    remove_other_sessions,
    remove_session,
    remove_session_by_token,
    remove_sessions,
)
from tracktion_db.accounts.tokens import (
    new_token,
    token_hash,
)
from tracktion_db.accounts.users import (
    NewUser,
    RemovedUser,
    User,
    UserChanges,
    add_user,
    get_user,
    get_user_by_email,
    get_user_by_username,
    remove_user,
    update_user,
)

__all__ = [
    "Credentials",
    "NewUser",
    "RemovedUser",
    "Session",
    "User",
    "UserChanges",
    "add_session",
    "add_user",
    "extend_session",
    "get_credentials_by_email",
    "get_credentials_by_username",
    "get_session",
    "get_user",
    "get_user_by_email",
    "get_user_by_username",
    "list_sessions",
    "new_token",
    "remove_expired_sessions",
    "remove_other_sessions",
    "remove_session",
    "remove_session_by_token",
    "remove_sessions",
    "remove_user",
    "set_password_hash",
    "token_hash",
    "update_user",
]
