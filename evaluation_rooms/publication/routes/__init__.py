"""The doors of the public account."""

from evaluation_rooms.publication.routes import open_data, packages

ROUTES = [*packages.ROUTES, *open_data.ROUTES]
