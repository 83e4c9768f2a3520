"""What is told of at once: rules, the system's notices and tray, and the same within the window."""
