"""Pages of the library, and what readers keep."""
