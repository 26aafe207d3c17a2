"""MedLM Atlas: a curated, sourced survey knowledge base of medical large models."""

from __future__ import annotations

from pathlib import Path

from medlm_atlas.catalog import Catalog
from medlm_atlas.errors import CatalogError, Problem

__version__ = "0.1.0"
__all__ = ["Catalog", "CatalogError", "Problem", "catalog_folder", "load"]


def catalog_folder() -> Path:
    """The catalog that ships with the package; in a checkout, the checkout's own."""
    shipped = Path(__file__).parent / "catalog_data"
    return shipped if shipped.is_dir() else Path(__file__).parents[2] / "catalog"


def load(folder: Path | None = None) -> Catalog:
    """Read a catalog, by default the one that ships with the package. Works offline.

    Raises:
        CatalogError: with every problem of every file that could not be read.
    """
    from medlm_atlas.loading import load as load_folder

    return load_folder(folder or catalog_folder())
