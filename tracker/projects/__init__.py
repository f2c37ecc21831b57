"""The project: code, city, stage, visits, assignments, agreements, money."""
