"""What one watch tells the next: shown, printed, saved."""
