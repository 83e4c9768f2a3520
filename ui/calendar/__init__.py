"""The calendar: the same shifts as the board, on their days and hours."""
