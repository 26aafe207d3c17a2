"""Synthetic catalogs and measurements as ratios within one run. Nothing here is part of the tests."""
