"""Files that are served beside GraphQL: who gets them, and how."""

from starlette.responses import JSONResponse, Response

from graphql_api.context import Context
from graphql_api.http import problem
from graphql_api.permissions import Role, Scope

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def refusal(context: Context, files: str, role: Role = Role.OPERATOR) -> JSONResponse | None:
    """Why nothing is served; None: it is.

    Args:
        context: of the request.
        files: what is asked for, as a sentence begins with it.
        role: the minimum role.
    """
    caller = context.caller
    if caller is None:
        return problem(401, "UNAUTHENTICATED", "Sign in first; your session may have ended.")
    if not caller.may(role.name):
        return problem(403, "FORBIDDEN", f"{files} need the role {role.name} or above.")
    if caller.scopes is not None and Scope.READ.name not in caller.scopes:
        return problem(403, "FORBIDDEN", f"{files} need an API token with the scope READ.")
    return None


def attachment(body: bytes, media_type: str, name: str) -> Response:
    """A file to be saved under a name, and to be kept nowhere on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=media_type, headers=headers)
