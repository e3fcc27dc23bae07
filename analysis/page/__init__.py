"""A result as one self-contained page: it opens offline, prints on A4, and asks nobody for anything."""
