"""Trio Workforce Solutions: per-diem shifts of the Trio vendor management system, agency side."""
