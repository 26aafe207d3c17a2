"""Synthetic catalogs and the benchmarks over them."""
