"""Checks invoices against what was agreed."""
