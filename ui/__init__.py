"""The window: builds widgets, holds no rule."""
