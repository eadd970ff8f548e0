"""How fast the platform is. `make bench`; see docs/performance.md."""
