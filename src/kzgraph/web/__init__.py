"""The web: `/sparql`, `/health` and what else is served over HTTP.

`create_app` is in `kzgraph.web.application`; it is not imported here, because the web framework
takes longer to import than the data to load, and `serve` does both at once.
"""

from __future__ import annotations

from kzgraph.web.serving import Ready, serve

__all__ = ["Ready", "serve"]
