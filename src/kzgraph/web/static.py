"""`/static/{name}`: the scripts and images of the pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kzgraph.web.representations import Content, Representer
from kzgraph.web.site import SiteLoader

_TYPES: Final = {
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}
_HASHED: Final = re.compile(r"-[0-9A-Z]{8}\.js$")
"""Ends the name of a script that has another name when it changes, see frontend/build.js."""
_KEEPING: Final = "public, max-age=31536000, immutable"
_REVALIDATING: Final = "no-cache"
"""Older ones would ask for scripts that are gone."""


class Static:
    """The routes of what never changes while the server runs.

    Args:
        loader: gives the data.
        representer: answers.
    """

    def __init__(self, loader: SiteLoader, representer: Representer) -> None:
        self._loader = loader
        self._representer = representer

    @property
    def routes(self) -> list[Route]:
        """The routes, each for GET and HEAD."""
        return [Route("/static/{name}", self.give_file)]

    async def give_file(self, request: Request) -> Response:
        """Give a script or image of the pages.

        Raises:
            HTTPException: 404, there is no such file.
        """
        name = request.path_params["name"]
        media_type = _TYPES.get(Path(name).suffix)
        site = await self._loader.site()
        content = site.static.get(name)
        if media_type is None or content is None:
            raise HTTPException(404)
        return await self._representer.represent(
            request,
            site.state,
            media_type,
            lambda: Content(content),
            caching=_KEEPING if _HASHED.search(name) else _REVALIDATING,
        )
