"""Time and memory of the main job next to hand-written Polars and DuckDB: `make bench`."""
