"""Questions that can be asked of a workspace; each answer has passed the gate."""

from vesica.api.workspace import Workspace

__all__ = ["Workspace"]
