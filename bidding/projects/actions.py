"""Deeds on projects and lots: take one in, with the decision why it must be tendered; show one's own."""

from bidding.projects.relations import relation
from bidding.projects.tables import Project
from foundation.actors import Actor


def relation_to(project: Project, actor: Actor) -> set[str]:
    """What the actor is to this project: agency, buyer, centre or supervisor; empty for everybody else."""
    return relation(
        actor,
        buyer=project.buyer_id,
        agency=project.agency_id,
        centre=project.centre_id,
        region_code=project.region_code,
    )
