"""The one door through which every byte from outside comes, and what is done to pictures on the way in."""

from exporter.model import Resource
from exporter.resources.door import Door, Place, Policy

__all__ = ["Door", "Place", "Policy", "fitted"]


def fitted(resource: Resource, *, most_pixels: int) -> Resource:
    """Scale a raster picture down until it has at most `most_pixels`; anything else is given back as it is."""
    if resource.media_type == "image/svg+xml" or resource.width_px * resource.height_px <= most_pixels:
        return resource
    from exporter.resources import images

    return images.scaled(resource, most_pixels)
