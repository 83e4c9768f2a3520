"""The record of activity: who did what when."""
