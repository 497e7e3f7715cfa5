"""Users with a role."""

from sqlalchemy import Connection, insert

from domain.identity.models import User, UserRole


def create_user(connection: Connection, role: str, name: str | None = None, **values: object) -> int:
    """A user of this role whom no password lets in; the user's number."""
    name = name or role.lower()
    row = {"email": f"{name}@shop.example", "display_name": name, "password_hash": "none", "locale": "en"}
    user_id = connection.execute(insert(User).values(**{**row, **values}).returning(User.id)).scalar_one()
    connection.execute(insert(UserRole).values(user_id=user_id, role_code=role))
    return int(user_id)
