"""Registries: curated facts that people can review, loaded from `data/reference/`."""

from osce_kg.reference.load import load_registries
from osce_kg.reference.model import Area, Body, FieldOfWork, MeetingSeries, Place, Registries, Role

__all__ = ["Area", "Body", "FieldOfWork", "MeetingSeries", "Place", "Registries", "Role", "load_registries"]
