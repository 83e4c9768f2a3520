"""Shiftboard: JSON-RPC 2.0 with signed requests, at api.shiftdata.com."""
